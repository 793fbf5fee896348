import type { Known } from './known';
import { type PartHead, partHead } from './snapshot';

/** Where a part of the saved index begins. */
export type PartStart = {
  readonly ordinal: number;
  readonly position: number;
  readonly streams: number;
  readonly types: number;
};
export const FIRST_PART: PartStart = { ordinal: 0, position: 0, streams: 0, types: 0 };
export const startBehind = ({ to, end, streams, types }: PartHead): PartStart => ({
  ordinal: to,
  position: end,
  streams: streams[1],
  types: types[1],
});

/** Cuts what is known into parts, one behind the other, while it grows: from the log at a start, and later. */
export class Parts {
  #start: PartStart;
  readonly #known: Known;
  readonly #storeId: string;
  readonly #every: number;

  constructor(known: Known, storeId: string, every: number, start: PartStart) {
    this.#known = known;
    this.#storeId = storeId;
    this.#every = every;
    this.#start = start;
  }

  /** Events since the last full part. */
  get events(): number {
    return this.#known.index.count - this.#start.ordinal;
  }

  get isTime(): boolean {
    return this.events >= this.#every;
  }

  /** All that is known since the last full part, up to log position `end`, which is the end of a frame. */
  cut(end: number, full: boolean): PartHead {
    const { index } = this.#known;
    const start = this.#start;
    const head = partHead(this.#known, {
      storeId: this.#storeId,
      from: start.ordinal,
      to: index.count,
      start: start.position,
      end,
      streams: [start.streams, index.streams.count],
      types: [start.types, index.types.count],
      full,
    });
    if (full) {
      this.#start = startBehind(head);
      this.#known.changes = new Map();
    }
    return head;
  }
}
