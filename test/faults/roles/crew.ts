// The server as many processes: one event store, one read store, and for each role one or more who do it.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Child, startChild } from '../../programs/child';
import { listening, type Server, spawnServer } from '../../programs/server';
import { type SomeStore, storeGivenOr } from '../../programs/some-store';
import type { Chance } from '../chance';

/** What can be had by itself. */
export const ROLES = ['api', 'projector', 'sla', 'billing', 'paging', 'public', 'webhooks'] as const;
export type Role = (typeof ROLES)[number];

export type Member = {
  readonly role: Role;
  readonly child: Child;
  /** Once it listens. */
  readonly server: Promise<Server>;
  /** Wakes it, where it sleeps. */
  alarm?: NodeJS.Timeout;
};

export class Crew {
  readonly #directory: string;
  readonly #databaseUrl: string | undefined;
  readonly #root: string | undefined;
  readonly #members = new Set<Member>();
  #store: SomeStore | undefined;

  /** Without a database the views are in a file; `root`: the tree whose build they run, where that is another one. */
  constructor(directory: string, databaseUrl: string | undefined, root?: string) {
    this.#directory = directory;
    this.#databaseUrl = databaseUrl;
    this.#root = root;
  }

  /** The event store, then the first api, which makes the keys, then all others. */
  async begin(): Promise<void> {
    mkdirSync(this.dataDir, { recursive: true });
    this.#store = await storeGivenOr(async () => {
      const node = startChild('apps/store/main.js', ['serve', join(this.#directory, 'store'), '--port', '0']);
      const [, port] = await node.line(/^LISTENING .*:(\d+)$/);
      return { url: `esdb://127.0.0.1:${port}?tls=false`, stop: () => node.end('SIGKILL') };
    });
    for (const role of ROLES) {
      const { server } = this.start(role);
      if (role === 'api') await server;
    }
    await Promise.all(this.members().map(({ server }) => server));
  }

  get dataDir(): string {
    return join(this.#directory, 'data');
  }

  get store(): SomeStore {
    if (!this.#store) throw new Error('The crew has not begun.');
    return this.#store;
  }

  /** Where the stores are. */
  get env(): Readonly<Record<string, string>> {
    const views = this.#databaseUrl === undefined ? {} : { DATABASE_URL: this.#databaseUrl };
    return { ...this.store.env, ...views, LOG_LEVEL: 'error' };
  }

  members(role?: Role): readonly Member[] {
    return [...this.#members].filter((member) => role === undefined || member.role === role);
  }
  awake(role: Role): readonly Member[] {
    return this.members(role).filter(({ alarm }) => alarm === undefined);
  }

  start(role: Role, root = this.#root): Member {
    const child = spawnServer(this.dataDir, { ...this.env, ROLES: role }, root);
    const server = listening(child, this.dataDir);
    server.catch(() => {}); // heard by whoever waits for it; it may be killed while it boots
    const member: Member = { role, child, server };
    this.#members.add(member);
    return member;
  }

  async kill(member: Member): Promise<void> {
    this.#members.delete(member);
    clearTimeout(member.alarm);
    await member.child.end('SIGKILL');
  }

  /** As a supervisor stops one whose successor is there. How it ended, if not as it should. */
  async retire(member: Member): Promise<readonly string[]> {
    this.#members.delete(member);
    const ending = await member.child.end('SIGTERM');
    return ending === 0
      ? []
      : [`${member.role} ended with ${ending} when it was asked to: ${member.child.said.at(-1)}`];
  }

  sleep(member: Member, milliseconds: number): void {
    member.child.process.kill('SIGSTOP');
    member.alarm = setTimeout(() => this.wake(member), milliseconds);
  }

  wake(member: Member): void {
    clearTimeout(member.alarm);
    delete member.alarm;
    member.child.process.kill('SIGCONT');
  }

  /** Who ended by himself, which nobody should. */
  async deserters(): Promise<readonly string[]> {
    const ended = await Promise.all(
      this.members().map(async ({ role, child }) => {
        const ending = await Promise.race([child.gone, undefined]);
        return ending === undefined ? [] : [`${role} ended with ${ending}: ${child.said.slice(-3).join(' | ')}`];
      }),
    );
    return ended.flat();
  }

  async end(): Promise<void> {
    await Promise.all(this.members().map((member) => this.kill(member)));
    await this.#store?.stop();
  }

  /** The last that each of them said, for whoever looks into a failure. */
  lastWords(): string {
    return this.members()
      .map(({ role, child }) => `${role}: ${child.said.at(-1) ?? 'nothing'}`)
      .join(' | ');
  }

  /** One who is there, by chance. */
  anyOf(role: Role, chance: Chance): Member {
    return chance.of(this.awake(role));
  }
}
