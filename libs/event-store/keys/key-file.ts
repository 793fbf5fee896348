import { existsSync, statSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { KeyFileRefused } from '../errors';
import { KEYS_IN_BATCH, type KeyBatch, keyAt, newBatch, placeOf, unwrap, without, wrap } from './key-batch';
import { appendLine, blank, HEADER, type KeyLine, linesIn, readFrom } from './key-lines';
import type { DataKey, KeyOrigin, Keys } from './keys';

/** The next batch is made while this many keys are left, so that nobody waits for it. */
const REFILL_AT = 64;
/** How long a key that another process has destroyed may still be found here. */
const LOOK_MS = 20;
const NEWLINE = 0x0a;

/**
 * The keys of all subjects in one file of lines, apart from the store. Lines are only ever added; a line that is
 * replaced (a key in it was destroyed) is blanked once its successor is on disk. What was left of a batch when a
 * process ended is never used: only the store knows which keys have a subject.
 */
export class KeyFile implements Keys {
  readonly #file: string;
  readonly #master: Uint8Array;
  readonly #batches = new Map<string, KeyBatch>();
  #read = { inode: 0, bytes: 0 };
  #lookedAt = Number.NEGATIVE_INFINITY;
  #pool: DataKey[] = [];
  #refill: Promise<void> | undefined;
  #destroying: Promise<void> = Promise.resolve();

  constructor(file: string, master: Uint8Array) {
    this.#file = file;
    this.#master = master;
  }

  /** A batch never leaves the file, whatever is destroyed in it: the id of one of them tells this file from all others. */
  get origin(): KeyOrigin {
    return {
      place: this.#file,
      identity: this.#batches.keys().next().value,
      holds: (identity) => {
        if (!this.#batches.has(identity) && existsSync(this.#file)) this.refresh();
        return this.#batches.has(identity);
      },
    };
  }

  async take(): Promise<DataKey> {
    while (this.#pool.length === 0) await this.#refilled();
    const key = this.#pool.pop() as DataKey;
    // A refill that fails is told to whoever finds the pool empty and asks for it again.
    if (this.#pool.length < REFILL_AT) this.#refilled().catch(() => {});
    return key;
  }

  find(id: string): DataKey | 'destroyed' | undefined {
    const place = placeOf(id);
    if (!place) return undefined;
    if (!this.#batches.has(place.batch)) this.refresh();
    else this.#look();
    const batch = this.#batches.get(place.batch);
    if (!batch) return undefined;
    return batch.destroyed.has(place.index) ? 'destroyed' : keyAt(batch, place.index);
  }

  /**
   * Reads what other processes have added; does nothing where the file has not grown. Throws where a whole line does
   * not open. A torn line is passed over: it was never acknowledged, and no event names its keys.
   */
  refresh(): void {
    // A line may have been blanked after we looked how long the file is: its successor is behind that.
    while (this.#readOn());
  }

  /** True where there may be more. */
  #readOn(): boolean {
    const { ino: inode, size } = statSync(this.#file);
    const start = inode === this.#read.inode && size >= this.#read.bytes ? this.#read.bytes : 0;
    if (inode === this.#read.inode && size === start) return false;
    const bytes = readFrom(this.#file, start, size);
    const end = bytes.lastIndexOf(NEWLINE) + 1;
    for (const line of bytes.toString('utf8', 0, end).split('\n')) this.#learn(line);
    this.#read = { inode, bytes: start + end };
    return end > 0;
  }

  /** What other processes have destroyed is found no more. Where the file cannot be read, what is known stays. */
  #look(): void {
    const now = performance.now();
    if (now - this.#lookedAt < LOOK_MS) return;
    this.#lookedAt = now;
    try {
      this.refresh();
    } catch {
      // Whoever needs a key that is not known is told.
    }
  }

  /**
   * Destroys keys for good: what they sealed reads as `[erased]` from now on, here at once and in other processes within
   * a moment. May be killed at any point and said again, and by several processes at once. Throws, before anything is
   * destroyed, where one is not in the file.
   */
  destroy(ids: readonly string[]): Promise<void> {
    const next = this.#destroying.then(() => this.#destroy(ids));
    this.#destroying = next.catch(() => {});
    return next;
  }

  /** Makes the first batch, so that an unwritable file or disk is found at boot. */
  async ready(): Promise<void> {
    if (this.#pool.length === 0) await this.#refilled();
  }

  #learn(line: string): void {
    if (line.trim() === '' || line === HEADER.trim()) return;
    if (line.startsWith('{"format"'))
      throw new KeyFileRefused(`${this.#file} is a key file of a newer format (${line}). Use the build that wrote it.`);
    let batch: KeyBatch | undefined;
    try {
      batch = unwrap(line, this.#master);
      // A line that was cut short lacks its end, one that was blanked in part has spaces; else it was whole once.
      if (batch === undefined && line.endsWith('"}') && !line.includes(' '))
        throw new TypeError('a whole line that is none');
    } catch {
      throw new KeyFileRefused(
        `A line of the key file ${this.#file} does not open: the master key is another one, or the line is damaged. ` +
          'Set FAULTLINE_MASTER_KEY to the key that the file was made with, or restore the file.',
      );
    }
    if (batch) this.#batches.set(batch.id, without(batch, this.#batches.get(batch.id)?.destroyed ?? []));
  }

  #refilled(): Promise<void> {
    this.#refill ??= this.#addBatch().finally(() => {
      this.#refill = undefined;
    });
    return this.#refill;
  }

  async #addBatch(): Promise<void> {
    const batch = newBatch();
    await appendLine(this.#file, wrap(batch, this.#master));
    this.#batches.set(batch.id, batch);
    this.#pool.push(...Array.from({ length: KEYS_IN_BATCH }, (_, index) => keyAt(batch, index)));
  }

  async #destroy(ids: readonly string[]): Promise<void> {
    this.refresh();
    const doomed = new Map<string, number[]>();
    for (const id of ids) {
      const place = placeOf(id);
      if (!place || !this.#batches.has(place.batch))
        throw new Error(`No key ${id} is in ${this.#file}. Nothing was destroyed.`);
      doomed.set(place.batch, [...(doomed.get(place.batch) ?? []), place.index]);
    }
    for (const [id, indexes] of doomed) await this.#destroyIn(id, indexes);
    this.#pool = this.#pool.filter((key) => this.find(key.id) !== 'destroyed');
  }

  /**
   * Ends when the last line of the batch lacks all that any of its lines lacks, and no other line is left. Somebody else
   * may be at the same batch: a line is blanked only where a later one lacks as much, so that nothing comes back.
   */
  async #destroyIn(id: string, indexes: readonly number[]): Promise<void> {
    for (;;) {
      this.refresh();
      const batch = without(this.#batches.get(id) as KeyBatch, indexes);
      const lines = linesIn(this.#file).filter((line) => line.batch === id);
      const last = this.#destroyedIn(lines.at(-1));
      const before = lines.slice(0, -1);
      const lacked = [batch.destroyed, ...before.map((line) => this.#destroyedIn(line))];
      if (lacked.every((some) => isWithin(some, last))) return blank(this.#file, before);
      await appendLine(this.#file, wrap(batch, this.#master));
    }
  }

  /** Blanks what a destruction that was cut short has left: lines with a successor, and pieces of lines. */
  async tidy(): Promise<void> {
    // The last line may be one that somebody else is just writing.
    const lines = linesIn(this.#file);
    const ofBatch = Map.groupBy(lines, ({ batch }) => batch);
    const over = lines.slice(0, -1).filter((line) => {
      if (line.batch === undefined) return true;
      const successor = ofBatch.get(line.batch)?.at(-1);
      return successor !== line && isWithin(this.#destroyedIn(line), this.#destroyedIn(successor));
    });
    if (over.length > 0) await blank(this.#file, over);
  }

  #destroyedIn(line: KeyLine | undefined): ReadonlySet<number> {
    return (line && unwrap(line.text(), this.#master)?.destroyed) ?? NONE;
  }
}

const NONE: ReadonlySet<number> = new Set();
const isWithin = (some: ReadonlySet<number>, all: ReadonlySet<number>): boolean =>
  [...some].every((index) => all.has(index));

/**
 * Opens the key file, or begins one, and makes the first batch of keys.
 * Throws where the master key does not open what is there, or the file cannot be written.
 */
export const openKeys = async (file: string, master: Uint8Array): Promise<KeyFile> => {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  const keys = new KeyFile(file, master);
  // Before anything is added: a wrong master key must leave the file as it is.
  if (existsSync(file)) {
    keys.refresh();
    await keys.tidy();
  }
  await keys.ready();
  return keys;
};

/** Opens a key file that is there, for reading what is sealed only. */
export const openKeysToRead = (file: string, master: Uint8Array): Keys => {
  const keys = new KeyFile(file, master);
  keys.refresh();
  return keys;
};
