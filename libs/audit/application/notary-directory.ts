// What a notary keeps: `entries`, a line for every event of the log (its leaf, revision and stream), and `checkpoints`, a
// line of JSON for every note that it signed. Both only grow. Entries are on the disk before the checkpoint that counts them.

import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Position } from '#event-store';
import type { LogEntry } from '../domain/notarized-log';

/** A note as it was signed, how much of the log it covers, and where the store stood then. */
export type SignedCheckpoint = {
  readonly size: number;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** Of the last event that it covers; absent where there was none. */
  readonly position?: Position;
  readonly note: string;
};

/** The directory does not hold together, or not with the store. The message says what differs and what to do. */
export class NotaryMismatch extends Error {
  override readonly name = 'NotaryMismatch';
}

export const ENTRIES = 'entries';
export const CHECKPOINTS = 'checkpoints';
const CHUNK = 1 << 20;
const ENTRY = /^([0-9a-f]{64}) (\d{1,15}) (\S.*)$/u;

export const hasNotary = (dir: string): boolean => existsSync(join(dir, CHECKPOINTS));

/** Every entry in its order. A last line that is not whole is none. Throws `NotaryMismatch` on a line that is no entry. */
export function* entriesIn(dir: string): Generator<LogEntry, void> {
  yield* entriesOf(dir, linesOf(join(dir, ENTRIES)));
}

/** Of lines of `entries`; `dir` is named where one of them is none. */
export function* entriesOf(dir: string, lines: Iterable<string>): Generator<LogEntry, void> {
  let number = 0;
  for (const line of lines) {
    number++;
    const [, leaf, revision, stream] = ENTRY.exec(line) ?? [];
    if (leaf === undefined || stream === undefined)
      throw new NotaryMismatch(
        `${join(dir, ENTRIES)}, line ${number} of those read now, is no entry. Restore the directory from a backup.`,
      );
    yield { stream, revision: Number(revision), leaf: Buffer.from(leaf, 'hex') };
  }
}

/** Every checkpoint in its order. Throws `NotaryMismatch` on a line that is none. */
export const checkpointsIn = (dir: string): readonly SignedCheckpoint[] =>
  [...linesOf(join(dir, CHECKPOINTS))].map((line, index) => checkpointOf(dir, line, `line ${index + 1}`));

/** Of a line of `checkpoints`. Throws `NotaryMismatch`, naming which, where it is none. */
export const checkpointOf = (dir: string, line: string, which: string): SignedCheckpoint => {
  try {
    const read = JSON.parse(line) as SignedCheckpoint;
    if (Number.isSafeInteger(read.size) && typeof read.note === 'string') return read;
  } catch {
    // No JSON: said below.
  }
  throw new NotaryMismatch(`${join(dir, CHECKPOINTS)}, ${which}, is no checkpoint. Restore it from a backup.`);
};

/** Follows what a notary writes, in this process or another one: each time it reads only what has come. */
export class NotaryFollower {
  readonly #dir: string;
  readonly #entries: GrowingFile;
  readonly #checkpoints: GrowingFile;
  #last: SignedCheckpoint | undefined;

  constructor(dir: string) {
    this.#dir = dir;
    this.#entries = new GrowingFile(join(dir, ENTRIES));
    this.#checkpoints = new GrowingFile(join(dir, CHECKPOINTS));
  }

  /** The last checkpoint; nothing where none was signed here yet. Throws `NotaryMismatch` where it is none. */
  last(): SignedCheckpoint | undefined {
    if (this.#checkpoints.beginsAnew()) this.#last = undefined;
    let newest: string | undefined;
    for (const line of this.#checkpoints.lines()) newest = line;
    if (newest !== undefined) this.#last = checkpointOf(this.#dir, newest, 'the last line');
    return this.#last;
  }

  /** Whether the log is another one than the one read so far, so that its entries come from the first one on. */
  beginsAnew(): boolean {
    return this.#entries.beginsAnew();
  }

  /** The entries that nobody has taken from here yet. */
  entries(): Generator<LogEntry, void> {
    return entriesOf(this.#dir, this.#entries.lines());
  }
}

class GrowingFile {
  readonly #path: string;
  #inode = 0n;
  #end = 0;

  constructor(path: string) {
    this.#path = path;
  }

  /** Whether another file stands there now, or a shorter one: it is read from its beginning. */
  beginsAnew(): boolean {
    const { ino = 0n, size = 0n } = statSync(this.#path, { bigint: true, throwIfNoEntry: false }) ?? {};
    if (ino === this.#inode && size >= this.#end) return false;
    this.#inode = ino;
    this.#end = 0;
    return true;
  }

  /** Whoever stops early goes on there the next time. */
  *lines(): Generator<string, void> {
    for (const line of linesOf(this.#path, this.#end)) {
      this.#end += Buffer.byteLength(line) + 1;
      yield line;
    }
  }
}

/** The whole lines of a file from a byte on, read a megabyte at a time; none where there is no file. */
export function* linesOf(path: string, from = 0): Generator<string, void> {
  if (!existsSync(path)) return;
  const handle = openSync(path, 'r');
  const chunk = Buffer.allocUnsafe(CHUNK);
  try {
    let left = Buffer.alloc(0);
    for (let at = from; ; ) {
      const read = readSync(handle, chunk, 0, CHUNK, at);
      if (read === 0) return;
      at += read;
      const bytes = Buffer.concat([left, chunk.subarray(0, read)]);
      const end = bytes.lastIndexOf(10) + 1;
      if (end > 0) yield* bytes.toString('utf8', 0, end - 1).split('\n');
      left = Buffer.from(bytes.subarray(end));
    }
  } finally {
    closeSync(handle);
  }
}
