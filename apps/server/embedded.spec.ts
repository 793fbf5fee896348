// Our own event store on loopback: what another program on this machine, without its password, can do to it.

import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AccessDeniedError, EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import type { Metadata } from '@grpc/grpc-js';
import { ACCESS_FILE, type Embedded, startEmbedded } from './embedded';

describe('The embedded event store', () => {
  let dir: string;
  let store: Embedded;
  const lines: { readonly said: string }[] = [];
  const line = (fields: object) => void lines.push(fields as { said: string });
  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'faultline-embedded-'));
    store = await startEmbedded(dir, 0, { info: line, warn: line, error: line });
  }, 30_000);
  afterAll(async () => {
    await store.stop();
    rmSync(dir, { recursive: true, force: true });
  });

  /** As the server's own client does: with the password in each call, although there is no TLS. */
  const asOwner = async <T>(work: (client: EventStoreDBClient) => Promise<T>): Promise<T> => {
    const client = EventStoreDBClient.connectionString(store.url);
    const insides = client as unknown as { callArguments(...base: unknown[]): [Metadata, object] };
    const { callArguments } = insides;
    const { username, password } = store.loopbackUser;
    insides.callArguments = (...base) => {
      const [metadata, options] = callArguments(...base);
      metadata.set('authorization', `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`);
      return [metadata, options];
    };
    try {
      return await work(client);
    } finally {
      await client.dispose();
    }
  };
  const refused = async (attempt: Promise<unknown>) => expect(attempt).rejects.toBeInstanceOf(AccessDeniedError);
  const event = () => jsonEvent({ type: 'TicketOpened', data: {} });

  it('keeps its password in a file for its owner alone, new at every start', () => {
    const { username, password } = store.loopbackUser;
    const file = join(dir, ACCESS_FILE);
    expect(readFileSync(file, 'utf8')).toBe(`${username}:${password}\n`);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(Buffer.from(password, 'base64url')).toHaveLength(32);
  });

  it('is read and written by the server', async () => {
    await asOwner(async (client) => {
      await client.appendToStream('ticket-1', event());
      const read = [];
      for await (const one of client.readStream('ticket-1')) read.push(one);
      expect(read).toHaveLength(1);
    });
  });

  it('lets nobody without the password read, append, delete or follow', async () => {
    const stranger = EventStoreDBClient.connectionString(store.url);
    const all = async () => {
      for await (const _one of stranger.readAll());
    };
    await refused(all());
    await refused(stranger.appendToStream('ticket-1', event(), { credentials: { username: 'a', password: 'b' } }));
    await refused(stranger.deleteStream('ticket-1'));
    await refused(stranger.tombstoneStream('ticket-1'));
    await stranger.dispose();
  });

  it('deletes and truncates nothing, and changes no metadata, for the server itself neither', async () => {
    await asOwner(async (client) => {
      await client.appendToStream('ticket-2', event());
      await refused(client.deleteStream('ticket-2'));
      await refused(client.tombstoneStream('ticket-2'));
      await refused(client.setStreamMetadata('ticket-2', { truncateBefore: 1 }));
      const read = [];
      for await (const one of client.readStream('ticket-2')) read.push(one);
      expect(read).toHaveLength(1);
    });
  });

  it('says who connected and who was refused, and never with which password', () => {
    const said = lines.map(({ said }) => said);
    expect(said).toEqual(
      expect.arrayContaining([expect.stringMatching(/^'faultline' connected from 127\.0\.0\.1:\d+/)]),
    );
    expect(said).toEqual(
      expect.arrayContaining([expect.stringMatching(/^A call from 127\.0\.0\.1:\d+ was refused: /)]),
    );
    expect(JSON.stringify(lines)).not.toContain(store.loopbackUser.password);
  });
});
