// One store, an api, one or two who page, and two telephones: voicemails come in while the processes are killed, doubled and
// paused, at whatever moment, between voicemail, ticket and page, and between page and acknowledgement.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { EventStoreDBClient } from '@eventstore/db-client';
import { everythingAt } from '../../kill/stored';
import { notice, type Paged, rosterOf, SECRET, Telephone } from '../../oncall/night';
import { type Child, startChild } from '../../programs/child';
import { discard, keep, scratch } from '../../programs/scratch';
import { listening, type Server, spawnServer } from '../../programs/server';
import type { Chance } from '../chance';
import { pageFaults } from './promises';

type Role = 'api' | 'paging';
const PATIENCE_MS = 60_000;
const LOOKS_EVERY_MS = 20;

export class PagingLife {
  readonly #directory = scratch('paging');
  readonly #messages: string[] = [];
  readonly #pagers: Child[] = [];
  #store: Child | undefined;
  #url = '';
  #api: Child | undefined;
  #server: Promise<Server> | undefined;
  #ann: Telephone | undefined;
  #bob: Telephone | undefined;

  async begin(): Promise<void> {
    mkdirSync(this.#dataDir, { recursive: true });
    this.#store = startChild('apps/store/main.js', ['serve', join(this.#directory, 'store'), '--port', '0']);
    const [, port] = await this.#store.line(/^LISTENING .*:(\d+)$/);
    this.#url = `esdb://127.0.0.1:${port}?tls=false`;
    [this.#ann, this.#bob] = await Promise.all([Telephone.open(), Telephone.open()]);
    // The first one makes the keys, and is there alone.
    this.#startApi();
    await this.#server;
    this.#startPager();
    const document = rosterOf(this.#ann.url, this.#bob.url);
    await this.#ask('supervisor', '/rosters/support/versions', { version: 1, document }, 'roster');
  }

  /** A voicemail, a blow before its page, the page, another blow, and somebody who takes it. What happened, in words. */
  async cycle(seed: number, chance: Chance): Promise<string> {
    const story: string[] = [];
    const id = `msg-${seed}`;
    this.#messages.push(id);
    // Her telephone may be off, so that the next one is called.
    if (this.#ann) this.#ann.answer = chance.happens(0.3) ? () => 503 : () => 200;
    const [ticketId] = await Promise.all([this.#tell(id), this.#strike(chance, story)]);
    const page = await this.#until(() => this.#heard().find((paged) => paged.ticketId === ticketId), 'a page');
    await Promise.all([this.#take(ticketId, page, chance, story), this.#strike(chance, story)]);
    if (this.#pagers.length === 0) this.#startPager();
    return story.join(', ');
  }

  /** Left alone for longer than any message may be under way, nothing more may come; then all that was promised must hold. */
  async verdict(): Promise<readonly string[]> {
    if (this.#pagers.length === 0) this.#startPager();
    await pause(QUIET_MS);
    const client = EventStoreDBClient.connectionString(this.#url);
    try {
      return pageFaults(await everythingAt(client), this.#messages, this.#heard());
    } finally {
      await client.dispose();
    }
  }

  async end(isSound: boolean): Promise<void> {
    const children = [this.#api, ...this.#pagers, this.#store];
    for (const child of children) child?.process.kill('SIGCONT');
    await Promise.all(children.map((child) => child?.end('SIGKILL')));
    await Promise.all([this.#ann?.close(), this.#bob?.close()]);
    if (isSound) discard(this.#directory);
    else keep(this.#directory);
  }

  get #dataDir(): string {
    return join(this.#directory, 'data');
  }
  #heard(): readonly Paged[] {
    return [...(this.#ann?.paged ?? []), ...(this.#bob?.paged ?? [])];
  }

  #spawn(role: Role): Child {
    const env = { EVENTSTORE_URL: this.#url, LOG_LEVEL: 'fatal', VOICEMAIL_SECRET: SECRET };
    return spawnServer(this.#dataDir, { ...env, ROLES: role });
  }
  #startApi(): void {
    this.#api = this.#spawn('api');
    this.#server = listening(this.#api, this.#dataDir);
    this.#server.catch(() => {}); // it may be killed while it boots
  }
  #startPager(): void {
    this.#pagers.push(this.#spawn('paging'));
  }

  async #strike(chance: Chance, story: string[]): Promise<void> {
    const waits = chance.below(400);
    await pause(waits);
    const what = chance.of(['api killed', 'pager killed', 'pager killed', 'pager paused', 'pager doubled', 'nothing']);
    story.push(`${what} after ${waits} ms`);
    if (what === 'api killed') {
      await this.#api?.end('SIGKILL');
      this.#startApi();
    }
    if (what === 'pager killed') {
      await this.#pagers.shift()?.end('SIGKILL');
      if (this.#pagers.length === 0) this.#startPager();
    }
    if (what === 'pager doubled' && this.#pagers.length < 2) this.#startPager();
    if (what === 'pager paused') await this.#pause(chance);
  }

  /** Somebody else takes over meanwhile, and the sleeper wakes late. */
  async #pause(chance: Chance): Promise<void> {
    const [sleeper] = this.#pagers;
    if (this.#pagers.length < 2) this.#startPager();
    sleeper?.process.kill('SIGSTOP');
    await pause(100 + chance.below(2_500));
    sleeper?.process.kill('SIGCONT');
  }

  /** As a telephone system does: until it is answered, signed anew each time. */
  async #tell(id: string): Promise<string> {
    return this.#until(async () => {
      const server = await this.#server;
      const { body } = await notice(server?.url ?? '', id);
      return body.ticketId;
    }, 'an answer to a voicemail');
  }

  /** By the link or by the api, once or twice; each until it is answered. */
  async #take(ticketId: string, { link }: Paged, chance: Chance, story: string[]): Promise<void> {
    await pause(chance.below(300));
    const byLink = chance.happens(0.5);
    story.push(byLink ? 'taken by its link' : 'taken by the api');
    for (let times = chance.below(2); times >= 0; times--)
      await (byLink
        ? this.#until(async () => {
            const server = await this.#server;
            // Where the api listens has changed with its life.
            const answer = await fetch(new URL(new URL(link).pathname, server?.url), { method: 'POST' });
            return answer.ok || undefined;
          }, 'an answer to the link')
        : this.#ask('on-call', `/pages/${ticketId}/acknowledgement`, {}, `take-${ticketId}`));
  }

  #ask(role: 'supervisor' | 'on-call', path: string, body: object, key: string): Promise<true> {
    return this.#until(async () => {
      const server = await this.#server;
      const headers = { authorization: `Bearer ${server?.keys[role]}`, 'idempotency-key': key };
      const answer = await fetch(`${server?.url}${path}`, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      return answer.ok || undefined;
    }, `an answer to POST ${path}`);
  }

  async #until<T>(ask: () => T | undefined | Promise<T | undefined>, what: string): Promise<T> {
    for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await pause(LOOKS_EVERY_MS)) {
      const found = await Promise.resolve()
        .then(ask)
        .catch(() => undefined);
      if (found !== undefined) return found;
    }
    throw new Error(`${what} never came`);
  }
}

/** Longer than a message may be under way, and than a lease is waited for. */
const QUIET_MS = 18_000;
