// Folds batches into one table. While one batch is on its way into the database the next is gathered; they are written in
// their order, and none that follows one that was not written.

import type { Checkpoint, Delivered, EventReference } from '#event-store';
import { subjectOf } from '#kernel';
import { isAfter } from './checkpoints';
import { compactSoon, requireCompaction } from './compaction';
import type { Connected } from './database';
import { type Changes, foldBatch, foldRows, type Memory } from './fold-batch';
import { loadHeads, saveHeads } from './heads';
import { ParkedTickets } from './parked-tickets';
import { ConcurrentWriterError, isAboutEvents, NOTHING, Progress, WriteFailed, type Written } from './progress';
import type { TableGeneration } from './table-generation';
import { writeRows } from './view-table';

/** What was folded since the last transaction. */
type Gathered = {
  readonly rows: Map<string, object | null>;
  readonly heads: Map<string, number>;
  readonly waiting: Map<string, number>;
  readonly forgotten: readonly string[];
  readonly at: Checkpoint;
  readonly events: number;
};
const REMEMBERED = 5_000;

/** The events of a stream from a revision on. */
export type ReadStream = (stream: string, from: number) => Promise<readonly Delivered[]>;

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

  /** Where reading goes on, as the database has it. */
  get from(): Checkpoint | 'start' {
    return this.#progress.from;
  }

  /** Nothing up to there was for this table. Not noted while something before it is not written yet. */
  async pass(to: Checkpoint): Promise<void> {
    if (this.#gathered === undefined && this.#underWay === undefined) await this.#progress.pass(to);
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

  /** Parks the ticket of an event, at that event; what follows of it waits behind. */
  async parkAt(place: EventReference, reason: string): Promise<void> {
    await this.flush();
    const [key, at] = [subjectOf(place.stream), new Date().toISOString()];
    while (isAfter(place.checkpoint, this.#progress.checkpoint))
      await this.#progress.advance(place.checkpoint, async (tx) => {
        const tickets = new ParkedTickets(tx);
        if (this.#progress.parked.has(key)) await tickets.passOver(this.target.reader, [{ key, at }]);
        else await tickets.park(this.target.reader, [{ key, at, reason, place }]);
        return NOTHING;
      });
    await this.#progress.reload();
  }

  /** Another attempt at a parked ticket has failed. */
  noteAttempt(key: string, reason: string): Promise<void> {
    const parked = [{ key, at: new Date().toISOString(), reason }];
    return new ParkedTickets(this.#db.sql).park(this.target.reader, parked);
  }

  /** Folds what waits of one ticket, read again from its streams. Throws what the projection throws; it waits on then. */
  async unpark(key: string, read: ReadStream): Promise<'folded' | 'concurrent-writer'> {
    const { reader } = this.target;
    for (let moved = false; !moved || this.#progress.parked.has(key); ) {
      const events = await this.#waitingOf(key, read);
      moved = await this.#progress.advance('stay', async (tx) => {
        const tickets = new ParkedTickets(tx);
        const { waiting = 0 } = (await tickets.of(reader, key)) ?? {};
        if (waiting > events.length)
          throw new Error(`${waiting} events of ${key} wait, and the store has ${events.length} of them.`);
        const { rows, forgotten } = await foldRows(tx, this.target, this.#progress.memory, events);
        await this.#writeRows(tx, rows, forgotten);
        const heads = new Map(events.map(({ stream, stamp }) => [stream, stamp.revision]));
        await saveHeads(tx, reader, heads);
        await tickets.release(reader, [{ key }]);
        return { rows, heads };
      });
      await this.#progress.reload();
      if (!this.#progress.isThere) return 'concurrent-writer';
    }
    return 'folded';
  }

  /** From the heads of its streams to the checkpoint, in the order of the store. */
  async #waitingOf(key: string, read: ReadStream): Promise<readonly Delivered[]> {
    const { reader, projection } = this.target;
    const { checkpoint } = this.#progress;
    const streams = projection.streams.map((prefix) => `${prefix}${key}`);
    const heads = await loadHeads(this.#db.sql, reader, streams);
    const found = await Promise.all(streams.map((stream) => read(stream, (heads.get(stream) ?? -1) + 1)));
    return found
      .flat()
      .filter(({ position }) => checkpoint !== 'start' && !isAfter(position, checkpoint))
      .sort((one, other) => (isAfter(one.position, other.position) ? 1 : -1));
  }

  async #write(tx: Parameters<typeof writeRows>[0], { rows, heads, waiting, forgotten }: Changes): Promise<Written> {
    await this.#writeRows(tx, rows, forgotten);
    await saveHeads(tx, this.target.reader, heads);
    const at = new Date().toISOString();
    const passed = [...waiting].map(([key, events]) => ({ key, at, events }));
    await new ParkedTickets(tx).passOver(this.target.reader, passed);
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

  #gather({ rows, heads, waiting, forgotten }: Changes, at: Checkpoint, events: number): void {
    const fresh = { rows: new Map(rows), heads: new Map(heads), waiting: new Map(waiting), forgotten, at, events };
    this.#gathered = this.#gathered ? together(this.#gathered, fresh) : fresh;
  }
}

/** Adds to the older what came after it. */
const together = (older: Gathered, newer: Gathered): Gathered => {
  for (const [key, row] of newer.rows) older.rows.set(key, row);
  for (const [stream, head] of newer.heads) older.heads.set(stream, head);
  for (const [key, events] of newer.waiting) older.waiting.set(key, (older.waiting.get(key) ?? 0) + events);
  return {
    ...older,
    forgotten: [...older.forgotten, ...newer.forgotten],
    at: newer.at,
    events: older.events + newer.events,
  };
};
