// The whole server behind a cluster, and those who talk to it, until everything is at rest and has been looked at.
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { EventStoreDBClient } from '@eventstore/db-client';
import { ClusterDouble } from '#embedded-store/cluster';
import { judgedByWorkers, misdated, undetermined } from '#invariants';
import { NOTARY_DIR } from '#settings';
import { Clients } from '../../kill/clients';
import { rest } from '../../kill/life';
import { lostOrDoubled, misbilled, unsound } from '../../kill/promises';
import { everythingAt, everythingAtRest } from '../../kill/stored';
import { type ExpectedOutcome, tell } from '../../kill/stories';
import { discard, keep, scratch } from '../../programs/scratch';
import { type Server, startServer } from '../../programs/server';
import { Receiver } from '../../public/receiver';
import { type Chance, chanceOf } from '../chance';
import { arrived, mistold } from '../roles/delivered-webhooks';
import { watchMoney } from '../roles/money';
import { type Load, PacedClients } from '../roles/pace';
import { Postings } from '../roles/promises';
import { staleViews } from '../roles/views';
import { type Blow, strike } from './blows';
import { PrivateMatters } from './private';
import { missigned } from './signed';

const LANES = 6;
const LULL_MS = 300;
/** One blow falls right after the other, and the longest lasts for 20 s: whoever has bad luck waits through some. */
const PATIENCE_MS = 180_000;

export class ClusterLife {
  readonly directory = scratch('cluster');
  readonly clients = new Clients(PATIENCE_MS);
  readonly owed: ExpectedOutcome[] = [];
  readonly postings = new Postings();
  readonly story: string[] = [];
  readonly #seed: number;
  readonly #load: Load;
  #parts: { cluster: ClusterDouble; server: Server; client: EventStoreDBClient; receiver: Receiver } | undefined;
  #began = { at: 0, told: 0 };
  #isOver = false;
  readonly #private: PrivateMatters;
  #lanes: Promise<unknown> = Promise.resolve();

  constructor(seed: number, load: Load) {
    this.#seed = seed;
    this.#load = load;
    this.#private = new PrivateMatters(this.clients, seed);
  }

  get #all() {
    if (!this.#parts) throw new Error('This life has not begun.');
    return this.#parts;
  }

