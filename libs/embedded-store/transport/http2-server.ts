import { constants, type IncomingHttpHeaders, type ServerHttp2Session, type ServerHttp2Stream } from 'node:http2';
import type { AddressInfo, Server, Socket } from 'node:net';
import { bothHttpVersions, type Tls } from './both-http-versions';
import type { Handler } from './call';
import { Http2Call } from './http2-call';
import { headersOf, type PlainHandler } from './plain-http';

export type { Tls };
export type Listening = { readonly port: number; close(): Promise<void> };

/** As on a real server: the next call of a connection waits until one of these has ended. */
const CALLS_MAX = 100;
const SETTINGS = { initialWindowSize: 2 ** 20, maxConcurrentStreams: CALLS_MAX };
const SESSION_WINDOW = 4 * 2 ** 20;
/** Megabytes. Node's own 10 would end a connection that a thousand reads share. */
const SESSION_MEMORY = 512;
/** A client that stops its reads early resets a stream each time; Node's own 33 a second would end its connection. */
const RESETS = { streamResetBurst: 100_000, streamResetRate: 10_000 };
/** How long clients may take to hear how their calls ended; to read what was on its way; to go. */
const TRAILERS_MS = 250;
const DRAIN_MS = 500;
const DESTROY_MS = 1000;

export type Where = {
  readonly host: string;
  readonly port: number;
  readonly tls?: Tls;
  /** By whose clock answers are dated; the machine's where nothing is given. */
  readonly now?: () => number;
};

const NO_PAGES: PlainHandler = () => ({ status: 415, type: 'text/plain', body: 'This port speaks gRPC only.\n' });

/** Serves gRPC calls over HTTP/2, and pages over either version. Rejects where the port cannot be had. */
export const serveHttp2 = async (
  handler: Handler,
  { host, port, tls, now }: Where,
  pages: PlainHandler = NO_PAGES,
): Promise<Listening> => {
  const options = { settings: SETTINGS, maxSessionMemory: SESSION_MEMORY, ...RESETS };
  const { listener, http2 } = bothHttpVersions(options, tls, pages);
  const dated = now && (() => ({ date: new Date(now()).toUTCString() }));
  const sessions = new Set<ServerHttp2Session>();
  const streams = new Set<ServerHttp2Stream>();
  const sockets = new Set<Socket>();
  listener.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  http2.on('session', (session) => {
    sessions.add(session);
    session.setLocalWindowSize(SESSION_WINDOW);
    session.on('error', () => undefined);
    session.on('close', () => sessions.delete(session));
  });
  // Whoever speaks bad HTTP/2, or bad TLS, loses the connection; nobody else notices.
  const drop = (_error: Error, socket?: { destroy?: () => void }) => socket?.destroy?.();
  http2.on('sessionError', drop);
  listener.on('tlsClientError', drop);
  http2.on('stream', (stream, headers) => {
    if (!isCall(headers)) {
      respond(stream, headers, pages);
      return;
    }
    streams.add(stream);
    stream.on('close', () => streams.delete(stream));
    const call = new Http2Call(stream, headers, dated);
    handler(call);
    call.listen();
  });
  await new Promise<void>((resolve, reject) => {
    listener.once('error', reject);
    listener.listen(port, host, () => {
      listener.off('error', reject);
      // No more files, say: that connection is lost, the others are not.
      listener.on('error', () => undefined);
      resolve();
    });
  });
  return { port: (listener.address() as AddressInfo).port, close: () => close(listener, sessions, streams, sockets) };
};

const isCall = (headers: IncomingHttpHeaders): boolean =>
  headers[':method'] === 'POST' && String(headers['content-type']).startsWith('application/grpc');

const respond = (stream: ServerHttp2Stream, headers: IncomingHttpHeaders, pages: PlainHandler): void => {
  const { ':method': method = 'GET', ':path': url = '/' } = headers;
  const answer = pages({ method, url });
  stream.on('error', () => undefined);
  stream.respond({ ':status': answer.status, ...headersOf(answer) });
  stream.end(method === 'HEAD' ? undefined : answer.body);
};

const close = async (
  server: Server,
  sessions: ReadonlySet<ServerHttp2Session>,
  streams: ReadonlySet<ServerHttp2Stream>,
  sockets: ReadonlySet<Socket>,
): Promise<void> => {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  // A connection that is closed while its client still writes is reset, and what it was told last is lost.
  if (streams.size > 0) await within(TRAILERS_MS, () => streams.size === 0 || sessions.size === 0);
  for (const session of sessions) session.close();
  // Whoever does not read cannot be told by trailers.
  const reading = setTimeout(() => {
    for (const stream of streams) stream.close(constants.NGHTTP2_CANCEL);
  }, DRAIN_MS);
  const going = setTimeout(() => {
    // Not `session.destroy()`: that waits for the client to close his end, who may never do it.
    for (const socket of sockets) socket.destroy();
  }, DESTROY_MS);
  await closed;
  clearTimeout(reading);
  clearTimeout(going);
};

const within = async (milliseconds: number, isDone: () => boolean): Promise<void> => {
  for (const end = Date.now() + milliseconds; Date.now() < end && !isDone(); )
    await new Promise((resolve) => setTimeout(resolve, 10));
};
