// For tests: a store in a directory of its own, on a disk that can be told to fail.
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AppendOutcome } from './engine/append-request';
import { Store } from './engine/store';
import type { StoreOptions } from './engine/store-options';
import type { Expected } from './semantics/append-decision';
import { type Disk, type DiskFile, realDisk, writeAll } from './storage/disk';
import { type EventId, eventId } from './storage/event-id';
import type { NewEvent } from './storage/record';
import { parseRecord } from './storage/record';

export const newId = (): EventId => eventId(randomUUID()) as EventId;

export type Proposed = Omit<NewEvent, 'created'>;
export const anEvent = (
  data = '{"n":1}',
  { id = newId(), type = 'Happened', isJson = true, metadata = '' } = {},
): Proposed => ({
  id,
  type,
  isJson,
  data: Buffer.from(data),
  metadata: Buffer.from(metadata),
});

/** How a disk misbehaves, from now on. */
export type Mischief = {
  /** Bytes of the next writes that get through; then ENOSPC. */
  room?: number | undefined;
  /** A write takes at most so many bytes. */
  atMost?: number | undefined;
  /** The next syncs fail with this. */
  syncError?: string | undefined;
  /** Called before each sync. */
  beforeSync?: (() => Promise<void> | void) | undefined;
  /** Counted. */
  syncs?: number;
};

const failure = (code: string) => Object.assign(new Error(`${code}: planted`), { code });

const riggedDisk = (mischief: Mischief): Disk => ({
  ...realDisk,
  open: async (path, mode) => rigged(await realDisk.open(path, mode), mischief),
});

const rigged = (file: DiskFile, mischief: Mischief): DiskFile => ({
  read: (into, position) => file.read(into, position),
  write: async (bytes, position) => {
    const { room = Number.POSITIVE_INFINITY, atMost = Number.POSITIVE_INFINITY } = mischief;
    if (room <= 0) throw failure('ENOSPC');
    const taken = Math.min(bytes.length, room, atMost);
    if (mischief.room !== undefined) mischief.room -= taken;
    await writeAll(file, bytes.subarray(0, taken), position);
    return taken;
  },
  datasync: async () => {
    mischief.syncs = (mischief.syncs ?? 0) + 1;
    await mischief.beforeSync?.();
    if (mischief.syncError) throw failure(mischief.syncError);
    await file.datasync();
  },
  truncate: (length) => file.truncate(length),
  size: () => file.size(),
  close: () => file.close(),
});

/** A directory, and the stores that are opened in it one after the other. */
export class AStore {
  readonly dir = mkdtempSync(join(tmpdir(), 'faultline-node-'));
  readonly mischief: Mischief = {};
  said: string[] = [];
  store!: Store;

  static async opened(options: Partial<StoreOptions> = {}): Promise<AStore> {
    const one = new AStore();
    await one.open(options);
    return one;
  }

  async open(options: Partial<StoreOptions> = {}): Promise<Store> {
    this.said = [];
    this.store = await Store.open({
      dir: this.dir,
      disk: riggedDisk(this.mischief),
      say: (text) => this.said.push(text),
      ...options,
    });
    return this.store;
  }

  /** As after SIGKILL: nothing is finished, and the lock's owner is gone. */
  async kill(): Promise<void> {
    const files = this.files();
    await this.store.close();
    for (const name of readdirSync(this.dir)) rmSync(join(this.dir, name), { recursive: true });
    for (const [name, bytes] of files) writeFileSync(join(this.dir, name), bytes);
  }

  /** As they lie there; looked at again where one was given its name meanwhile. */
  files(): Map<string, Buffer> {
    for (;;) {
      const names = readdirSync(this.dir).filter((name) => !name.endsWith('.sock'));
      try {
        return new Map(names.map((name) => [name, readFileSync(join(this.dir, name))]));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      }
    }
  }

  append(stream: string, expected: Expected, ...events: Proposed[]): Promise<AppendOutcome> {
    return this.store.append({ stream, expected, events: events.length > 0 ? events : [anEvent()] });
  }

  /** What a stream holds, as text. */
  async read(stream: string): Promise<string[]> {
    const { index } = this.store.committed;
    const number = index.streams.find(stream);
    const ordinals = Array.from({ length: index.last(number) + 1 }, (_, revision) => index.at(number, revision));
    return (await this.store.records.fetch(ordinals, true)).map((record) => parseRecord(record).data.toString());
  }

  async remove(): Promise<void> {
    await this.store?.close().catch(() => undefined);
    rmSync(this.dir, { recursive: true, force: true });
  }
}
