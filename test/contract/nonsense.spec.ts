import { contract, refusal, revisions, stream } from './contract';
import { appendTo, chunk, encode, named, proposal } from './raw';
import { onEmbedded } from './under-test';
import { type Ended, frame, rawHttp2, rawSocket } from './wire';

const store = contract();

const STREAMS = '/event_store.client.streams.Streams';
const said = ({ status, reset, http }: Ended) => reset || (status ?? 0) !== 0 || (http ?? 200) >= 400;
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

describe('Nonsense is refused', () => {
  const garbage = Buffer.from('ffffffffffffffffffff0badc0de', 'hex');

  it.each(['Read', 'Append', 'BatchAppend', 'Delete', 'Tombstone'])(
    'by %s: bytes that are no message',
    async (method) => {
      expect(said(await tell(`${STREAMS}/${method}`, frame(garbage)))).toBe(true);
    },
  );

  it.each(['Read', 'Append', 'Delete', 'Tombstone'])('by %s: a message without content', async (method) => {
    expect(said(await tell(`${STREAMS}/${method}`, frame(Buffer.alloc(0))))).toBe(true);
  });

  it.each(['Read', 'Append', 'Delete', 'Tombstone'])('by %s: no message at all', async (method) => {
    expect(said(await tell(`${STREAMS}/${method}`))).toBe(true);
  });

  it('a frame that promises more than comes', async () => {
    expect(said(await tell(`${STREAMS}/Delete`, frame(Buffer.from([1, 2, 3]), 1_000)))).toBe(true);
  });

  it('a frame that says it is compressed', async () => {
    const compressed = frame(Buffer.from([1, 2, 3]));
    compressed[0] = 1;
    expect(said(await tell(`${STREAMS}/Delete`, compressed))).toBe(true);
  });

  it('half a frame head', async () => {
    expect(said(await tell(`${STREAMS}/Delete`, Buffer.from([0, 0])))).toBe(true);
  });

  it('two messages where one belongs', async () => {
    const one = frame(encode('Streams/Delete', { options: { streamIdentifier: named(stream()), any: {} } }));
    await tell(`${STREAMS}/Delete`, one, one);
  });

  it('a proposal before the options, and options twice', async () => {
    const [name, other] = [stream(), stream()];
    const [options, one] = appendOf(name).map((bytes) => frame(bytes));
    const [otherOptions] = appendOf(other).map((bytes) => frame(bytes));
    if (!options || !one || !otherOptions) throw new Error('An append has two messages.');
    expect(said(await tell(`${STREAMS}/Append`, one, options))).toBe(true);
    await tell(`${STREAMS}/Append`, options, otherOptions, one);
    expect(await refusal(store.client.readStream(other))).toMatchObject({ type: 'stream-not-found' });
  });

  it('a name that is no UTF-8', async () => {
    const name = Buffer.from([0xff, 0xfe, 0x80]);
    await store.raw.append(appendTo(name, [proposal()])).catch(() => {});
    await store.raw.read({ stream: { streamIdentifier: named(name), start: {} } }).catch(() => {});
  });

  it('a method that is asked with GET, and a page that a browser would ask for', async () => {
    const connection = await rawHttp2(store.under.way);
    const call = connection.session.request({ ':method': 'GET', ':path': '/' });
    call.on('error', () => {});
    await new Promise((resolve) => call.resume().once('close', resolve));
    connection.close();
  });

  it('a connection that speaks HTTP/1 or nothing known', async () => {
    for (const words of ['GET / HTTP/1.1\r\nHost: x\r\n\r\n', 'PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n', '\0'.repeat(100)]) {
      const socket = await rawSocket(store.under.way);
      socket.on('error', () => {});
      socket.end(words);
      await new Promise((resolve) => socket.resume().once('close', resolve));
    }
  });

  it('a chunk of an append that nobody has begun', async () => {
    const good = stream();
    const orphan = chunk({ proposals: [proposal()] });
    const answers = await store.raw.batch([orphan, chunk({ stream: good, proposals: [proposal()] })]).catch(() => []);
    // Answered or cut off, but never by half: what was acknowledged is there.
    if (answers.some(({ result }) => result === 'success')) expect(await revisions(store.client, good)).toEqual([0]);
  });

  it('a message beyond every limit, before it has come in whole', async () => {
    const connection = await rawHttp2(store.under.way);
    const call = connection.call(`${STREAMS}/BatchAppend`);
    call.message(Buffer.alloc(0), 64 * 1024 * 1024);
    expect(said(await call.ended())).toBe(true);
    connection.close();
  });

  onEmbedded('a message beyond every limit, as RESOURCE_EXHAUSTED and that call alone', async () => {
    const connection = await rawHttp2(store.under.way);
    const [big, small] = [connection.call(`${STREAMS}/Append`), connection.call(`${STREAMS}/Append`)];
    big.message(Buffer.alloc(0), 64 * 1024 * 1024);
    const { status, message } = await big.ended();
    expect(status).toBe(8);
    expect(message).toMatch(/\d/);
    const name = stream();
    for (const bytes of appendOf(name)) small.message(bytes);
    small.end();
    expect((await small.ended()).status).toBe(0);
    expect(await revisions(store.client, name)).toEqual([0]);
    connection.close();
  });
});
