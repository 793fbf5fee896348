// A whole server, and the people who work with it: a night in which the client's power failed, told through HTTP.

import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Role } from '#identity';
import { checkedFetch } from '../programs/checked-fetch';
import { discard, scratch } from '../programs/scratch';
import { type Server, startServer } from '../programs/server';

const PATIENCE_MS = 60_000;
const DAY_MS = 86_400_000;
/** A list of each view: none answers before it has been filled for the first time. */
const VIEWS = ['/tickets', '/sla-board', '/queues/fault-reviews', '/statistics/sla'];

// biome-ignore lint/suspicious/noExplicitAny: whatever the route answers; specs look at single fields.
type Body = any;
export type Read = { readonly status: number; readonly headers: Headers; readonly text: string; readonly body: Body };

/** A Saturday that every clock of a P1 has run out since; at two in the morning nobody keeps standard hours. */
const saturday = (): string => {
  const before = new Date(Date.now() - 2 * DAY_MS);
  return new Date(before.getTime() - ((before.getUTCDay() + 1) % 7) * DAY_MS).toISOString().slice(0, 10);
};
const NIGHT = saturday();
const at = (time: string) => `${NIGHT}T${time}:00-06:00`;

export class ApiClient {
  readonly #dataDir = scratch('operations');
  #server: Server | undefined;

  async open(): Promise<this> {
    this.#server = await startServer(this.#dataDir);
    for (const path of VIEWS) await this.until('supervisor', path, () => true);
    return this;
  }

  get server(): Server {
    if (!this.#server) throw new Error('The desk is not open.');
    return this.#server;
  }

  /** Killed without notice, and started anew on the same directory and port once `meanwhile` is over. */
  async restart(meanwhile: () => Promise<void>): Promise<void> {
    const { port } = new URL(this.server.url);
    await this.server.end('SIGKILL');
    await meanwhile();
    this.#server = await startServer(this.#dataDir, { PORT: port });
    for (const path of VIEWS) await this.until('supervisor', path, () => true);
  }

  /** Ninety minutes of that night. */
  readonly nightWork = { from: at('02:10'), to: at('03:40') };

  async close(): Promise<void> {
    await this.#server?.end('SIGKILL');
    discard(this.#dataDir);
  }

  async get(role: Role, path: string, headers: Readonly<Record<string, string>> = {}): Promise<Read> {
    const authorization = `Bearer ${this.server.keys[role]}`;
    const response = await checkedFetch(`${this.server.url}${path}`, { headers: { authorization, ...headers } });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json');
    return { status: response.status, headers: response.headers, text, body: isJson ? JSON.parse(text) : undefined };
  }

  /** What the server answers, a refusal too. */
  async ask(role: Role, path: string, body: object): Promise<{ readonly status: number; readonly body: Body }> {
    const headers = {
      authorization: `Bearer ${this.server.keys[role]}`,
      'content-type': 'application/json',
      'idempotency-key': randomUUID(),
    };
    const response = await checkedFetch(`${this.server.url}${path}`, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    });
    return { status: response.status, body: await response.json() };
  }

  async say(role: Role, path: string, body: object): Promise<Body> {
    const { status, body: answer } = await this.ask(role, path, body);
    if (status >= 300) throw new Error(`POST ${path} was answered ${status}: ${JSON.stringify(answer)}`);
    return answer;
  }

  /** Asks until the answer will do. Throws the last one where it never does. */
  async until(role: Role, path: string, will: (body: Body) => boolean): Promise<Body> {
    for (const end = Date.now() + PATIENCE_MS; ; ) {
      const { status, body } = await this.get(role, path);
      if (status === 200 && will(body)) return body;
      if (Date.now() > end) throw new Error(`GET ${path} never came to it: ${status} ${JSON.stringify(body)}`);
      await pause(50);
    }
  }

  /** Asks twice until the second answer is that nothing has changed: a process may still have had a word to say. */
  async sameAgain(role: Role, path: string): Promise<number> {
    for (const end = Date.now() + PATIENCE_MS; ; await pause(50)) {
      const { headers } = await this.get(role, path);
      const { status } = await this.get(role, path, { 'if-none-match': headers.get('etag') ?? '' });
      if (status === 304 || Date.now() > end) return status;
    }
  }

  /** Of a call in that night, unless it was another time. */
  async openTicket(client: string, summary = 'No calls in or out', contactedAt = at('02:00')): Promise<string> {
    const opening = { client, channel: 'phone', priority: 'P1', summary, contactedAt };
    return (await this.say('supervisor', '/tickets', opening)).ticketId; // further back than the desk may date a call
  }

  /** A P1 of that night, worked for 90 minutes or as long as is said, and resolved: what it costs the review says. */
  async night(client: string, hours = 1.5): Promise<string> {
    const ticketId = await this.openTicket(client);
    const ended = new Date(Date.UTC(2026, 0, 1, 2, 10 + hours * 60)).toISOString().slice(11, 16);
    await this.say('agent', `/tickets/${ticketId}/triage`, { priority: 'P1' });
    await this.say('engineer', `/tickets/${ticketId}/work`, { from: at('02:10'), to: at(ended) });
    await this.say('engineer', `/tickets/${ticketId}/resolution`, { code: 'power', note: 'Another outlet' });
    return ticketId;
  }

  determine(ticketId: string, faultClass: string): Promise<Body> {
    const finding = { faultClass, reason: 'Their power supply failed' };
    return this.say('fault-reviewer', `/tickets/${ticketId}/cycles/1/determination`, finding);
  }
}
