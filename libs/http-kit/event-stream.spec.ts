import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { OpenStream, type StreamLimits } from './event-stream';

const HOUR = 3_600_000;
const LIMITS: StreamLimits = { beatMs: 20, ageMaxMs: HOUR, unreadMax: 64 * 1024 };
const LINE = `data: ${'x'.repeat(8 * 1024)}\n\n`;

/** A response, and the other end of its connection, which reads nothing unless it is told to. */
const anExchange = async () => {
  const server = createServer();
  const asked = once(server.listen(0, '127.0.0.1'), 'request') as Promise<[unknown, ServerResponse]>;
  await once(server, 'listening');
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1').pause();
  socket.on('error', () => {});
  socket.write('GET / HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n');
  const [, raw] = await asked;
  raw.on('error', () => {});
  return { raw, socket, close: () => Promise.all([once(server.close(), 'close'), socket.destroy()]) };
};
/** All that it hears, until the other end hangs up. */
const hearing = async (socket: Socket): Promise<string> => {
  let heard = '';
  socket.setEncoding('utf8').on('data', (part) => {
    heard += part;
  });
  socket.resume();
  await once(socket, 'close');
  return heard;
};
const streamOn = (raw: ServerResponse, limits: Partial<StreamLimits> = {}, isWelcome = () => true) =>
  new OpenStream(raw, { 'content-type': 'text/event-stream' }, isWelcome, { ...LIMITS, ...limits });

describe('A stream of events', () => {
  it('that nobody reads is dropped before much is kept for it', async () => {
    const { raw, close } = await anExchange();
    const stream = streamOn(raw, { beatMs: HOUR });
    let most = 0;
    // What the kernel takes is not ours to count; a gigabyte is more than it takes anywhere.
    for (let told = 0; !raw.destroyed && told < 2 ** 30; told += LINE.length) {
      stream.say(LINE);
      if (!raw.destroyed) most = Math.max(most, raw.writableLength);
      await new Promise(setImmediate);
    }
    expect(raw.destroyed).toBe(true);
    expect(most).toBeLessThanOrEqual(LIMITS.unreadMax);
    stream.say(LINE); // says nothing, and does not throw
    await close();
  });

  it('that nobody reads is dropped after a beat without reading, however little waits', async () => {
    const { raw, close } = await anExchange();
    const stream = streamOn(raw, { unreadMax: Number.POSITIVE_INFINITY });
    const filled = async () => {
      while (!stream.closed.aborted) {
        if (raw.writableLength === 0) stream.say(LINE);
        await new Promise(setImmediate);
      }
    };
    await filled();
    expect(raw.destroyed).toBe(true);
    await expect(stream.taken()).rejects.toThrow();
    await close();
  });

  it('is told everything where it is read, and lets wait who says much', async () => {
    const { raw, socket, close } = await anExchange();
    const stream = streamOn(raw, { beatMs: HOUR, unreadMax: 4 * LIMITS.unreadMax });
    const heard = hearing(socket);
    const times = 100;
    for (let time = 0; time < times; time++) {
      stream.say(LINE);
      await stream.taken();
    }
    stream.end();
    expect((await heard).split('x'.repeat(8 * 1024))).toHaveLength(times + 1);
    expect(raw.writableFinished).toBe(true);
    await close();
  });

  it('beats, and ends at the first beat at which its key is not welcome any more', async () => {
    const { raw, socket, close } = await anExchange();
    let asked = 0;
    const stream = streamOn(raw, {}, () => ++asked < 4);
    const heard = await hearing(socket);
    expect(heard.match(/: still here/g)).toHaveLength(3);
    expect(stream.closed.aborted).toBe(true);
    expect(asked).toBe(4);
    await close();
  });

  it('ends when it is old, and asks nobody any more', async () => {
    const { raw, socket, close } = await anExchange();
    streamOn(raw, { ageMaxMs: 100 });
    expect(await hearing(socket)).toContain(': still here');
    await close();
  });

  it('ends for good, whether its last words are read or not', async () => {
    const { raw, socket, close } = await anExchange();
    const stream = streamOn(raw, { beatMs: HOUR, unreadMax: Number.POSITIVE_INFINITY });
    while (raw.writableLength === 0) {
      stream.say(LINE);
      await new Promise(setImmediate);
    }
    stream.end();
    await once(raw, 'close');
    expect(stream.closed.aborted).toBe(true);
    socket.destroy();
    await close();
  });
});
