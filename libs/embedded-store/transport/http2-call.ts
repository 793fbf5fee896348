// gRPC over one HTTP/2 stream. Invariant: a slow reader is waited for; what waits for it here is bounded.
import type { IncomingHttpHeaders, OutgoingHttpHeaders, ServerHttp2Stream } from 'node:http2';
import { CallFailure, CODE } from '../protocol/failure';
import type { Call } from './call';
import { Deframer, framed } from './framing';

/** Written at once when so much has gathered; otherwise at the end of the turn of the event loop. */
const FLUSH = 32 * 1024;
/** What may wait for a slow reader before its handler is told to wait too. */
const WAITING_MAX = 256 * 1024;

const RESPONSE: OutgoingHttpHeaders = { ':status': 200, 'content-type': 'application/grpc' };

/** A call over `node:http2`: gRPC's framing, trailers and deadlines by hand. */
export class Http2Call implements Call {
  readonly path: string;
  isOver = false;
  onMessage: (message: Buffer) => void = () => undefined;
  onEnd: () => void = () => undefined;
  onGone: () => void = () => undefined;
  onOver: () => void = () => undefined;
  readonly #stream: ServerHttp2Stream;
  readonly #headers: IncomingHttpHeaders;
  readonly #dated: () => OutgoingHttpHeaders;
  readonly #deframer = new Deframer();
  #out: Buffer[] = [];
  #outBytes = 0;
  #flushes = false;
  #answered = false;
  #deadline: NodeJS.Timeout | undefined;
  #drained: (() => void)[] = [];

