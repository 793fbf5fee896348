// A server that is asked to stop while people talk to it, receivers of its webhooks answer whatever they like, and callers
// hold its door open.

import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { join } from 'node:path';
import { hostileCallers } from '../../hostile/callers';
import { MALICES } from '../../hostile/malices';
import { HostilePeer } from '../../hostile/peer';
import { Clients } from '../../kill/clients';
import { lostOrDoubled, unsound } from '../../kill/promises';
import { everythingIn } from '../../kill/stored';
import { type Server, startServer } from '../../programs/server';
import type { Chance } from '../chance';

const AT_ONCE = 16;
const RECEIVERS = 6;
/** What supervisors of processes allow before they kill. */
const STOPS_WITHIN_MS = 10_000;
/** At least and at most. */
const TALKS_MS = [300, 2_000] as const;
const KNOCKS_EVERY_MS = 5;

export class Siege {
  readonly #dataDir: string;
  readonly #clients = new Clients();
  readonly #peers: HostilePeer[] = [];
  #lanes: Promise<unknown> = Promise.resolve();
  #over = false;
  #receivers = 'no receiver';

  constructor(dataDir: string) {
    this.#dataDir = dataDir;
  }

  async begin(chance: Chance): Promise<void> {
    const server = await startServer(this.#dataDir);
    this.#clients.at(server);
    const malices = Array.from({ length: RECEIVERS }, () => chance.of(MALICES));
    for (const [, malice] of malices) {
      const peer = await HostilePeer.open(malice);
      this.#peers.push(peer);
      const body = { url: `http://127.0.0.1:${peer.port}/` };
      await this.#say('supervisor', '/webhooks', body, 'WebhookSubscribed', 'webhooks');
    }
    this.#receivers = malices.map(([what]) => what).join('; ');
    this.#lanes = Promise.all(Array.from({ length: AT_ONCE }, () => this.#lane()));
    this.#lanes.catch(() => {}); // heard at the end
    await server.end();
    this.#clients.at(undefined);
  }

  /** Starts it, asks it to stop after a while, and says what was wrong with that. */
  async stopOnce(chance: Chance): Promise<{ wrong: readonly string[]; story: string }> {
    const server = await startServer(this.#dataDir);
    this.#clients.at(server);
    const { port } = new URL(server.url);
    const callers = hostileCallers({ port: Number(port), key: server.keys.auditor });
    const [least, most] = TALKS_MS;
    const afterMs = least + chance.below(most - least);
    await new Promise((resolve) => setTimeout(resolve, afterMs));
    const began = performance.now();
    const knocked = knocks(Number(port), server.gone);
    const ending = await server.end('SIGTERM');
    const tookMs = Math.round(performance.now() - began);
    this.#clients.at(undefined);
    callers.leave();
    const { refusedAfterMs, openedAgain } = await knocked;
    const wrong = [
      ...(ending === 0 ? [] : [`it ended with ${ending}: ${server.said.join(' | ')}`]),
      ...(tookMs <= STOPS_WITHIN_MS ? [] : [`it took ${tookMs} ms to stop`]),
      ...(openedAgain ? ['it took a connection after it had closed its door'] : []),
    ];
    return {
      wrong,
      story: `asked ${afterMs} ms after it listened, shut after ${refusedAfterMs} ms, gone after ${tookMs} ms; ${this.#receivers}`,
    };
  }

  /** Lets everybody finish, and looks whether what was acknowledged is there, once. */
  async verdict(): Promise<readonly string[]> {
    const server = await startServer(this.#dataDir);
    this.#clients.at(server);
    this.#over = true;
    await this.#lanes;
    await server.end();
    const everything = await everythingIn(join(this.#dataDir, 'store'));
    return [...unsound(everything), ...lostOrDoubled(everything, this.#clients.told)];
  }

  async end(): Promise<void> {
    this.#over = true;
    await Promise.all(this.#peers.map((peer) => peer.close()));
  }

  async #lane(): Promise<void> {
    const opening = { client: 'acme', channel: 'phone', priority: 'P1', summary: 'No calls in or out' };
    const { ticketId } = await this.#say('agent', '/tickets', opening, 'TicketOpened');
    while (!this.#over) await this.#say('agent', `/tickets/${ticketId}/notes`, { text: 'Still nothing' }, 'NoteAdded');
  }

  #say(role: 'agent' | 'supervisor', path: string, body: object, yields: string, category?: 'webhooks') {
    const key = randomUUID();
    return this.#clients.say({ role, path, body, yields, key, ...(category && { category }) });
  }
}

/** Knocks at a port until its owner is gone: when it was refused first, and whether it was let in after that. */
const knocks = async (port: number, gone: Server['gone']) => {
  const began = performance.now();
  let isGone = false;
  void gone.then(() => {
    isGone = true;
  });
  let refusedAfterMs: number | undefined;
  let openedAgain = false;
  while (!isGone) {
    const isOpen = await opens(port);
    if (!isOpen) refusedAfterMs ??= Math.round(performance.now() - began);
    else if (refusedAfterMs !== undefined) openedAgain = true;
    await new Promise((resolve) => setTimeout(resolve, KNOCKS_EVERY_MS));
  }
  return { refusedAfterMs, openedAgain };
};

const opens = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
