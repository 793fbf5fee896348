import type { Chance } from './chance';

/** What was asked of a file and is not durable yet. */
export type Pending =
  | { readonly do: 'write'; readonly at: number; readonly bytes: Buffer }
  | { readonly do: 'truncate'; readonly length: number };

/** How a cut treats what was not synced. Each has been seen on some disk. */
export const TEARS = ['lost', 'kept', 'prefix', 'sectors', 'later first', 'length without content'] as const;
export type Tear = (typeof TEARS)[number];

const SECTOR = 512;

/** Bytes that grow; what lies between the end and a later write reads as zeroes. */
export class Bytes {
  #bytes: Buffer = Buffer.alloc(0);
  length = 0;

  static from(content: Buffer): Bytes {
    const made = new Bytes();
    made.write(0, content);
    return made;
  }

  write(at: number, bytes: Buffer): void {
    this.#reach(at + bytes.length);
    bytes.copy(this.#bytes, at);
  }

  resize(length: number): void {
    if (length < this.length) this.#bytes.fill(0, length, this.length);
    else this.#reach(length);
    this.length = length;
  }

  read(into: Buffer, at: number): number {
    return at >= this.length ? 0 : this.#bytes.copy(into, 0, at, Math.min(this.length, at + into.length));
  }

  content(): Buffer {
    return Buffer.from(this.#bytes.subarray(0, this.length));
  }

  #reach(length: number): void {
    if (length > this.#bytes.length) {
      const larger = Buffer.alloc(Math.max(length, this.#bytes.length * 2, 4_096));
      this.#bytes.copy(larger, 0, 0, this.length);
      this.#bytes = larger;
    }
    this.length = Math.max(this.length, length);
  }
}

const apply = (to: Bytes, op: Pending): void => (op.do === 'write' ? to.write(op.at, op.bytes) : to.resize(op.length));

/** A file as the kernel sees it, as the platter has it, and what lies between the two. */
export class FakeInode {
  readonly seen: Bytes;
  readonly #durable: Bytes;
  #pending: Pending[] = [];

  constructor(content: Buffer = Buffer.alloc(0)) {
    this.seen = Bytes.from(content);
    this.#durable = Bytes.from(content);
  }

  do(op: Pending): void {
    apply(this.seen, op);
    this.#pending.push(op);
  }

  /** Makes durable what was pending when the sync began; what came meanwhile stays pending. */
  syncBegun(): { done(): void; failed(chance: Chance): void } {
    const covered = this.#pending.length;
    return {
      done: () => {
        for (const op of this.#pending.splice(0, covered)) apply(this.#durable, op);
      },
      // After a failed sync the kernel believes the pages clean: what it dropped is never written, whoever syncs later,
      // and where it lay the platter has what it had: nothing, or the zeroes that were written in advance.
      // A length is no page: it is journalled, and a journal that fails takes the whole file system with it.
      failed: (chance) => {
        const whole = chance.happens(0.5);
        for (const op of this.#pending.splice(0, covered).flatMap((one) => (whole ? [one] : sectorsOf(one))))
          if (op.do === 'truncate' || chance.happens(0.5)) apply(this.#durable, op);
      },
    };
  }

  /** What is there when the power comes back. */
  afterCut(chance: Chance, tear: Tear): Buffer {
    const left = Bytes.from(this.#durable.content());
    for (const op of survivors(this.#pending, chance, tear)) apply(left, op);
    if (tear === 'length without content') left.resize(Math.max(left.length, this.seen.length));
    return left.content();
  }
}

const survivors = (pending: readonly Pending[], chance: Chance, tear: Tear): readonly Pending[] => {
  if (tear === 'lost' || tear === 'length without content') return [];
  if (tear === 'kept') return pending;
  if (tear === 'sectors') return pending.flatMap((op) => sectorsOf(op).filter(() => chance.happens(0.5)));
  const cut = chance.below(pending.length + 1);
  const torn = pending[cut];
  if (tear === 'later first')
    return [...pending.slice(cut), ...(chance.happens(0.5) ? pending.slice(0, cut).slice(1) : [])];
  return [...pending.slice(0, cut), ...(torn?.do === 'write' ? [firstBytesOf(torn, chance)] : [])];
};

const firstBytesOf = ({ at, bytes }: Extract<Pending, { do: 'write' }>, chance: Chance): Pending => ({
  do: 'write',
  at,
  bytes: bytes.subarray(0, chance.below(bytes.length + 1)),
});

const sectorsOf = (op: Pending): readonly Pending[] => {
  if (op.do === 'truncate') return [op];
  const sectors: Pending[] = [];
  for (let from = op.at; from < op.at + op.bytes.length; ) {
    const to = Math.min(op.at + op.bytes.length, (Math.floor(from / SECTOR) + 1) * SECTOR);
    sectors.push({ do: 'write', at: from, bytes: op.bytes.subarray(from - op.at, to - op.at) });
    from = to;
  }
  return sectors;
};
