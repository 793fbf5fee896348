import type { CommittedState } from './committed-state';
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

/** Cuts the committed state into parts of the saved index, one behind the other, while it grows. */
export class Parts {
  #start: PartStart;
  readonly #committed: CommittedState;
  readonly #storeId: string;
  readonly #every: number;

  constructor(committed: CommittedState, storeId: string, every: number, start: PartStart) {
    this.#committed = committed;
    this.#storeId = storeId;
    this.#every = every;
    this.#start = start;
  }

  /** Events since the last full part. */
  get events(): number {
    return this.#committed.index.count - this.#start.ordinal;
  }

  get isTime(): boolean {
    return this.events >= this.#every;
  }

  /** All events since the last full part, up to log position `end`, which is the end of a frame. */
  cut(end: number, full: boolean): PartHead {
    const { index } = this.#committed;
    const start = this.#start;
    const head = partHead(this.#committed, {
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
      this.#committed.changes = new Map();
    }
    return head;
  }
}
