// Whoever tries to break it gets an answer, or loses that call alone; the store goes on (docs/embedded-store.md).
import { readFileSync } from 'node:fs';
import { all, contract, event, events, refusal, revisions, stream } from './contract';
import { appendTo, chunk, encode, named, proposal, type Raw, rawClient } from './raw';
import { onEmbedded } from './under-test';
import { type Ended, frame, rawHttp2 } from './wire';

const store = contract();

const STREAMS = '/event_store.client.streams.Streams';
const appendOf = (name: string) => appendTo(name, [proposal()]).map((request) => encode('Streams/Append', request));

/** One call on a connection of its own, kept or not afterwards. */
const tell = async (path: string, ...bytes: readonly Buffer[]): Promise<Ended> => {
  const connection = await rawHttp2(store.under.way);
  const call = connection.call(path);
  for (const one of bytes) call.bytes(one);
  call.end();
  const ended = await call.ended();
  connection.close();
  return ended;
};

afterEach(() => store.goesOn());

describe('Odd but harmless', () => {
  it.each([
    '\u0000',
    'a\r\nb: c',
    '\u001b[31m',
    '\u007f',
    '../../etc/passwd',
    '__proto__',
    'constructor',
    '$$',
    '$$$$x',
  ])('a stream named %j is kept apart or refused', async (name) => {
    const own = name.startsWith('$$') ? `${name}${stream()}` : `${stream()}${name}`;
    const answer = await store.client.appendToStream(own, event({ own })).catch((error: Error) => error);
    if (answer instanceof Error) return;
    const [only, ...more] = await all(store.client.readStream(own));
    expect(only?.event).toMatchObject({ streamId: own, data: { own } });
    expect(more).toEqual([]);
  });

  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])(
    'a stream named just %s is a stream',
    async (name) => {
      const before = await revisions(store.client, name).catch(() => []);
      await store.client.appendToStream(name, event());
      expect((await revisions(store.client, name)).length).toBe(before.length + 1);
    },
  );

  it('fields that nobody knows are passed over', async () => {
    const name = stream();
    const unknown = Buffer.from('fa3e03616263', 'hex'); // field 1007, three bytes
    const messages = appendOf(name).map((bytes) => frame(Buffer.concat([bytes, unknown])));
    expect((await tell(`${STREAMS}/Append`, ...messages)).status).toBe(0);
    expect(await revisions(store.client, name)).toEqual([0]);
  });

  it('a message that comes byte by byte is a message', async () => {
    const name = stream();
    const bytes = Buffer.concat(appendOf(name).map((one) => frame(one)));
    expect((await tell(`${STREAMS}/Append`, ...[...bytes].map((byte) => Buffer.from([byte])))).status).toBe(0);
    expect(await revisions(store.client, name)).toEqual([0]);
  });
});

