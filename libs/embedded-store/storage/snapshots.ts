// When the index is saved. Invariant: a saved part never holds an event that is not durable in the log.
import type { CommittedState } from './committed-state';
import type { Disk } from './disk';
import type { OnFaultPoint } from './fault-points';
import type { Parts } from './parts';
import { type PartHead, writePart } from './snapshot';

type SnapshotOptions = {
  readonly disk: Disk;
  readonly dir: string;
  readonly at: OnFaultPoint;
  readonly say: (text: string) => void;
};

/** Saves the index beside the log: every 100,000 events, at each segment, and when the store is closed. */
export class Snapshots {
  #saved: number;
  #writing: Promise<void> = Promise.resolve();
  readonly #committed: CommittedState;
  readonly #parts: Parts;
  readonly #save: (head: PartHead) => Promise<void>;
  readonly #say: (text: string) => void;

  /** `unsaved`: what a start had to rebuild from the log, so that it need not be rebuilt again. */
  constructor(
    { disk, dir, at, say }: SnapshotOptions,
    committed: CommittedState,
    parts: Parts,
    unsaved: readonly PartHead[],
  ) {
    this.#committed = committed;
    this.#parts = parts;
    this.#saved = committed.index.count;
    this.#save = (head) => writePart(disk, dir, committed, head, at);
    this.#say = say;
    for (const head of unsaved) this.#write(head);
  }

  /** Called between batches, with the durable end of the log: begins to save where it is time, waits for nothing. */
  consider(end: number, rolled: boolean): void {
    if (this.#parts.isTime || (rolled && this.#parts.events > 0)) this.#write(this.#parts.cut(end, true));
  }

  /** Saves what is not saved yet. A failure is said and forgotten: the log has it all. */
  async finish(end: number): Promise<void> {
    if (this.#committed.index.count > this.#saved) this.#write(this.#parts.cut(end, false));
    await this.#writing;
  }

  #write(head: PartHead): void {
    this.#saved = head.to;
    this.#writing = this.#writing
      .then(() => this.#save(head))
      .catch((error: Error) =>
        this.#say(`The index was not saved (${error.message}). It will be rebuilt from the log.`),
      );
  }
}
