// A server for specs: every role that needs no disk, on a store that forgets, at a time of the spec's choosing.

import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Module } from '@nestjs/common';
import { FileStore, fileStoreOf } from '#attachments/module';
import { CHARGE_LINK_SECRET, chargeLinkSecret } from '#billing/module';
import { MAIL_OPTIONS, type MailOptions } from '#conversation/module';
import { EVENT_STORE } from '#event-store/module';
import { hashOf, isClientRole, KeyFile, mintKey, ROLES, type Role, Sessions } from '#identity';
import type { ProviderSignIn } from '#identity/sign-in';
import { type Context, type EventStore, MemoryStore, ms } from '#kernel';
import { FIRST_POLICY } from '#policy/module';
import { openReadStore } from '#read-store';
import { READ_STORE } from '#read-store/module';
import type { Config } from '#settings';
import { mustBeDescribed } from './openapi/answer-check';
import { type Serving, serve } from './serve';
import { FIRST } from './stores';

@Module({})
class MemoryModule {}
const memory = (store: EventStore, mail: MailOptions) => ({
  module: MemoryModule,
  global: true,
  providers: [
    { provide: EVENT_STORE, useValue: store },
    { provide: MAIL_OPTIONS, useValue: mail },
    {
      provide: FileStore,
      useFactory: () => fileStoreOf({ directory: mkdtempSync(join(tmpdir(), 'faultline-files-')), mustScan: false }),
    },
    { provide: FIRST_POLICY, useValue: FIRST },
    { provide: CHARGE_LINK_SECRET, useValue: chargeLinkSecret(randomBytes(32)) },
    { provide: READ_STORE, useFactory: () => openReadStore({ file: ':memory:' }) },
  ],
  exports: [EVENT_STORE, MAIL_OPTIONS, FileStore, FIRST_POLICY, READ_STORE, CHARGE_LINK_SECRET],
});

/** A memory that knows how many ticket events it was given, and in which somebody may always be faster. */
class CountingStore extends MemoryStore {
  events = 0;
  /** Writes to the stream just before anybody else does. */
  rival: Context | undefined;

  override async append(...[stream, revision, events, context]: Parameters<MemoryStore['append']>) {
    if (this.rival) await super.append(stream, revision, [{ type: 'WorkStarted' }], this.rival);
    const appended = await super.append(stream, revision, events, context);
    if (appended !== 'lost-race' && stream.startsWith('ticket-')) this.events += events.length;
    return appended;
  }
}

export type Answer = {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: whatever the route answers; specs look at single fields.
  readonly body: any;
};

export class TestServer {
  readonly store = new CountingStore();
  readonly keys = KeyFile.open(join(mkdtempSync(join(tmpdir(), 'faultline-keys-')), 'keys.json'));
  readonly #keys = new Map<string, string>();
  readonly sessions = new Sessions(randomBytes(32), false);
  /** How people sign in by an identity provider; set before it is started. */
  signIn: ProviderSignIn | undefined;
  #serving: Serving | undefined;
  time = ms('2026-03-14T08:03:00Z');
  readonly #mail: MailOptions;

  constructor(mail: MailOptions = {}) {
    this.#mail = mail;
  }

  /** With a certificate of its own, it listens over TLS. */
  async start(securely: Pick<Config, 'tls' | 'proxies' | 'requestsPerSecond'> = {}): Promise<this> {
    const { keys } = this;
    // Both clients call their contact the same, and neither is the other.
    for (const role of ROLES)
      for (const client of isClientRole(role) ? ['acme', 'globex'] : [undefined]) {
        const key = mintKey();
        this.#keys.set(client === undefined ? role : `${role}@${client}`, key);
        keys.add({
          hash: hashOf(key),
          principal: { id: `the-${role}`, role, ...(client !== undefined && { clients: [client] }) },
          issuedAt: '2026-01-01T00:00:00.000Z',
        });
      }
    const log = { info: () => {}, warn: () => {}, error: (fields: object) => console.error(fields) };
    this.#serving = await serve(
      {
        roles: ['api'],
        clock: { now: () => this.time },
        keys,
        sessions: this.sessions,
        ...(this.signIn && { signIn: this.signIn }),
        developmentKeysCount: false,
        log,
        modules: [memory(this.store, this.#mail)],
      },
      { host: '127.0.0.1', port: 0, ...securely },
    );
    return this;
  }

  get serving(): Serving {
    if (!this.#serving) throw new Error('The server was not started.');
    return this.#serving;
  }

  /** The key of a role; of a client's role with its client: 'client-contact@acme'. */
  key(who: Role | `${Role}@${string}`): string {
    const key = this.#keys.get(who);
    if (key === undefined) throw new Error(`Nobody is called ${who}.`);
    return key;
  }

  async request(
    method: string,
    path: string,
    init: { headers?: Record<string, string>; body?: string | Uint8Array<ArrayBuffer> } = {},
  ): Promise<Answer> {
    const response = await fetch(`${this.serving.url}${path}`, { method, ...init });
    const text = await response.text();
    mustBeDescribed({
      method,
      path,
      status: response.status,
      contentType: response.headers.get('content-type'),
      text,
    });
    const isJson = response.headers.get('content-type')?.includes('json');
    return {
      status: response.status,
      headers: response.headers,
      body: isJson && text !== '' ? JSON.parse(text) : text,
    };
  }

  get(path: string, who: Role | `${Role}@${string}`): Promise<Answer> {
    return this.request('GET', path, { headers: { authorization: `Bearer ${this.key(who)}` } });
  }

  post(
    path: string,
    body: unknown,
    who: Role | `${Role}@${string}`,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    return this.request('POST', path, {
      headers: {
        authorization: `Bearer ${this.key(who)}`,
        'content-type': 'application/json',
        'idempotency-key': randomUUID(),
        ...headers,
      },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  }

  stop(): Promise<void> {
    return this.serving.stop();
  }
}
