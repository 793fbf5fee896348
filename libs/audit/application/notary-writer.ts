// The one who writes what a notary keeps. One at a time: a directory that somebody else has written to is not written to any
// more.

import type { Hash as Digest } from 'node:crypto';
import { closeSync, existsSync, fstatSync, fsyncSync, ftruncateSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as letOthers } from 'node:timers/promises';
import type { LogEdge, LogEntry } from '../domain/notarized-log';
import {
  CHECKPOINTS,
  checkpointOf,
  ENTRIES,
  entriesOf,
  linesOf,
  NotaryMismatch,
  type SignedCheckpoint,
} from './notary-directory';
import { type LogProgress, nothingRead, type Prefix, recall, remember } from './notary-memory';

/** Entries read at a time, a few milliseconds: others are answered while a log is read that nobody remembers. */
const AT_A_TIME = 500;
/** So many entries are read again after a crash at most: a second's work. */
const REMEMBERED_EVERY = 100_000;

export class NotaryWriter {
  readonly #path: string;
  readonly #entries: AppendedFile;
  readonly #checkpoints: AppendedFile;
  readonly log: LogEdge;
  #last: SignedCheckpoint | undefined;
  #lastEntry: LogEntry | undefined;
  #rememberedSize: number;

  private constructor(path: string, progress: LogProgress, rememberedSize: number) {
    this.#path = path;
    this.log = progress.log;
    this.#last = progress.last;
    this.#lastEntry = progress.lastEntry;
    this.#rememberedSize = rememberedSize;
    this.#entries = new AppendedFile(join(path, ENTRIES), progress.entries);
    this.#checkpoints = new AppendedFile(join(path, CHECKPOINTS), progress.checkpoints);
  }

  /**
   * Takes up the log at its last checkpoint; what was written behind it is read again from the store. What is remembered
   * of it is not read. Throws `NotaryMismatch` where the log does not hold together, and the signal's reason.
   */
  static async open(path: string, signal?: AbortSignal): Promise<NotaryWriter> {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    const remembered = await recall(path);
    const progress = await readOn(path, remembered ?? nothingRead(), signal);
    return new NotaryWriter(path, progress, remembered?.log.size ?? 0);
  }

  get last(): SignedCheckpoint | undefined {
    return this.#last;
  }
  get lastEntry(): LogEntry | undefined {
    return this.#lastEntry;
  }

  /** Durable once it returns. */
  write(entries: readonly LogEntry[], checkpoint: SignedCheckpoint): void {
    if (this.#entries.isOthers() || this.#checkpoints.isOthers())
      throw new NotaryMismatch(`Another notary writes to ${this.#path}. One is enough: stop one of them.`);
    this.#entries.append(entries.map(lineOf).join(''));
    this.#checkpoints.append(`${JSON.stringify(checkpoint)}\n`);
    this.#last = checkpoint;
    this.#lastEntry = entries.at(-1) ?? this.#lastEntry;
  }

  get isWorthRemembering(): boolean {
    return this.log.size - this.#rememberedSize >= REMEMBERED_EVERY;
  }

  /** So that whoever opens the directory next need not read all of it. All that is in the log must have been written. */
  async remember(): Promise<void> {
    if (this.#last?.size !== this.log.size || this.log.size === this.#rememberedSize) return;
    await remember(this.#path, {
      log: this.log,
      entries: this.#entries.written,
      checkpoints: this.#checkpoints.written,
      last: this.#last,
      ...(this.#lastEntry && { lastEntry: this.#lastEntry }),
    });
    this.#rememberedSize = this.log.size;
  }

  close(): void {
    this.#entries.close();
    this.#checkpoints.close();
  }
}

/** As it stands in `entries`. */
export const lineOf = ({ stream, revision, leaf }: LogEntry): string =>
  `${Buffer.from(leaf).toString('hex')} ${revision} ${stream}\n`;

/** To the last checkpoint. A last line that is not whole is none. */
const readOn = async (path: string, from: LogProgress, signal: AbortSignal | undefined): Promise<LogProgress> => {
  const checkpoints = new Reading(from.checkpoints);
  let { last, lastEntry } = from;
  let number = 0;
  for (const line of linesOf(join(path, CHECKPOINTS), from.checkpoints.bytes)) {
    last = checkpointOf(path, line, `line ${++number}`);
    checkpoints.take(`${line}\n`);
  }
  const size = last?.size ?? 0;
  const entries = new Reading(from.entries);
  const lines = entriesOf(path, linesOf(join(path, ENTRIES), from.entries.bytes));
  for (let next = from.log.size < size ? lines.next() : undefined; next && !next.done; ) {
    from.log.append(next.value);
    entries.take(lineOf(next.value));
    lastEntry = next.value;
    if (from.log.size % AT_A_TIME === 0) {
      await letOthers();
      signal?.throwIfAborted();
    }
    next = from.log.size < size ? lines.next() : undefined;
  }
  lines.return();
  if (from.log.size < size)
    throw new NotaryMismatch(
      `${path} has ${from.log.size} entries, and its last checkpoint covers ${size}. Restore it from a backup.`,
    );
  return {
    log: from.log,
    entries: entries.prefix,
    checkpoints: checkpoints.prefix,
    ...(last && { last }),
    ...(lastEntry && { lastEntry }),
  };
};

/** A prefix that grows. */
class Reading {
  readonly #digest: Digest;
  #bytes: number;

  constructor({ bytes, digest }: Prefix) {
    this.#bytes = bytes;
    this.#digest = digest;
  }

  get prefix(): Prefix {
    return { bytes: this.#bytes, digest: this.#digest };
  }

  take(text: string | Buffer): void {
    this.#digest.update(text);
    this.#bytes += Buffer.byteLength(text);
  }
}

class AppendedFile {
  readonly #handle: number;
  readonly #written: Reading;

  /** Cut off behind what was read of it: a crash may have left more. */
  constructor(path: string, read: Prefix) {
    this.#handle = openSync(path, existsSync(path) ? 'r+' : 'w+', 0o600);
    this.#written = new Reading(read);
    ftruncateSync(this.#handle, read.bytes);
  }

  get written(): Prefix {
    return this.#written.prefix;
  }

  isOthers(): boolean {
    return fstatSync(this.#handle).size !== this.written.bytes;
  }

  append(text: string): void {
    const bytes = Buffer.from(text);
    const end = this.written.bytes;
    for (let at = 0; at < bytes.length; ) at += writeSync(this.#handle, bytes, at, bytes.length - at, end + at);
    fsyncSync(this.#handle);
    this.#written.take(bytes);
  }

  close(): void {
    closeSync(this.#handle);
  }
}