describe('Whoever goes away in the middle', () => {
  it('of an append leaves nothing behind', async () => {
    const names = Array.from({ length: 10 }, () => stream());
    for (const name of names) {
      const connection = await rawHttp2(store.under.way);
      const call = connection.call(`${STREAMS}/Append`);
      for (const bytes of appendOf(name)) call.message(bytes);
      await connection.ping();
      connection.cut();
    }
    await store.goesOn();
    for (const name of names)
      expect(await refusal(store.client.readStream(name))).toMatchObject({ type: 'stream-not-found' });
  });

  it('of a batch leaves nothing of what was not final', async () => {
    const name = stream();
    const connection = await rawHttp2(store.under.way);
    const call = connection.call(`${STREAMS}/BatchAppend`);
    call.message(encode('Streams/BatchAppend', chunk({ stream: name, proposals: [proposal()], more: true })));
    await connection.ping();
    connection.cut();
    await store.goesOn();
    expect(await refusal(store.client.readStream(name))).toMatchObject({ type: 'stream-not-found' });
  });

  it('after the last word of an append finds it whole or not at all', async () => {
    for (let n = 0; n < 20; n++) {
      const name = stream();
      const connection = await rawHttp2(store.under.way);
      const call = connection.call(`${STREAMS}/BatchAppend`);
      const request = chunk({ stream: name, proposals: [proposal(), proposal(), proposal()] });
      call.message(encode('Streams/BatchAppend', request));
      if (n % 2) await connection.ping();
      connection.cut();
      await store.goesOn();
      const found = await revisions(store.client, name).catch(() => []);
      expect([0, 3]).toContain(found.length);
    }
  });

  it('of a subscription or a long read is forgotten', async () => {
    const name = stream();
    await store.client.appendToStream(name, events(500));
    const request = (more: object) =>
      encode('Streams/Read', {
        options: {
          stream: { streamIdentifier: named(name), start: {} },
          uuidOption: { string: {} },
          noFilter: {},
          ...more,
        },
      });
    for (let n = 0; n < 30; n++) {
      const connection = await rawHttp2(store.under.way);
      for (const more of [{ subscription: {} }, { count: '1000' }]) {
        const call = connection.call(`${STREAMS}/Read`);
        call.message(request(more));
        call.end();
      }
      if (n % 2) await connection.ping();
      connection.cut();
    }
    await store.client.appendToStream(name, events(5));
    expect(await revisions(store.client, name)).toHaveLength(505);
  });

  it('of its own call alone takes no other call of the connection along', async () => {
    const [gone, stays] = [stream(), stream()];
    const connection = await rawHttp2(store.under.way);
    const [one, other] = [connection.call(`${STREAMS}/Append`), connection.call(`${STREAMS}/Append`)];
    for (const bytes of appendOf(gone)) one.message(bytes);
    for (const bytes of appendOf(stays)) other.message(bytes);
    one.cancel();
    other.end();
    expect((await other.ended()).status).toBe(0);
    expect(await revisions(store.client, stays)).toEqual([0]);
    expect(await refusal(store.client.readStream(gone))).toMatchObject({ type: 'stream-not-found' });
    connection.close();
  });
});

describe('Many', () => {
  it('idle connections, a thousand of them, are borne, and a working one is served', async () => {
    const idle: Awaited<ReturnType<typeof rawHttp2>>[] = [];
    while (idle.length < 1_000)
      idle.push(...(await Promise.all(Array.from({ length: 100 }, () => rawHttp2(store.under.way)))));
    await store.goesOn();
    for (const connection of idle) connection.cut();
  });

  it('appends at once are all answered, and stand in one unbroken line', async () => {
    const name = stream();
    const answers = await Promise.all(
      Array.from({ length: 3_000 }, (_, n) => store.client.appendToStream(name, event({ n }), { deadline: 60_000 })),
    );
    const given = answers.map(({ nextExpectedRevision }) => Number(nextExpectedRevision)).toSorted((a, b) => a - b);
    expect(given).toEqual(Array.from({ length: 3_000 }, (_, n) => n));
    expect(await revisions(store.client, name)).toEqual(given);
  });

  it('open subscriptions are borne, on connections of a hundred calls each, and each receives', async () => {
    const name = stream();
    const connections = Array.from({ length: 4 }, () => rawClient(store.under.address, store.under.way.credentials));
    const subscriptions = Array.from({ length: 200 }, (_, n) =>
      (connections[n % connections.length] as Raw).follow({
        stream: { streamIdentifier: named(name), start: {} },
        subscription: {},
      }),
    );
    await Promise.all(subscriptions.map(({ until }) => until((heard) => heard.length >= 2)));
    await store.client.appendToStream(name, event());
    await Promise.all(subscriptions.map(({ until }) => until((heard) => heard.length >= 3)));
    for (const { cancel } of subscriptions) cancel();
    for (const connection of connections) connection.close();
  });

  onEmbedded('readers that do not read cost the node no memory to speak of', async () => {
    const name = stream();
    const text = 'x'.repeat(50_000);
    for (let n = 0; n < 20; n++)
      await store.client.appendToStream(
        name,
        Array.from({ length: 20 }, () => event({ text })),
      );
    const residentMiB = () =>
      Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${store.under.process?.pid}/status`, 'utf8'))?.[1]) / 1024;
    const before = residentMiB();
    const lazy = Array.from({ length: 40 }, () => {
      const call = store.raw.follow({ stream: { streamIdentifier: named(name), start: {} }, subscription: {} });
      call.pause();
      return call;
    });
    await store.goesOn();
    // 20 MB for each of 40 would be 800: what they may cost is their windows, a few MiB each at the very most.
    expect(residentMiB() - before).toBeLessThan(250);
    for (const { cancel } of lazy) cancel();
  });
});
