const BLOCK = 2 ** 20;

type Block = { readonly start: number; readonly bytes: Buffer; used: number };

/**
 * The newest bytes of the log, in memory: appends are encoded here, written to the disk from here and served from here.
 * Whole blocks come and go, never reused: what was handed to a slow reader stays as it was.
 */
export class LogTail {
  #blocks: Block[] = [];
  #held = 0;
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Where a frame of so many bytes is to be encoded, which stands at `position`: the end of what is here. */
  reserve(position: number, length: number): Buffer {
    this.rewind(position);
    const last = this.#blocks.at(-1);
    const fits = last !== undefined && last.start + last.used === position && last.used + length <= last.bytes.length;
    const block = fits ? last : this.#open(position, length);
    block.used += length;
    return block.bytes.subarray(block.used - length, block.used);
  }

  /** The log from one position to another, in as many pieces as it lies in. All of it must be here. */
  pieces(from: number, to: number): Buffer[] {
    return this.#blocks
      .filter(({ start, used }) => start < to && start + used > from)
      .map(({ start, used, bytes }) => bytes.subarray(Math.max(0, from - start), Math.min(used, to - start)));
  }

  /** What stands at a position, to the end of its block; undefined where it is not here any more. */
  at(position: number): Buffer | undefined {
    for (let i = this.#blocks.length - 1; i >= 0; i--) {
      const { start, used, bytes } = this.#blocks[i] as Block;
      if (position < start) continue;
      return position < start + used ? bytes.subarray(position - start, used) : undefined;
    }
    return undefined;
  }

  /** Forgets what stands behind a position: it did not become durable. */
  rewind(position: number): void {
    const newest = this.#blocks.at(-1);
    if (newest === undefined || newest.start + newest.used <= position) return;
    this.#blocks = this.#blocks.filter(({ start }) => start < position);
    this.#held = this.#blocks.reduce((sum, { bytes }) => sum + bytes.length, 0);
    const last = this.#blocks.at(-1);
    if (last) last.used = Math.min(last.used, position - last.start);
  }

  /** Forgets the oldest, above the limit, of what is durable. */
  trim(durable: number): void {
    while (this.#held > this.#limit) {
      const oldest = this.#blocks[0];
      if (oldest === undefined || oldest.start + oldest.used > durable || this.#blocks.length === 1) return;
      this.#held -= oldest.bytes.length;
      this.#blocks.shift();
    }
  }

  #open(start: number, length: number): Block {
    const block = { start, bytes: Buffer.allocUnsafeSlow(Math.max(BLOCK, length)), used: 0 };
    this.#blocks.push(block);
    this.#held += block.bytes.length;
    return block;
  }
}