  /** `dated`: what the answer is headed by where another clock than the machine's says when it was given. */
  constructor(stream: ServerHttp2Stream, headers: IncomingHttpHeaders, dated: () => OutgoingHttpHeaders = () => ({})) {
    this.#stream = stream;
    this.#dated = dated;
    this.#headers = headers;
    this.path = headers[':path'] ?? '';
    stream.on('error', () => undefined);
    stream.on('close', () => this.#gone());
    stream.on('drain', () => this.#wakeDrained());
    this.#startDeadline(headers['grpc-timeout']);
  }

  get peer(): string {
    const { remoteAddress = 'nowhere', remotePort = 0 } = this.#stream.session?.socket ?? {};
    return `${remoteAddress}:${remotePort}`;
  }

  /** Called when the handler has set what it listens to. */
  listen(): void {
    this.#stream.on('data', (chunk: Buffer) => {
      if (this.isOver) return;
      try {
        this.#deframer.push(chunk, (message) => {
          if (!this.isOver) this.onMessage(message);
        });
      } catch (error) {
        this.fail(error instanceof CallFailure ? error : unreadable(error as Error));
      }
    });
    this.#stream.on('end', () => {
      // Node also says 'end' when the connection is cut: only a client that closed its half has said all.
      if (this.isOver || this.#stream.aborted) return;
      if (this.#deframer.isEmpty) this.onEnd();
      else this.fail(new CallFailure(CODE.INTERNAL, 'The call ended inside a message.'));
    });
  }

  header(name: string): string | undefined {
    const value = this.#headers[name];
    return Array.isArray(value) ? value[0] : value;
  }

  send(message: Buffer): boolean {
    return this.#put(framed(message));
  }

  sendRecords(records: readonly Buffer[]): boolean {
    for (const record of records) this.#put(record);
    return this.#isRoomy;
  }

  drained(): Promise<void> {
    this.#flush();
    if (this.isOver || this.#isRoomy) return Promise.resolve();
    return new Promise((resolve) => this.#drained.push(resolve));
  }

  end(): void {
    this.#finish({ 'grpc-status': '0' });
  }

  fail({ code, message, trailers }: CallFailure): void {
    this.#finish({ 'grpc-status': String(code), 'grpc-message': percentEncoded(message), ...trailers });
  }

  pause(): void {
    this.#stream.pause();
  }

  resume(): void {
    this.#stream.resume();
  }

  /** By the client, or with the connection: Node throws at whoever writes to it now. */
  get #isClosed(): boolean {
    return this.#stream.destroyed || this.#stream.closed;
  }

  get #isRoomy(): boolean {
    return this.#outBytes + this.#stream.writableLength < WAITING_MAX;
  }

  #put(bytes: Buffer): boolean {
    if (this.isOver) return true;
    this.#out.push(bytes);
    this.#outBytes += bytes.length;
    if (this.#outBytes >= FLUSH) this.#flush();
    else if (!this.#flushes) {
      this.#flushes = true;
      setImmediate(() => {
        this.#flushes = false;
        this.#flush();
      });
    }
    return this.#isRoomy;
  }

  #flush(): void {
    const [first] = this.#out;
    if (first === undefined || this.#isClosed) return;
    this.#answer();
    const bytes = this.#out.length === 1 ? first : Buffer.concat(this.#out, this.#outBytes);
    this.#out = [];
    this.#outBytes = 0;
    this.#stream.write(bytes);
  }

  #answer(): void {
    if (this.#answered) return;
    this.#answered = true;
    this.#stream.respond({ ...RESPONSE, ...this.#dated() }, { waitForTrailers: true });
  }

  #finish(trailers: OutgoingHttpHeaders): void {
    if (this.isOver) return;
    this.isOver = true;
    this.#clear();
    const stream = this.#stream;
    if (this.#isClosed) return;
    if (!this.#answered && this.#out.length === 0) {
      stream.respond({ ...RESPONSE, ...this.#dated(), ...trailers }, { endStream: true });
      this.#hangUp();
    } else {
      this.#flush();
      stream.once('wantTrailers', () => {
        if (this.#isClosed) return;
        stream.sendTrailers(trailers);
        this.#hangUp();
      });
      stream.end();
    }
    // What the client still sends is read and dropped.
    stream.resume();
  }

  // A client that has more to say is told that nobody listens: otherwise its half of the stream would stay open.
  #hangUp(): void {
    setImmediate(() => {
      if (!this.#stream.readableEnded && !this.#stream.destroyed) this.#stream.close();
    });
  }

  #gone(): void {
    if (this.isOver) return;
    this.isOver = true;
    this.#clear();
    this.onGone();
  }

  #clear(): void {
    clearTimeout(this.#deadline);
    this.#wakeDrained();
    this.onOver();
  }

  #wakeDrained(): void {
    for (const resolve of this.#drained.splice(0)) resolve();
  }

  #startDeadline(text: string | string[] | undefined): void {
    const milliseconds = typeof text === 'string' ? timeoutIn(text) : undefined;
    if (milliseconds === undefined) return;
    this.#deadline = setTimeout(() => {
      this.fail(new CallFailure(CODE.DEADLINE_EXCEEDED, 'The deadline of this call has passed.'));
      this.onGone();
    }, milliseconds);
    this.#deadline.unref();
  }
}

const UNITS: Readonly<Record<string, number>> = { H: 3_600_000, M: 60_000, S: 1000, m: 1, u: 1e-3, n: 1e-6 };
/** `setTimeout` fires at once beyond this; nobody waits 24 days for one call. */
const TIMEOUT_MAX = 2 ** 31 - 1;

const timeoutIn = (text: string): number | undefined => {
  const [, amount, unit] = /^(\d{1,8})([HMSmun])$/.exec(text) ?? [];
  const milliseconds = Number(amount) * (UNITS[unit ?? ''] ?? Number.NaN);
  return milliseconds <= TIMEOUT_MAX ? milliseconds : undefined;
};

const percentEncoded = (text: string): string =>
  text.toWellFormed().replace(/[^\x20-\x24\x26-\x7e]/gu, (other) => encodeURIComponent(other));

const unreadable = (error: Error): CallFailure =>
  new CallFailure(CODE.INTERNAL, `A message could not be read as protobuf (${error.message}).`);
