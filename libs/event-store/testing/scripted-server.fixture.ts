import { once } from 'node:events';
import { createServer, type ServerHttp2Stream } from 'node:http2';
import type { AddressInfo } from 'node:net';

/** For tests: a server in name only. What it answers to a method is up to the test, and nothing where that says nothing. */
export type ScriptedServer = { readonly port: number; readonly url: string; close(): Promise<void> };

const OK = { ':status': 200, 'content-type': 'application/grpc' };

export const aScriptedServer = async (
  answer: (method: string, stream: ServerHttp2Stream) => void = () => {},
): Promise<ScriptedServer> => {
  const server = createServer();
  const sessions = new Set<{ destroy(): void }>();
  server.on('session', (session) => sessions.add(session));
  server.on('stream', (stream, headers) => {
    stream.on('error', () => {});
    answer(String(headers[':path']).split('/').at(-1) ?? '', stream);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `esdb://127.0.0.1:${port}?tls=false`,
    close: async () => {
      for (const session of sessions) session.destroy();
      server.close();
      await once(server, 'close');
    },
  };
};

/** Ends a call with a status of gRPC, and headers that say more. */
export const failing = (stream: ServerHttp2Stream, code: number, more: Readonly<Record<string, string>> = {}): void =>
  stream.respond({ ...OK, 'grpc-status': String(code), ...more }, { endStream: true });

/** Takes a call, says nothing, and keeps it. */
export const taking = (stream: ServerHttp2Stream): void => stream.respond(OK);