  async begin(): Promise<void> {
    const cluster = await ClusterDouble.start({ dir: `${this.directory}/store` });
    const server = await startServer(this.#dataDir, { ...this.#env(cluster) });
    const receiver = await Receiver.open();
    this.#parts = { cluster, server, client: EventStoreDBClient.connectionString(cluster.directUrl), receiver };
    this.clients.at(server);
    await this.#subscribe(receiver);
    const people = new PacedClients(this.clients, this.#load.perSecond);
    this.#began = { at: performance.now(), told: this.clients.told.length };
    const { clients, owed, postings } = this;
    const isOver = () => this.#isOver;
    this.#lanes = Promise.all([
      ...Array.from({ length: LANES }, (_, lane) => this.#tellStories(people, lane)),
      watchMoney({ clients, owed, postings, seed: this.#seed, isOver }),
      this.#private.pry(isOver),
    ]);
    this.#lanes.catch(() => {}); // heard in the end
  }

  get #dataDir(): string {
    return `${this.directory}/data`;
  }
  #env({ url }: ClusterDouble): Readonly<Record<string, string>> {
    return { EVENTSTORE_URL: url, LOG_LEVEL: 'warn' };
  }

  /** One blow, and how long it was until a command was taken again, from the blow on; or what was answered instead. */
  async blow(chance: Chance): Promise<{ kind: Blow['kind']; tookMs: number; refused?: string }> {
    await pause(chance.below(LULL_MS));
    const began = performance.now();
    const { kind, what, relieve } = await strike(this.#all.cluster, chance);
    this.story.push(what);
    const relieved = relieve();
    const body = { client: 'acme', channel: 'phone', priority: 'P2', summary: 'Are you there?' };
    const opening = { role: 'agent', path: '/tickets', body, yields: 'TicketOpened', key: chance.uuid() } as const;
    const refused = await this.clients.say(opening).then(
      () => undefined,
      (error: Error) => error.message,
    );
    const tookMs = performance.now() - began;
    await relieved;
    return { kind, tookMs, ...(refused !== undefined && { refused }) };
  }

  countLoad(): void {
    this.#load.add(this.clients.told.length - this.#began.told, performance.now() - this.#began.at);
  }

  /** Left alone, it comes to rest by itself; then everything that was promised must hold. */
  async verdict(): Promise<readonly string[]> {
    const { client, receiver, server, cluster } = this.#all;
    this.#isOver = true;
    await this.#lanes;
    const unforgotten = await this.#private.erase(this.directory, server.said);
    await rest(this.clients, this.owed);
    const { rows: stuck } = await this.clients.get('supervisor', '/stuck');
    const everything = await everythingAtRest(client);
    await arrived(everything, receiver.taken);
    const sentBefore = receiver.attempts.length;
    const stale = await staleViews({ dataDir: this.#dataDir, env: this.#env(cluster) }, everything.all);
    const { all } = await everythingAt(client);
    const signed = await missigned(`${this.directory}/store`, join(this.#dataDir, NOTARY_DIR));
    const ended = await Promise.race([server.gone, undefined]);
    return [
      ...(stuck as { reason: string }[]).map((one) => `I13: parked: ${JSON.stringify(one)}`),
      ...(await this.#unwell()),
      ...(ended === undefined ? [] : [`the server ended with ${ended}: ${server.said.slice(-3).join(' | ')}`]),
      ...unsound(everything),
      ...lostOrDoubled(everything, this.clients.told),
      ...this.owed.flatMap((one) => misbilled(everything, one)),
      ...undetermined(everything),
      ...misdated(everything),
      ...mistold(everything, receiver.taken),
      ...this.#private.broken,
      ...unforgotten,
      ...judgedByWorkers(everything),
      ...this.postings.broken,
      ...this.postings.lost(everything),
      ...stale,
      ...signed,
      ...(all.length === everything.all.length && receiver.attempts.length === sentBefore
        ? []
        : [`I15: views were filled anew, and ${all.length - everything.all.length} events and webhooks came of it`]),
    ];
  }

  /** Whoever is well again says so: no consumer is halted, no engine away, and nothing is behind. */
  async #unwell(): Promise<readonly string[]> {
    const { status, engines, work } = await this.clients.get('supervisor', '/health');
    return status === 'ok' ? [] : [`I13: /health says ${status}: ${JSON.stringify({ engines, work })}`];
  }

  /** Everything that happened, for whoever looks into a failure. */
  wholeStory(): string {
    const lastWords = this.#parts?.server.said.slice(-3).join(' | ') ?? 'nothing';
    return `${this.story.join('; ')}; last words: ${lastWords}; what is left: ${this.directory}`;
  }

  async end(isSound: boolean): Promise<void> {
    this.#isOver = true;
    const parts = this.#parts;
    if (parts) {
      await Promise.race([parts.client.dispose(), pause(1_000)]);
      await parts.server.end('SIGKILL');
      await parts.receiver.close();
      await parts.cluster.close();
    }
    if (isSound) discard(this.directory);
    else keep(this.directory);
  }

  async #subscribe(receiver: Receiver): Promise<void> {
    const { secret } = await this.clients.say({
      role: 'supervisor',
      path: '/webhooks',
      body: { url: receiver.url, from: 'start' },
      yields: 'WebhookSubscribed',
      category: 'webhooks',
      key: chanceOf(this.#seed).uuid(),
    });
    receiver.secret = secret;
  }

  async #tellStories(people: Clients, lane: number): Promise<void> {
    for (let n = 0; !this.#isOver; n++)
      this.owed.push(await tell(people, chanceOf(this.#seed * 10_000 + lane * 1_000 + n)));
  }
}
