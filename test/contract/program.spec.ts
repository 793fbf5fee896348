// The node as a program of its own: `store serve DIR` (docs/embedded-store.md). A real server has its own ways.
import type { ChildProcess } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EventStoreDBClient } from '@eventstore/db-client';
import { selfSigned } from './certificate';
import { AS_APPEND, event, events, recorded, refusal, revisions, stream } from './contract';
import { appendTo, encode, named, proposal, rawClient } from './raw';
import { end, kind, scratch, serve, serveWith } from './under-test';
import { rawHttp2 } from './wire';

const whereItIsOurs = kind === 'embedded' ? describe : describe.skip;

whereItIsOurs('store serve', () => {
  let directory: string;
  const children: ChildProcess[] = [];
  const clients: EventStoreDBClient[] = [];
  beforeEach(async () => {
    directory = await scratch();
  });
  afterEach(async () => {
    for (const client of clients.splice(0)) await client.dispose();
    for (const child of children.splice(0)) await end(child, 'SIGKILL');
    await rm(directory, { recursive: true, force: true });
  });

  const served = async (...options: readonly string[]) => {
    const node = await serve(directory, ...options);
    children.push(node.child);
    return node;
  };
  /** Several clients in one process share the table of batches: all of these append plainly. */
  const connected = (address: string, options = 'tls=false', user = '') => {
    const client = EventStoreDBClient.connectionString(`esdb://${user}${address}?${options}`);
    clients.push(client);
    return client;
  };

  it.each(['SIGTERM', 'SIGKILL'] as const)(
    'after %s comes up with all that it had, and knows it again',
    async (signal) => {
      const name = stream();
      const written = events(3);
      const before = await served();
      const first = connected(before.address);
      await first.appendToStream(name, written, { expectedRevision: 'no_stream', ...AS_APPEND });
      await first.setStreamMetadata(name, { truncateBefore: 1 }, AS_APPEND);
      await first.tombstoneStream(`${name}-buried`);
      await first.appendToStream(`${name}-gone`, event(), AS_APPEND);
      await first.deleteStream(`${name}-gone`);
      const everything = await recorded(first.readAll());
      await end(before.child, signal);

      const after = await served();
      const second = connected(after.address);
      expect(await recorded(second.readAll())).toEqual(everything);
      expect(await revisions(second, name)).toEqual([1, 2]);
      expect(await refusal(second.readStream(`${name}-buried`))).toMatchObject({ type: 'stream-deleted' });
      expect(await refusal(second.readStream(`${name}-gone`))).toMatchObject({ type: 'stream-not-found' });
      for (const expectedRevision of ['no_stream', 'any', 'stream_exists'] as const)
        expect(await second.appendToStream(name, written, { expectedRevision, ...AS_APPEND })).toMatchObject({
          nextExpectedRevision: 2n,
        });
      expect(await recorded(second.readAll())).toEqual(everything);
      await second.appendToStream(name, event(), { expectedRevision: 2n, ...AS_APPEND });
      const positions = (await recorded(second.readAll())).map(({ position }) => position?.commit ?? 0n);
      expect(positions).toEqual(positions.toSorted((a, b) => (a < b ? -1 : 1)));
    },
  );

  it('on SIGTERM ends what is open in an orderly way, and itself with 0', async () => {
    const { child, address } = await served();
    const raw = rawClient(address);
    const reading = raw.follow({ stream: { streamIdentifier: named(stream()), start: {} }, subscription: {} });
    await reading.until((said) => said.length >= 2);
    const batches = raw.batchCall();
    const batchEnded = new Promise<{ code?: number }>((resolve) => batches.on('error', resolve));
    batches.on('data', () => {});
    const connection = await rawHttp2({ address });
    const half = connection.call('/event_store.client.streams.Streams/Append');
    for (const request of appendTo(stream(), [proposal()])) half.message(encode('Streams/Append', request));
    await connection.ping();
    const gone = end(child);
    expect(await reading.failure()).toMatchObject({ code: 1 });
    expect(await batchEnded).toMatchObject({ code: 1 });
    expect((await half.ended()).status).toBe(14);
    expect(await gone).toBe(0);
    connection.close();
    raw.close();
  });

  it('acknowledges what it was told before a SIGTERM, or does not have it at all', async () => {
    const { child, address } = await served();
    const client = connected(address);
    const names = Array.from({ length: 100 }, () => stream());
    const answers = names.map((name) =>
      client.appendToStream(name, event(), AS_APPEND).then(
        () => true,
        () => false,
      ),
    );
    await Promise.race(answers);
    await end(child);
    const acknowledged = await Promise.all(answers);
    const again = connected((await served()).address);
    for (const [n, name] of names.entries()) {
      const found = await revisions(again, name).catch(() => []);
      if (acknowledged[n]) expect(found).toEqual([0]);
    }
  });

  it('refuses a directory that another node has open, and names its process', async () => {
    const { child } = await served();
    const error = await refusal(serve(directory));
    expect(error.message).toContain(String(child.pid));
    expect(error.message).toMatch(/ended with [1-9]/);
  });

  it('serves a directory once, however many come at the same time', async () => {
    for (let round = 0; round < 3; round++) {
      const came = await Promise.allSettled(Array.from({ length: 4 }, () => served()));
      expect(came.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      for (const one of came) if (one.status === 'rejected') expect(String(one.reason)).toMatch(/process \d+/);
      // The next round finds a directory whose owner was killed.
      for (const child of children.splice(0)) await end(child, 'SIGKILL');
    }
  });

  it('takes over the directory of a node that was killed', async () => {
    const { child } = await served();
    await end(child, 'SIGKILL');
    expect((await served()).address).toMatch(/:\d+$/);
  });

  it('refuses a taken port in one line', async () => {
    const { address } = await served();
    const other = await scratch();
    const error = await refusal(serve(other, '--port', address.split(':')[1] ?? ''));
    expect(error.message).toContain(address.split(':')[1]);
    expect(error.message).not.toMatch(/\n\s+at /);
    await rm(other, { recursive: true, force: true });
  });

  it('listens on loopback alone unless told otherwise', async () => {
    expect((await served()).address).toMatch(/^(127\.0\.0\.1|\[::1\]|localhost):/);
  });

  it('bears a clock that steps back: order, reads and ages go on', async () => {
    // The node's own clock, an hour earlier at the first signal.
    const clock = join(directory, 'clock.cjs');
    await writeFile(
      clock,
      `const now = Date.now; let back = 0; Date.now = () => now() - back; process.on('SIGUSR2', () => { back = 3_600_000; });`,
    );
    const { child, address } = await serveWith(
      { env: { NODE_OPTIONS: `--require ${clock}` } },
      join(directory, 'data'),
    );
    children.push(child);
    const client = connected(address);
    const name = stream();
    await client.appendToStream(name, events(2), AS_APPEND);
    child.kill('SIGUSR2');
    const later = async () => {
      await client.appendToStream(name, event(), AS_APPEND);
      const seen = await recorded(client.readStream(name));
      return [...seen].map(({ created }) => Number(created));
    };
    let created = await later();
    while ((created.at(-1) ?? 0) > Date.now() - 1_800_000) created = await later();
    const count = created.length;
    expect(await revisions(client, name)).toEqual(Array.from({ length: count }, (_, n) => n));
    const positions = (await recorded(client.readAll())).map(({ position }) => position?.commit ?? 0n);
    expect(positions).toEqual(positions.toSorted((a, b) => (a < b ? -1 : 1)));
    await client.setStreamMetadata(name, { maxAge: 60 }, AS_APPEND);
    expect(await revisions(client, name)).toHaveLength(count);
    await client.appendToStream(name, event(), { expectedRevision: BigInt(count - 1), ...AS_APPEND });
  });

  describe('with TLS and a password', () => {
    const secured = async () => {
      const { cert, key } = selfSigned();
      const paths = [join(directory, 'tls.crt'), join(directory, 'tls.key')] as const;
      await writeFile(paths[0], cert);
      await writeFile(paths[1], key);
      const data = join(directory, 'data');
      const node = await serve(data, '--tls-cert', paths[0], '--tls-key', paths[1], '--user', 'rosa:s3cret:word');
      children.push(node.child);
      return {
        address: node.address.replace('127.0.0.1', 'localhost'),
        tls: `tls=true&tlsCAFile=${encodeURIComponent(paths[0])}`,
      };
    };

    it('lets in who knows it, by both ways of appending', async () => {
      const { address, tls } = await secured();
      const client = connected(address, tls, 'rosa:s3cret%3Aword@');
      const name = stream();
      await client.appendToStream(name, event());
      await client.appendToStream(name, event(), { credentials: { username: 'rosa', password: 's3cret:word' } });
      expect(await revisions(client, name)).toEqual([0, 1]);
    });

    it('keeps out who does not, whatever is asked', async () => {
      const { address, tls } = await secured();
      for (const user of ['', 'rosa:wrong@', 'tom:s3cret%3Aword@']) {
        const client = connected(address, tls, user);
        const credentials = user ? { username: user.split(':')[0] ?? '', password: 'wrong' } : undefined;
        for (const attempt of [
          () => client.appendToStream(stream(), event(), credentials ? { credentials } : {}),
          () => client.readStream(stream()),
          () => client.readAll(),
          () => client.deleteStream(stream()),
          () => client.subscribeToAll(),
        ])
          expect(await refusal(attempt() as Promise<unknown>)).toMatchObject({ type: 'access-denied' });
      }
    });

    it('speaks to nobody in plain text', async () => {
      const { address } = await secured();
      const client = connected(address);
      expect(await refusal(client.readStream(stream()))).toBeInstanceOf(Error);
    });
  });
});
