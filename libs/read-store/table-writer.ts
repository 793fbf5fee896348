import type { Checkpoint, Delivered, EventReference } from '#event-store';
import { isAfter } from './checkpoints';
import { compactSoon, requireCompaction } from './compaction';
import type { Connected } from './database';
import { type Changes, foldBatch, foldRows, type Memory } from './fold-batch';
import { saveHeads } from './heads';
import { forgetParked, park, parkedEvents, readAgain } from './parked';
import { ConcurrentWriterError, isAboutEvents, NOTHING, Progress, WriteFailed, type Written } from './progress';
import type { TableGeneration } from './table-generation';
import { writeRows } from './view-table';

/** What was folded since the last transaction. */
type Gathered = {
  readonly rows: Map<string, object | null>;
  readonly heads: Map<string, number>;
  readonly waiting: readonly Delivered[];
  readonly forgotten: readonly string[];
  readonly at: Checkpoint;
  readonly events: number;
};
const REMEMBERED = 5_000;

/** Fills one table: batches of events in, rows and checkpoint out, in one transaction. */
export class TableWriter {
  readonly target: TableGeneration;
  readonly #db: Connected;
  readonly #progress: Progress;
  #gathered: Gathered | undefined;
  /** What is on its way into the database, while the next is gathered. */
  #underWay: { readonly gathered: Gathered; readonly moved: Promise<boolean> } | undefined;

  private constructor(db: Connected, target: TableGeneration, remembered: number) {
    this.#db = db;
    this.target = target;
    this.#progress = new Progress(db, target.reader, remembered);
  }

  static async open(db: Connected, target: TableGeneration, remembered = REMEMBERED): Promise<TableWriter> {
    const writer = new TableWriter(db, target, remembered);
    await writer.#progress.reload();
    return writer;
  }

  /** As it stands in the database. */
  get checkpoint(): Checkpoint | 'start' {
    return this.#progress.checkpoint;
  }

