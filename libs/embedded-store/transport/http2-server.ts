import { createSecureServer, createServer, type Http2Server, type ServerHttp2Session } from 'node:http2';
import type { AddressInfo } from 'node:net';
import type { Handler } from './call';
import { Http2Call } from './http2-call';

export type Tls = { readonly cert: string | Buffer; readonly key: string | Buffer };
export type Listening = { readonly port: number; close(): Promise<void> };

const SETTINGS = { initialWindowSize: 2 ** 20, maxConcurrentStreams: 10_000 };
const SESSION_WINDOW = 4 * 2 ** 20;
/** Megabytes. Node's own 10 would end a connection that a thousand reads share. */
const SESSION_MEMORY = 512;
/** How long the calls that were ended may take to leave. */
const PATIENCE_MS = 1000;

/** Serves calls over HTTP/2. Rejects where the port cannot be had. */
export const serveHttp2 = async (
  handler: Handler,
  { host, port, tls }: { host: string; port: number; tls?: Tls },
): Promise<Listening> => {
  const options = { settings: SETTINGS, maxSessionMemory: SESSION_MEMORY };
  const server = tls ? createSecureServer({ ...options, ...tls }) : createServer(options);
  const sessions = new Set<ServerHttp2Session>();
  server.on('session', (session) => {
    sessions.add(session);
    session.setLocalWindowSize(SESSION_WINDOW);
    session.on('error', () => undefined);
    session.on('close', () => sessions.delete(session));
  });
  // Whoever speaks no HTTP/2, or bad TLS, loses the connection; nobody else notices.
  for (const event of ['sessionError', 'tlsClientError', 'clientError'])
    server.on(event, (_error: Error, socket?: { destroy?: () => void }) => socket?.destroy?.());
  server.on('stream', (stream, headers) => {
    if (headers[':method'] !== 'POST' || !String(headers['content-type']).startsWith('application/grpc')) {
      stream.on('error', () => undefined);
      stream.respond({ ':status': 415, 'content-type': 'text/plain' });
      stream.end('This port speaks gRPC only.\n');
      return;
    }
    const call = new Http2Call(stream, headers);
    handler(call);
    call.listen();
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  return { port: (server.address() as AddressInfo).port, close: () => close(server, sessions) };
};

const close = async (server: Http2Server, sessions: Set<ServerHttp2Session>): Promise<void> => {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  for (const session of sessions) session.close();
  const late = setTimeout(() => {
    for (const session of sessions) session.destroy();
  }, PATIENCE_MS);
  await closed;
  clearTimeout(late);
};
