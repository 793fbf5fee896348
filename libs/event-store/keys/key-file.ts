import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import path from 'node:path';
import { KEYS_IN_BATCH, type KeyBatch, keyAt, newBatch, placeOf, unwrap, without, wrap } from './key-batch';
import type { DataKey, Keys } from './keys';

const HEADER = '{"format":"faultline-keys","version":1}\n';
/** The next batch is made while this many keys are left, so that nobody waits for it. */
const REFILL_AT = 64;
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
  #pool: DataKey[] = [];
  #refill: Promise<void> | undefined;
  #destroying: Promise<void> = Promise.resolve();

  constructor(file: string, master: Uint8Array) {
    this.#file = file;
    this.#master = master;
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
    const batch = this.#batches.get(place.batch);
    if (!batch) return undefined;
    return batch.destroyed.has(place.index) ? 'destroyed' : keyAt(batch, place.index);
  }

  /**
   * Reads what other processes have added; does nothing where the file has not grown. Throws where a whole line does
   * not open. A torn line is passed over: it was never acknowledged, and no event names its keys.
   */
  refresh(): void {
    const { ino: inode, size } = statSync(this.#file);
    const start = inode === this.#read.inode && size >= this.#read.bytes ? this.#read.bytes : 0;
    if (inode === this.#read.inode && size === start) return;
    const bytes = readFrom(this.#file, start, size);
    const end = bytes.lastIndexOf(NEWLINE) + 1;
    for (const line of bytes.toString('utf8', 0, end).split('\n')) this.#learn(line);
    this.#read = { inode, bytes: start + end };
  }

  /** Destroys keys for good: what they sealed reads as `[erased]` from now on. Run it in one process at a time. */
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
      throw new Error(`${this.#file} is a key file of a newer format (${line}). Use the build that wrote it.`);
    let batch: KeyBatch | undefined;
    try {
      batch = unwrap(line, this.#master);
    } catch {
      throw new Error(
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
    await appendDurably(this.#file, wrap(batch, this.#master));
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
    for (const [id, indexes] of doomed) {
      const batch = without(this.#batches.get(id) as KeyBatch, indexes);
      await appendDurably(this.#file, wrap(batch, this.#master));
      await blankAllButLast(this.#file, `{"batch":${JSON.stringify(id)},`);
      this.#batches.set(id, batch);
      this.#pool = this.#pool.filter((key) => this.find(key.id) !== 'destroyed');
    }
  }
}

/**
 * Opens the key file, or begins one, and makes the first batch of keys.
 * Throws where the master key does not open what is there, or the file cannot be written.
 */
export const openKeys = async (file: string, master: Uint8Array): Promise<KeyFile> => {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  const keys = new KeyFile(file, master);
  // Before anything is added: a wrong master key must leave the file as it is.
  if (existsSync(file)) keys.refresh();
  await keys.ready();
  return keys;
};

/** Opens a key file that is there, for reading what is sealed only. */
export const openKeysToRead = (file: string, master: Uint8Array): Keys => {
  const keys = new KeyFile(file, master);
  keys.refresh();
  return keys;
};

const readFrom = (file: string, start: number, end: number): Buffer => {
  const descriptor = openSync(file, 'r');
  try {
    const bytes = Buffer.alloc(end - start);
    let read = 0;
    while (read < bytes.length) {
      const more = readSync(descriptor, bytes, read, bytes.length - read, start + read);
      if (more === 0) break;
      read += more;
    }
    return bytes.subarray(0, read);
  } finally {
    closeSync(descriptor);
  }
};

const appendDurably = async (file: string, line: string): Promise<void> => {
  const handle = await open(file, 'a+', 0o600);
  try {
    const { size } = await handle.stat();
    const isNew = size === 0;
    const last = isNew ? NEWLINE : (await handle.read(Buffer.alloc(1), 0, 1, size - 1)).buffer[0];
    // A line that was cut short keeps its place; the next one begins anew.
    await handle.appendFile(`${isNew ? HEADER : ''}${last === NEWLINE ? '' : '\n'}${line}\n`);
    await handle.sync();
    if (isNew) await syncDirectory(path.dirname(file));
  } finally {
    await handle.close();
  }
};

const syncDirectory = async (directory: string): Promise<void> => {
  const handle = await open(directory, 'r');
  await handle.sync().finally(() => handle.close());
};

/** Overwrites, in place, all lines that begin so, but for the last of them. */
const blankAllButLast = async (file: string, beginning: string): Promise<void> => {
  const handle = await open(file, 'r+');
  try {
    const bytes = await handle.readFile();
    const starts: number[] = [];
    for (let at = bytes.indexOf(beginning); at !== -1; at = bytes.indexOf(beginning, at + 1)) starts.push(at);
    for (const start of starts.slice(0, -1)) {
      const length = bytes.indexOf(NEWLINE, start) - start;
      await handle.write(Buffer.alloc(length, ' '), 0, length, start);
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
};