  /**
   * Folds what is new in a batch. Written at once, or, with `gather`, when that many events have come together: nobody
   * reads the table yet, and a ticket with ten events is written once. False where somebody else was here:
   * all is read again then, and the caller decides again. Throws `ConcurrentWriterError` where what was gathered is lost by that.
   */
  async handle(batch: readonly Delivered[], gather = 0): Promise<boolean> {
    if (gather === 0 && !(await this.flush())) return false;
    const from = this.#gathered?.at ?? this.#underWay?.gathered.at ?? this.#progress.checkpoint;
    const fresh = batch.filter(({ position }) => isAfter(position, from));
    const last = fresh.at(-1);
    if (gather === 0) {
      if (last === undefined) return true;
      return this.#progress.advance(last.checkpoint, async (tx) =>
        this.#write(tx, await foldBatch(tx, this.target, this.#progress.memory, this.#progress.parked, fresh)),
      );
    }
    if (last) this.#gather(await this.#foldUnwritten(fresh), last.checkpoint, fresh.length);
    // Called again after a failure, it has folded all of it, and still has it to write.
    if ((this.#gathered?.events ?? 0) < gather) return true;
    if (!(await this.#arrived())) return false;
    this.#send();
    return true;
  }

  /** Writes what was gathered. False where somebody else had written as much. */
  async flush(): Promise<boolean> {
    if (!(await this.#arrived())) return false;
    this.#send();
    return this.#arrived();
  }

  #send(): void {
    const gathered = this.#gathered;
    if (gathered === undefined) return;
    const moved = this.#progress.advance(gathered.at, (tx) => this.#write(tx, gathered));
    moved.catch(() => {}); // `#arrived` awaits it and throws
    this.#underWay = { gathered, moved };
    this.#gathered = undefined;
  }

  /** What is under way is written. What was not is gathered again, with what came after it. */
  async #arrived(): Promise<boolean> {
    if (this.#underWay === undefined) return true;
    const { gathered, moved } = this.#underWay;
    try {
      if (await moved) return true;
    } catch (error) {
      this.#gathered = this.#gathered ? together(gathered, this.#gathered) : gathered;
      throw error;
    } finally {
      this.#underWay = undefined;
    }
    const { at } = this.#gathered ?? gathered;
    this.#gathered = undefined;
    if (isAfter(at, this.#progress.checkpoint))
      throw new ConcurrentWriterError(`${this.target.reader} is being filled by somebody else as well.`);
    return false;
  }

  /** Notes that an event waits for a person, with all that follows of its ticket. */
  async parkAt(place: EventReference, reason: string): Promise<void> {
    await this.flush();
    while (isAfter(place.checkpoint, this.#progress.checkpoint)) {
      const heads = new Map([[place.stream, place.revision]]);
      await this.#progress.advance(place.checkpoint, async (tx) => {
        await saveHeads(tx, this.target.reader, heads);
        await park(tx, this.target.reader, [place], reason);
        return { ...NOTHING, heads };
      });
    }
    await this.#progress.reload();
  }

  /** Folds what waits of one ticket. Throws what the projection throws; it waits on then. */
  async unpark(
    sequence: string,
    read: (stream: string, from: number) => Promise<readonly Delivered[]>,
  ): Promise<'folded' | 'concurrent-writer'> {
    const { reader } = this.target;
    for (let moved = false; !moved || this.#progress.parked.has(sequence); ) {
      const waiting = await parkedEvents(this.#db.sql, reader, sequence);
      const events = await readAgain(waiting, read);
      moved = await this.#progress.advance('stay', async (tx) => {
        if ((await parkedEvents(tx, reader, sequence)).length !== waiting.length) return 'concurrent-writer';
        const { rows, forgotten } = await foldRows(tx, this.target, this.#progress.memory, events);
        await this.#writeRows(tx, rows, forgotten);
        await forgetParked(tx, reader, sequence);
        return { ...NOTHING, rows };
      });
      await this.#progress.reload();
      if (!this.#progress.isThere) return 'concurrent-writer';
    }
    return 'folded';
  }

  async #write(tx: Parameters<typeof writeRows>[0], { rows, heads, waiting, forgotten }: Changes): Promise<Written> {
    await this.#writeRows(tx, rows, forgotten);
    await saveHeads(tx, this.target.reader, heads);
    await park(tx, this.target.reader, waiting.map(placeOf));
    return { rows, heads };
  }

  async #writeRows(
    tx: Parameters<typeof writeRows>[0],
    rows: Changes['rows'],
    forgotten: Changes['forgotten'],
  ): Promise<void> {
    await writeRows(tx, this.target, rows);
    if (forgotten.length === 0) return;
    await requireCompaction(this.#db.kind, tx, this.target.projection, forgotten);
    // It reads the number of pending compactions after this transaction: none, where that is rolled back.
    compactSoon(this.#db);
  }

  async #foldUnwritten(fresh: readonly Delivered[]): Promise<Changes> {
    try {
      return await foldBatch(this.#db.sql, this.target, this.#memory, this.#progress.parked, fresh);
    } catch (error) {
      if (isAboutEvents(error)) throw error;
      throw new WriteFailed(`${this.target.reader} could not be read`, { cause: error });
    }
  }

  get #memory(): Memory {
    const { memory } = this.#progress;
    const [newest, newer] = [this.#gathered, this.#underWay?.gathered];
    return {
      row: (key) => {
        const row = newest?.rows.get(key) ?? newer?.rows.get(key);
        return row === undefined ? memory.row(key) : { row };
      },
      head: (stream) => newest?.heads.get(stream) ?? newer?.heads.get(stream) ?? memory.head(stream),
      isWhole: memory.isWhole,
    };
  }

  #gather({ rows, heads, ...changes }: Changes, at: Checkpoint, events: number): void {
    const fresh = { ...changes, rows: new Map(rows), heads: new Map(heads), at, events };
    this.#gathered = this.#gathered ? together(this.#gathered, fresh) : fresh;
  }
}

/** Adds to the older what came after it. */
const together = (older: Gathered, newer: Gathered): Gathered => {
  for (const [key, row] of newer.rows) older.rows.set(key, row);
  for (const [stream, head] of newer.heads) older.heads.set(stream, head);
  return {
    ...older,
    waiting: [...older.waiting, ...newer.waiting],
    forgotten: [...older.forgotten, ...newer.forgotten],
    at: newer.at,
    events: older.events + newer.events,
  };
};

const placeOf = ({ stream, stamp, event, checkpoint }: Delivered): EventReference => ({
  stream,
  revision: stamp.revision,
  eventId: stamp.eventId,
  type: event.type,
  checkpoint,
});
