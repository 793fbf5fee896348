// The least that the official client can be made to wait for: a server that keeps nothing. It answers every append of a
// BatchAppend as soon as it is there, and a subscription with the bytes of a file. `stub.js [FILE]`

import { readFileSync } from 'node:fs';
import { createServer, type ServerHttp2Stream } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { endWithParent } from './end-with-parent';

const PIECE = 32 * 1024;
/** Handed over ahead of what the client has taken: neither of the two ever waits for the other's turn. */
const AHEAD = 512 * 1024;

const field = (number: number, content: Buffer | string): Buffer => {
  const bytes = Buffer.from(content);
  if (bytes.length > 127) throw new RangeError('The stub writes short fields only.');
  return Buffer.concat([Buffer.from([(number << 3) | 2, bytes.length]), bytes]);
};
const framed = (message: Buffer): Buffer => {
  const head = Buffer.alloc(5);
  head.writeUInt32BE(message.length, 1);
  return Buffer.concat([head, message]);
};

const STREAMS = 'event_store.client.streams.streams';
const METHODS = ['append', 'batchappend', 'read'].map((name) =>
  field(1, Buffer.concat([field(1, name), field(2, STREAMS)])),
);
const FEATURES = framed(Buffer.concat([...METHODS, field(2, '24.6.0')]));
const CONFIRMED = framed(field(2, field(1, 'a9a2e8a5-0000-4000-8000-000000000001')));
/** Revision 1, at log position 1. */
const SUCCESS = field(3, Buffer.from([0x08, 1, 0x1a, 4, 0x08, 1, 0x10, 1]));

const [, , file] = process.argv;
const recorded = file === undefined ? Buffer.alloc(0) : readFileSync(file);
endWithParent();

/** The messages begin with their correlation id, and end with the mark of the last one of an append. */
const answers = (stream: ServerHttp2Stream): void => {
  let held: Buffer = Buffer.alloc(0);
  stream.on('data', (chunk: Buffer) => {
    held = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
    const out: Buffer[] = [];
    for (let length = lengthOf(held); held.length >= length; length = lengthOf(held)) {
      const isFinal = held[length - 2] === 0x20 && held[length - 1] === 1;
      if (isFinal) out.push(framed(Buffer.concat([held.subarray(5, 7 + (held[6] ?? 0)), SUCCESS])));
      held = held.subarray(length);
    }
    if (out.length > 0) stream.write(Buffer.concat(out));
  });
};
const lengthOf = (held: Buffer): number => (held.length < 5 ? Number.POSITIVE_INFINITY : 5 + held.readUInt32BE(1));

const everything = (stream: ServerHttp2Stream): void => {
  stream.write(CONFIRMED);
  let [at, waiting] = [0, 0];
  const more = () => {
    while (at < recorded.length && waiting < AHEAD && !stream.destroyed) {
      const piece = recorded.subarray(at, at + PIECE);
      at += piece.length;
      waiting += piece.length;
      stream.write(piece, () => {
        waiting -= piece.length;
        more();
      });
    }
  };
  more();
};

const server = createServer({ settings: { initialWindowSize: 2 ** 20 } });
server.on('session', (session) => session.setLocalWindowSize(4 * 2 ** 20));
server.on('stream', (stream, headers) => {
  stream.on('error', () => undefined);
  stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
  stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
  const path = String(headers[':path']);
  if (path.endsWith('/BatchAppend')) answers(stream);
  else if (path.endsWith('/Read')) everything(stream);
  else stream.end(FEATURES);
  stream.resume();
});
server.listen(0, '127.0.0.1', () => {
  console.log(`LISTENING esdb://127.0.0.1:${(server.address() as AddressInfo).port}?tls=false`);
});
