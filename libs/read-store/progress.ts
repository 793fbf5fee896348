// How far a table has come, held against others who may fill it too: a transaction raises the version that it read, or
// changes nothing. Two writers at once cost one of them its batch, and the table nothing.

import type { Transaction } from 'kysely';
import { LRUCache } from 'lru-cache';
import type { Checkpoint } from '#event-store';
import { advanceCheckpoint, isAfter, notePassed, readVersion } from './checkpoints';
import type { Connected, Database } from './database';
import { faultOf } from './database-errors';
import { FoldFailed, type Memory } from './fold-batch';
import { MissedEvents } from './heads';
import { ParkedTickets } from './parked-tickets';
import { nameOfReader } from './table-generation';

/** Where a transaction moves the checkpoint: on, or nowhere. */
export type Step = Checkpoint | 'stay';
/** What a transaction changed in a projection's table. */
export type Written = {
  readonly rows: ReadonlyMap<string, object | null>;
  readonly heads: ReadonlyMap<string, number>;
};
export const NOTHING: Written = { rows: new Map(), heads: new Map() };

/** The database did not take it, or its answer was lost. Nothing is wrong with the events. */
export class WriteFailed extends Error {
  override readonly name = 'WriteFailed';
}

/** For what is written without moving the checkpoint. Throws `WriteFailed`. */
export const asWriteFailure = async <T>(reader: string, work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (cause) {
    throw new WriteFailed(`${reader} could not be written`, { cause });
  }
};

/** The views and the event store do not belong together. */
export class OtherStore extends Error {
  override readonly name = 'OtherStore';
}

/**
 * Another writer has moved the checkpoint, or the database was rolled back: what was folded does not follow on what is
 * stored. Consume again from the checkpoint.
 */
export class ConcurrentWriterError extends Error {
  override readonly name = 'ConcurrentWriterError';
}

/** How far one projection has come, and what is remembered of its table as long as nobody else moves it on. */
export class Progress {
  readonly #db: Connected;
  readonly #reader: string;
  readonly #rows: LRUCache<string, { row: object | null }>;
  readonly #heads: LRUCache<string, number>;
  #checkpoint: Checkpoint | 'start' = 'start';
  #from: Checkpoint | 'start' = 'start';
  #version = 0;
  /** Nothing is in the table that is not remembered: what is unknown need not be looked for. */
  #knowsAll = false;
  #last: Promise<unknown> = Promise.resolve();
  #parked: ReadonlySet<string> = new Set();

  constructor(db: Connected, reader: string, remembered: number) {
    this.#db = db;
    this.#reader = reader;
    const dispose = (_value: unknown, _key: string, reason: string) => {
      if (reason === 'evict') this.#knowsAll = false;
    };
    this.#rows = new LRUCache<string, { row: object | null }>({ max: remembered, dispose });
    this.#heads = new LRUCache<string, number>({ max: remembered, dispose });
  }

  get checkpoint(): Checkpoint | 'start' {
    return this.#checkpoint;
  }
  /** Where reading goes on: there, or behind what was not for it. */
  get from(): Checkpoint | 'start' {
    return this.#from;
  }
  /** The tickets that are parked. */
  get parked(): ReadonlySet<string> {
    return this.#parked;
  }
  /** False once another table has taken its place. */
  get isThere(): boolean {
    return this.#version >= 0;
  }
  get memory(): Memory {
    return {
      row: (key) => this.#rows.get(key),
      head: (stream) => this.#heads.get(stream),
      isWhole: this.#knowsAll,
    };
  }

  /**
   * Moves on to `to` with what `work` writes, whole or not at all; one at a time. False where somebody else was here
   * meanwhile: all is read again then, and the caller decides again what is left to do. Throws `WriteFailed` where the
   * database is at fault (a lost answer to the commit among it), and what `work` throws about the events.
   */
  advance(to: Step, work: (tx: Transaction<Database>) => Promise<Written | 'concurrent-writer'>): Promise<boolean> {
    const next = this.#last.then(() => this.#advance(to, work));
    this.#last = next.catch(() => undefined);
    return next;
  }

  /** Nothing up to `to` was for this table; where somebody else moves it on, nobody says so. */
  pass(to: Checkpoint): Promise<void> {
    const next = this.#last.then(async () => {
      this.#mustBeOneStore(to);
      if (!isAfter(to, this.#checkpoint)) return;
      await notePassed(this.#db.sql, this.#reader, this.#version, to);
      this.#from = to;
    });
    this.#last = next.catch(() => undefined);
    return next;
  }

  async #advance(
    to: Step,
    work: (tx: Transaction<Database>) => Promise<Written | 'concurrent-writer'>,
  ): Promise<boolean> {
    this.#mustBeOneStore(to);
    try {
      const written = await this.#db.sql
        .transaction()
        .execute(async (tx) =>
          (await advanceCheckpoint(tx, this.#reader, this.#version, to)) ? work(tx) : 'concurrent-writer',
        );
      if (written === 'concurrent-writer') {
        await this.#lookAgain();
        return false;
      }
      this.#version++;
      if (to !== 'stay') {
        this.#checkpoint = to;
        this.#from = to;
      }
      for (const [key, row] of written.rows) this.#rows.set(key, { row });
      for (const [stream, head] of written.heads) this.#heads.set(stream, head);
      return true;
    } catch (error) {
      this.#forget();
      if (isAboutEvents(error) || error instanceof ConcurrentWriterError) throw error;
      throw new WriteFailed(`${this.#reader} could not be written`, { cause: error });
    }
  }

  async #lookAgain(): Promise<void> {
    const before = this.#checkpoint;
    await this.reload();
    if (before !== 'start' && this.isThere && isAfter(before, this.#checkpoint))
      throw new ConcurrentWriterError(`${this.#reader} has gone back: its database has lost what it had acknowledged.`);
  }

  /** Reads from the database where we stand. */
  async reload(): Promise<void> {
    this.#forget();
    const { at, from, version } = await readVersion(this.#db.sql, this.#reader);
    this.#parked = await new ParkedTickets(this.#db.sql).keys(this.#reader);
    this.#checkpoint = at;
    this.#from = from;
    this.#version = version;
    this.#knowsAll = at === 'start';
  }

  #forget(): void {
    this.#knowsAll = false;
    this.#rows.clear();
    this.#heads.clear();
  }

  #mustBeOneStore(to: Step): void {
    const from = this.#checkpoint;
    if (from === 'start' || to === 'stay' || from.epoch === to.epoch) return;
    throw new OtherStore(
      `${this.#reader} was filled from event store ${from.epoch}, and this is ${to.epoch}. Connect to the store that belongs to these views, or fill the view from this one: npm run -s views -- rebuild ${nameOfReader(this.#reader)}`,
    );
  }
}

/** A value that the database does not take comes from the events; all its other faults do not. */
export const isAboutEvents = (error: unknown): boolean =>
  error instanceof FoldFailed || error instanceof MissedEvents || faultOf(error) === 'value';
