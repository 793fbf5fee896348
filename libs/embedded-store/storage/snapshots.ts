import type { Disk } from './disk';
import type { AtInstant } from './instants';
import type { Known } from './known';
import { type PartHead, partHead, writePart } from './snapshot';

/** Where the next part of the saved index begins. */
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

/** Saves the index beside the log: every 100,000 events, at each segment, and when the store is closed. */
export class Snapshots {
  #start: PartStart;
  #saved: number;
  #writing: Promise<void> = Promise.resolve();
  readonly #known: Known;
  readonly #storeId: string;
  readonly #save: (head: PartHead) => Promise<void>;
  readonly #say: (text: string) => void;
  readonly #every: number;

  constructor(
    {
      disk,
      dir,
      at,
      say,
      every,
    }: { disk: Disk; dir: string; at: AtInstant; say: (text: string) => void; every: number },
    { known, storeId, start }: { known: Known; storeId: string; start: PartStart },
  ) {
    this.#known = known;
    this.#storeId = storeId;
    this.#start = start;
    this.#saved = known.index.count;
    this.#save = (head) => writePart(disk, dir, known, head, at);
    this.#say = say;
    this.#every = every;
  }

  /** Called between batches, with the durable end of the log: begins to save where it is time, waits for nothing. */
  consider(end: number, rolled: boolean): void {
    const events = this.#known.index.count - this.#start.ordinal;
    if (events >= this.#every || (rolled && events > 0)) this.#cut(end, true);
  }

  /** Saves what is not saved yet. A failure is said and forgotten: the log has it all. */
  async finish(end: number): Promise<void> {
    if (this.#known.index.count > this.#saved) this.#cut(end, false);
    await this.#writing;
  }

  #cut(end: number, full: boolean): void {
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
    this.#saved = head.to;
    if (full) {
      this.#start = startBehind(head);
      this.#known.changes = new Map();
    }
    this.#writing = this.#writing
      .then(() => this.#save(head))
      .catch((error: Error) =>
        this.#say(`The index was not saved (${error.message}). It will be rebuilt from the log.`),
      );
  }
}
