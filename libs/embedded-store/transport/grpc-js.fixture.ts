// The second transport, for tests: the same handlers behind the server of @grpc/grpc-js. What holds on both is no
// accident of our own framing.
import {
  Metadata,
  type MethodDefinition,
  Server,
  ServerCredentials,
  type ServerDuplexStream,
  type ServiceDefinition,
} from '@grpc/grpc-js';
import { METHODS } from '../protocol/dispatch';
import type { CallFailure } from '../protocol/failure';
import { type Call, type Handler, MESSAGE_MAX } from './call';
import type { Listening } from './http2-server';

type Stream = ServerDuplexStream<Buffer, Buffer>;
const PREFIX = 5;

class GrpcJsCall implements Call {
  isOver = false;
  onMessage: (message: Buffer) => void = () => undefined;
  onEnd: () => void = () => undefined;
  onGone: () => void = () => undefined;
  onOver: () => void = () => undefined;
  #isRoomy = true;
  #drained: (() => void)[] = [];

  constructor(
    readonly path: string,
    readonly stream: Stream,
  ) {
    stream.on('drain', () => this.#wake());
    stream.on('cancelled', () => {
      if (!this.#over()) return;
      this.onGone();
    });
    stream.on('error', () => undefined);
  }

  get peer(): string {
    return this.stream.getPeer();
  }

  listen(): void {
    this.stream.on('data', (message: Buffer) => {
      if (this.isOver) return;
      try {
        this.onMessage(message);
      } catch (error) {
        this.fail(error as CallFailure);
      }
    });
    this.stream.on('end', () => {
      if (!this.isOver) this.onEnd();
    });
  }

  header(name: string): string | undefined {
    return this.stream.metadata.get(name)[0]?.toString();
  }

  send(message: Buffer): boolean {
    if (!this.isOver) this.#isRoomy = this.stream.write(message);
    return this.#isRoomy;
  }

  sendRecords(records: readonly Buffer[]): boolean {
    for (const record of records) this.send(record.subarray(PREFIX));
    return this.#isRoomy;
  }

  drained(): Promise<void> {
    return this.isOver || this.#isRoomy ? Promise.resolve() : new Promise((resolve) => this.#drained.push(resolve));
  }

  end(): void {
    if (this.#over()) this.stream.end();
  }

  fail({ code, message, trailers }: CallFailure): void {
    if (!this.#over()) return;
    const metadata = new Metadata();
    for (const [name, value] of Object.entries(trailers)) metadata.set(name, value);
    this.stream.emit('error', { code, details: message, metadata });
  }

  pause(): void {
    this.stream.pause();
  }

  resume(): void {
    this.stream.resume();
  }

  #over(): boolean {
    if (this.isOver) return false;
    this.isOver = true;
    this.#wake();
    this.onOver();
    return true;
  }

  #wake(): void {
    this.#isRoomy = true;
    for (const resolve of this.#drained.splice(0)) resolve();
  }
}

const asIs = (bytes: Buffer): Buffer => bytes;

/** Serves the methods over grpc-js, each as a stream both ways: one message is a short stream. */
export const serveGrpcJs = async (handler: Handler): Promise<Listening> => {
  const server = new Server({ 'grpc.max_receive_message_length': MESSAGE_MAX, 'grpc.max_send_message_length': -1 });
  const definitions: [string, MethodDefinition<Buffer, Buffer>][] = Object.keys(METHODS).map((path) => [
    path,
    {
      path,
      requestStream: true,
      responseStream: true,
      requestSerialize: asIs,
      requestDeserialize: asIs,
      responseSerialize: asIs,
      responseDeserialize: asIs,
    },
  ]);
  const handlers = Object.keys(METHODS).map((path) => [
    path,
    (stream: Stream) => {
      const call = new GrpcJsCall(path, stream);
      handler(call);
      call.listen();
    },
  ]);
  server.addService(Object.fromEntries(definitions) as ServiceDefinition, Object.fromEntries(handlers));
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    ),
  );
  return {
    port,
    close: async () => server.forceShutdown(),
  };
};
