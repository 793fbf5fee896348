/** Columns grow by pages, so that a large index never copies itself while an append waits. */
const PAGE_BITS = 16;
const PAGE = 1 << PAGE_BITS;
const WITHIN = PAGE - 1;

type Cells = Uint32Array | Float64Array;

class Column<T extends Cells> {
  readonly #pages: T[] = [];
  readonly #newPage: (length: number) => T;

  constructor(newPage: (length: number) => T) {
    this.#newPage = newPage;
  }

  /** Only indexes that were set before. */
  get(index: number): number {
    return (this.#pages[index >>> PAGE_BITS] as T)[index & WITHIN] as number;
  }

  set(index: number, value: number): void {
    const page = index >>> PAGE_BITS;
    while (this.#pages.length <= page) this.#pages.push(this.#newPage(PAGE));
    (this.#pages[page] as T)[index & WITHIN] = value;
  }

  /** The bytes of cells [from, to), one piece a page: for snapshots. */
  *pieces(from: number, to: number): Generator<Buffer> {
    for (let at = from; at < to; ) {
      const page = this.#pages[at >>> PAGE_BITS] as T;
      const end = Math.min(to, ((at >>> PAGE_BITS) + 1) * PAGE);
      const cells = page.subarray(at & WITHIN, (at & WITHIN) + (end - at));
      yield Buffer.from(cells.buffer, cells.byteOffset, cells.byteLength);
      at = end;
    }
  }

  /** Sets cells [from, to) from such bytes; answers how many it took. */
  load(from: number, to: number, bytes: Buffer): number {
    let taken = 0;
    if (to > from) this.set(to - 1, 0);
    for (const piece of this.pieces(from, to)) {
      bytes.copy(piece, 0, taken, taken + piece.length);
      taken += piece.length;
    }
    return taken;
  }

  get bytes(): number {
    return this.#pages.reduce((sum, page) => sum + page.byteLength, 0);
  }
}

export class U32Column extends Column<Uint32Array<ArrayBuffer>> {
  constructor() {
    super((length) => new Uint32Array(length));
  }
}

export class F64Column extends Column<Float64Array<ArrayBuffer>> {
  constructor() {
    super((length) => new Float64Array(length));
  }
}
