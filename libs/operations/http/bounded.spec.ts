import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tell, UNREAD_MAX } from './bounded';

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
  raw.writeHead(200, { 'content-type': 'text/event-stream' });
  return { raw, socket, close: () => Promise.all([once(server.close(), 'close'), socket.destroy()]) };
};
const LINE = `data: ${'x'.repeat(8 * 1024)}\n\n`;

describe('Somebody who is told of changes', () => {
  it('and reads nothing is hung up on before much is kept for it', async () => {
    const { raw, close } = await anExchange();
    let most = 0;
    // What the kernel takes is not ours to count; a gigabyte is more than it takes anywhere.
    for (let told = 0; !raw.destroyed && told < 2 ** 30; told += LINE.length) {
      tell(raw, LINE);
      if (!raw.destroyed) most = Math.max(most, raw.writableLength);
      await new Promise(setImmediate);
    }
    expect(raw.destroyed).toBe(true);
    expect(most).toBeLessThanOrEqual(UNREAD_MAX);
    tell(raw, LINE); // says nothing, and does not throw
    await close();
  });

  it('and reads is told everything', async () => {
    const { raw, socket, close } = await anExchange();
    let heard = 0;
    socket.on('data', (part) => {
      heard += part.length;
    });
    socket.resume();
    for (let told = 0; told < 4 * UNREAD_MAX; told += LINE.length) {
      tell(raw, LINE);
      while (raw.writableLength > UNREAD_MAX / 2 && !raw.destroyed) await new Promise(setImmediate);
    }
    raw.end();
    await once(socket, 'end');
    expect(raw.writableFinished).toBe(true);
    expect(heard).toBeGreaterThan(4 * UNREAD_MAX);
    await close();
  });
});
