import { randomUUID } from 'node:crypto';
import { open, readdir, rm, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { type DynamicModule, Module, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { Log } from '#event-store';
import { type Engine, EngineMonitor } from '#kernel';
import { scarcityOf } from '../scarcity';

const EVERY_MS = 5_000;
/** More than fits beside other things in a block that is already there. */
const TRIED = Buffer.alloc(8_192);

/** `store` is where the embedded event store lies, if there is one. */
type Watched = { readonly directories: readonly string[]; readonly store?: string };
export type Room = { readonly directory: string; readonly freeBytes: number };

/**
 * Whether the disks of DATA_DIR and KEYS_DIR take anything, tried every five seconds by writing a file: neither a quota nor
 * a limit of files shows in the free bytes. An engine like any other: the health pages, `/stuck` and the log tell of it.
 */
export class DiskWatch implements Engine, OnApplicationBootstrap, OnModuleDestroy {
  readonly #directories: readonly string[];
  readonly #store: string | undefined;
  readonly #monitor: EngineMonitor;
  #room: readonly Room[] = [];
  #unwritable: unknown;
  #storeBytes: number | undefined;
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> = Promise.resolve();

  constructor({ directories, store }: Watched, log?: Log) {
    this.#directories = [...new Set(directories)];
    this.#store = store;
    this.#monitor = new EngineMonitor('disk', { now: Date.now, log });
  }

  get health() {
    return this.#monitor.health;
  }

  /** As it was when it was last looked at. */
  get room(): readonly Room[] {
    return this.#room;
  }
  /** The size of the embedded event store; nothing where there is none. */
  get storeBytes(): number | undefined {
    return this.#storeBytes;
  }

  /** Throws what the disk said last, while the embedded event store lies on one that takes nothing. */
  mustTakeCommands(): void {
    if (this.#store !== undefined && this.#unwritable !== undefined) throw this.#unwritable;
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.look();
    this.#timer = setInterval(() => {
      this.#looking = this.look();
    }, EVERY_MS).unref();
  }

  async onModuleDestroy(): Promise<void> {
    clearInterval(this.#timer);
    await this.#looking;
  }

  async look(): Promise<void> {
    try {
      this.#room = await Promise.all(this.#directories.map(roomIn));
      this.#storeBytes = this.#store === undefined ? undefined : await bytesIn(this.#store);
      for (const directory of this.#directories) await tryToWrite(directory);
      for (const { directory, freeBytes } of this.#room) this.#monitor.note(`free ${directory}`, freeBytes);
      this.#unwritable = undefined;
      this.#monitor.answered();
    } catch (error) {
      this.#unwritable = error;
      this.#monitor.failed(sentence(error));
    }
  }
}

const roomIn = async (directory: string): Promise<Room> => {
  const { bavail, bsize } = await statfs(directory);
  return { directory, freeBytes: bavail * bsize };
};

const bytesIn = async (directory: string): Promise<number> => {
  const files = await readdir(directory, { withFileTypes: true, recursive: true });
  const sizes = files.map(async (file) => {
    if (!file.isFile()) return 0;
    // One that is gone meanwhile was part of a compaction.
    return stat(join(file.parentPath, file.name)).then(
      ({ size }) => size,
      () => 0,
    );
  });
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
};

class Unwritable extends Error {
  constructor(
    readonly directory: string,
    cause: unknown,
  ) {
    super(`Nothing can be written to ${directory}.`, { cause });
  }
}

const tryToWrite = async (directory: string): Promise<void> => {
  const path = join(directory, `.room-${randomUUID()}`);
  try {
    const file = await open(path, 'wx', 0o600);
    try {
      await file.writeFile(TRIED);
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (error) {
    throw new Unwritable(directory, error);
  } finally {
    await rm(path, { force: true });
  }
};

const sentence = (error: unknown): string => {
  const where = error instanceof Unwritable ? error.directory : 'DATA_DIR or KEYS_DIR';
  const cause = error instanceof Unwritable ? error.cause : error;
  const what = scarcityOf(error) ?? `It cannot be written (${cause instanceof Error ? cause.message : String(cause)})`;
  return (
    `${what}: ${where}. Commands are answered 503 and take no effect until then; nothing acknowledged is lost. ` +
    'Free space there, or raise the quota or the limit (df -h, du -x, ulimit -a); everything goes on by itself within ten seconds.'
  );
};

@Module({})
class DiskModule {}

/** Global; a server on stores in memory has none. */
export const diskModule = (watched: Watched, log: Log): DynamicModule => ({
  module: DiskModule,
  global: true,
  providers: [{ provide: DiskWatch, useFactory: () => new DiskWatch(watched, log) }],
  exports: [DiskWatch],
});
