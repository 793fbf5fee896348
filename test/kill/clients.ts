// People at the server's front door. Whoever gets no answer asks again with the same Idempotency-Key, until there is
// one; what was acknowledged is written down, and must be true whatever happens to the server meanwhile.

import { commandIdOf } from '#event-store';
import { DEVELOPMENT_CLIENT, isClientRole, type Principal, principalKey, type Role } from '#identity';
import { NotAsDescribed } from '../../apps/server/openapi/answer-check';
import { checkedFetch } from '../programs/checked-fetch';
import type { Server } from '../programs/server';

/** A command that was acknowledged. */
export type AnsweredCommand = {
  readonly commandId: string;
  readonly ticketId: string;
  /** The stream's category that it changes, and the event that it brings about there, exactly once. */
  readonly category: 'ticket' | 'billing' | 'webhooks';
  readonly yields: string;
};

/** What somebody says: by whom, on which route, in which words, and which event must come of it. */
export type CommandToSend = Pick<AnsweredCommand, 'yields'> & {
  readonly role: Role;
  readonly path: string;
  readonly body: object;
  readonly key: string;
  readonly category?: AnsweredCommand['category'];
};
// biome-ignore lint/suspicious/noExplicitAny: whatever the route answers; stories look at single fields.
type Answer = any;

/** Who the key of a role speaks for, on a development server. */
const developer = (role: Role): Principal => ({
  id: `dev-${role}`,
  role,
  ...(isClientRole(role) && { clients: [DEVELOPMENT_CLIENT] }),
});

const AGAIN_AFTER_MS = 40;
const GIVES_UP_MS = 60_000;
/** Whoever hears nothing for so long asks somebody else. */
const HANGS_UP_MS = 5_000;

export class Clients {
  readonly told: AnsweredCommand[] = [];
  /** How often nobody answered, or said that now is no time. */
  unanswered = 0;
  /** Connections that broke before the answer was there. */
  cut = 0;
  /** 503 without a word of when to come again. */
  curt = 0;
  readonly #patienceMs: number;
  #server: Server | undefined;

  /** `patienceMs`: how long anybody asks again who is not answered. */
  constructor(patienceMs = GIVES_UP_MS) {
    this.#patienceMs = patienceMs;
  }

  /** Where the server is now; nothing while there is none. */
  at(server: Server | undefined): void {
    this.#server = server;
  }

  /** Says it until it is answered. Throws on a refusal: stories say what is legal. */
  async say({ role, path, body, key, category = 'ticket', yields }: CommandToSend): Promise<Answer> {
    const headers = { 'content-type': 'application/json', 'idempotency-key': key };
    const answer = await this.#ask(role, path, { method: 'POST', headers, body: JSON.stringify(body) });
    const ticketId = answer.ticketId ?? answer.id; // a receiver has no ticket
    this.told.push({ commandId: commandIdOf([...principalKey(developer(role)), key]), ticketId, category, yields });
    return answer;
  }

  get(role: Role, path: string): Promise<Answer> {
    return this.#ask(role, path, { method: 'GET', headers: {} });
  }

  async #ask(
    role: Role,
    path: string,
    { headers, ...rest }: { method: string; headers: Record<string, string>; body?: string },
  ): Promise<Answer> {
    for (const patience = performance.now() + this.#patienceMs; performance.now() < patience; ) {
      const server = this.#server;
      if (server) {
        const init = { ...rest, headers: { ...headers, authorization: `Bearer ${server.keys[role]}` } };
        const answer = await answered(`${server.url}${path}`, init);
        const taken = this.#takenOf(answer);
        if (taken) return taken.body;
        if (answer !== undefined && answer !== 'cut' && answer.status !== 503)
          throw new Error(`${rest.method} ${path} by ${role} was answered ${JSON.stringify(answer)}.`);
      }
      this.unanswered++;
      await new Promise((resolve) => setTimeout(resolve, AGAIN_AFTER_MS));
    }
    throw new Error(`${rest.method} ${path} by ${role} had no answer within ${this.#patienceMs / 1000} s.`);
  }

  /** Counts what a balancer's client would not forgive. */
  #takenOf(answer: HttpAnswer | 'cut' | undefined): HttpAnswer | undefined {
    if (answer === undefined) return undefined;
    if (answer === 'cut') this.cut++;
    else if (answer.status === 503 && !answer.saysWhen) this.curt++;
    return answer !== 'cut' && answer.status < 300 ? answer : undefined;
  }
}

type HttpAnswer = { readonly status: number; readonly body: Answer; readonly saysWhen: boolean };
/** 'cut' where the connection broke before the whole answer was there; nothing where it took too long. */
const answered = async (url: string, init: RequestInit): Promise<HttpAnswer | 'cut' | undefined> => {
  const signal = AbortSignal.timeout(HANGS_UP_MS);
  try {
    const response = await checkedFetch(url, { ...init, signal });
    const text = await response.text();
    return {
      status: response.status,
      body: response.headers.get('content-type')?.includes('json') ? JSON.parse(text) : text,
      saysWhen: response.headers.has('retry-after'),
    };
  } catch (error) {
    if (error instanceof NotAsDescribed) throw error;
    return signal.aborted ? undefined : 'cut';
  }
};
