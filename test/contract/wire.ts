// Below gRPC: an HTTP/2 connection that may say what no client says, and break off where no client would.
import { once } from 'node:events';
import { type ClientHttp2Session, type ClientHttp2Stream, connect } from 'node:http2';
import { connect as connectTo, type Socket } from 'node:net';
import { connect as secureTo } from 'node:tls';
import type { Way } from './raw';

export type Ended = {
  /** grpc-status, where the call came to one. */
  readonly status: number | undefined;
  readonly message: string;
  /** HTTP status, where there were headers at all. */
  readonly http: number | undefined;
  /** The call was cut off without a status. */
  readonly reset: boolean;
  readonly body: Buffer;
};

export const rawHttp2 = async ({ address, tls, authorization }: Omit<Way, 'credentials'>) => {
  const session: ClientHttp2Session = connect(`${tls ? 'https' : 'http'}://${address}`, tls);
  // What is done to a connection here may well end it; the tests look at the calls and at the next connection.
  session.on('error', () => {});
  await once(session, 'connect');
  return {
    session,
    call: (path: string, headers: Record<string, string> = {}) =>
      startCall(session, path, { ...(authorization && { authorization }), ...headers }),
    ping: () => new Promise<void>((resolve, reject) => session.ping((error) => (error ? reject(error) : resolve()))),
    close: () => session.close(),
    /** As when the process behind it is killed. */
    cut: () => session.destroy(),
  };
};

/** Below HTTP/2 as well. */
export const rawSocket = async ({ address, tls }: Pick<Way, 'address' | 'tls'>): Promise<Socket> => {
  const [host = '', port = ''] = address.split(':');
  const socket = tls
    ? secureTo({ host, port: Number(port), ALPNProtocols: ['h2'], ...tls })
    : connectTo(Number(port), host);
  await once(socket, tls ? 'secureConnect' : 'connect');
  return socket;
};

/** A gRPC frame: no compression, length, bytes; `length` may lie. */
export const frame = (bytes: Buffer, length = bytes.length): Buffer => {
  const head = Buffer.alloc(5);
  head.writeUInt32BE(length, 1);
  return Buffer.concat([head, bytes]);
};

const startCall = (session: ClientHttp2Session, path: string, headers: Record<string, string>) => {
  const stream: ClientHttp2Stream = session.request({
    ':method': 'POST',
    ':path': path,
    'content-type': 'application/grpc',
    te: 'trailers',
    ...headers,
  });
  const chunks: Buffer[] = [];
  const seen: Record<string, string | undefined> = {};
  const note = (received: object) => Object.assign(seen, received);
  stream.on('response', note);
  stream.on('trailers', note);
  stream.on('data', (bytes: Buffer) => chunks.push(bytes));
  stream.on('error', () => {});
  const closed = new Promise<void>((resolve) => stream.once('close', () => resolve()));
  return {
    message: (bytes: Buffer, length = bytes.length) => stream.write(frame(bytes, length)),
    bytes: (bytes: Buffer) => stream.write(bytes),
    end: () => stream.end(),
    cancel: () => stream.close(8),
    received: () => Buffer.concat(chunks),
    ended: async (): Promise<Ended> => {
      stream.resume();
      await closed;
      const status = seen['grpc-status'];
      return {
        status: status === undefined ? undefined : Number(status),
        message: decodeURIComponent(seen['grpc-message'] ?? ''),
        http: seen[':status'] === undefined ? undefined : Number(seen[':status']),
        reset: status === undefined,
        body: Buffer.concat(chunks),
      };
    },
  };
};
