// Those who come to the door to do harm: they hold connections and requests open, and read nothing of what they asked for.

import { connect, type Socket } from 'node:net';

type Door = { readonly port: number; readonly key: string };
type Trick = (socket: Socket, key: string) => void;

const post = (key: string) =>
  `POST /tickets HTTP/1.1\r\nhost: faultline\r\nauthorization: Bearer ${key}\r\ncontent-type: application/json\r\nidempotency-key: k\r\n`;
const get = (path: string, key: string) =>
  `GET ${path} HTTP/1.1\r\nhost: faultline\r\nauthorization: Bearer ${key}\r\n\r\n`;

const TRICKS: readonly Trick[] = [
  // A head that never ends.
  (socket) => void socket.write('GET /tickets HTTP/1.1\r\nhost: faultline\r\nx-slow: '),
  // A body that never ends, and one that never begins.
  (socket, key) => void socket.write(`${post(key)}content-length: 1000\r\n\r\n{"client":`),
  (socket, key) => void socket.write(`${post(key)}transfer-encoding: chunked\r\n\r\n`),
  // Streams that nobody reads.
  (socket, key) => void socket.pause().write(get('/live', key)),
  (socket, key) => void socket.pause().write(get('/feed/stream', key)),
  // A connection that is kept, and one that says nothing.
  (socket) => void socket.write('GET /health/live HTTP/1.1\r\nhost: faultline\r\n\r\n'),
  () => {},
];

/** One of each; they stay until they are sent away. */
export const hostileCallers = ({ port, key }: Door): { leave(): void } => {
  const sockets = TRICKS.map((trick) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => {});
    socket.once('connect', () => trick(socket, key));
    return socket;
  });
  return { leave: () => sockets.forEach((socket) => void socket.destroy()) };
};
