import { CallFailure, CODE } from '../protocol/failure';
import { MESSAGE_MAX } from './call';

const PREFIX = 5;

/** gRPC's prefix: a flag (0: not compressed) and the length. */
export const framed = (message: Buffer): Buffer => {
  const bytes = Buffer.allocUnsafe(PREFIX + message.length);
  bytes[0] = 0;
  bytes.writeUInt32BE(message.length, 1);
  message.copy(bytes, PREFIX);
  return bytes;
};

/** Cuts what arrives into messages. Throws `CallFailure` for what is too large, compressed or no gRPC at all. */
export class Deframer {
  #chunks: Buffer[] = [];
  #held = 0;
  #wanted = PREFIX;

  push(chunk: Buffer, take: (message: Buffer) => void): void {
    this.#chunks.push(chunk);
    this.#held += chunk.length;
    if (this.#held < this.#wanted) return;
    let bytes = this.#chunks.length === 1 ? chunk : Buffer.concat(this.#chunks);
    for (;;) {
      this.#wanted = PREFIX;
      if (bytes.length < PREFIX) break;
      this.#wanted += lengthOf(bytes);
      if (bytes.length < this.#wanted) break;
      take(bytes.subarray(PREFIX, this.#wanted));
      bytes = bytes.subarray(this.#wanted);
    }
    this.#chunks = bytes.length > 0 ? [bytes] : [];
    this.#held = bytes.length;
  }

  /** Whether the sender ended between two messages. */
  get isEmpty(): boolean {
    return this.#held === 0;
  }
}

const lengthOf = (bytes: Buffer): number => {
  if (bytes[0] === 1)
    throw new CallFailure(CODE.UNIMPLEMENTED, 'This node reads no compressed messages. Send them without compression.');
  if (bytes[0] !== 0)
    throw new CallFailure(CODE.INTERNAL, 'This is no gRPC message: its first byte is neither 0 nor 1.');
  const length = bytes.readUInt32BE(1);
  if (length > MESSAGE_MAX)
    throw new CallFailure(
      CODE.RESOURCE_EXHAUSTED,
      `A message of ${length} bytes is larger than the ${MESSAGE_MAX} that this node receives.`,
    );
  return length;
};
