import { createServer as createHttp1 } from 'node:http';
import { createServer as createHttp2, type Http2Server, type ServerOptions } from 'node:http2';
import { createServer as createPlain, type Server, type Socket } from 'node:net';
import { createServer as createTls } from 'node:tls';
import { headersOf, type PlainHandler } from './plain-http';

export type Tls = { readonly cert: string | Buffer; readonly key: string | Buffer };

/** With these every HTTP/2 connection begins; no other request does. */
const PREFACE = 'PRI * HTTP/2';
/** How long a request over HTTP/1 may take to arrive. */
const REQUEST_MS = 5000;

export type BothVersions = {
  /** Listens, and hands each connection on. */
  readonly listener: Server;
  readonly http2: Http2Server;
};

/** One port for HTTP/1 and HTTP/2: who speaks which is known by the first bytes of a connection, within TLS or without. */
export const bothHttpVersions = (options: ServerOptions, tls: Tls | undefined, plain: PlainHandler): BothVersions => {
  const http2 = createHttp2(options);
  const http1 = createHttp1({ requestTimeout: REQUEST_MS, headersTimeout: REQUEST_MS }, (request, response) => {
    const { method = 'GET', url = '/' } = request;
    const answer = plain({ method, url });
    // One request a connection: nobody holds one open.
    response.writeHead(answer.status, { ...headersOf(answer), connection: 'close' });
    response.end(method === 'HEAD' ? undefined : answer.body);
  });
  const accept = (socket: Socket) => {
    socket.setNoDelay(true);
    socket.on('error', () => socket.destroy());
    socket.once('data', (first: Buffer) => {
      socket.pause();
      socket.unshift(first);
      const text = first.toString('latin1', 0, PREFACE.length);
      const isHttp2 = PREFACE.startsWith(text);
      (isHttp2 ? http2 : http1).emit('connection', socket);
      // HTTP/2 takes what was read by itself.
      if (!isHttp2) socket.resume();
    });
  };
  const listener = tls ? createTls({ ...tls, ALPNProtocols: ['h2', 'http/1.1'] }, accept) : createPlain(accept);
  return { listener, http2 };
};
