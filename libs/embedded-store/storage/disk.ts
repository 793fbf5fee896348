import * as fs from 'node:fs';
import { dirname } from 'node:path';

/**
 * The few things the store asks of a disk. A fault rig puts its own disk here: short writes, errors of fdatasync,
 * a full disk, the loss of all that was not synced. Errors are Node's (`code`: ENOSPC, EIO, …).
 */
export interface Disk {
  makeDir(path: string): Promise<void>;
  /** Names, in no order. */
  list(path: string): Promise<readonly string[]>;
  /** 'read' and 'write' want an existing file; 'create' empties one that exists. */
  open(path: string, mode: 'read' | 'write' | 'create'): Promise<DiskFile>;
  rename(from: string, to: string): Promise<void>;
  remove(path: string): Promise<void>;
  /** Makes created, renamed and removed names durable. */
  syncDir(path: string): Promise<void>;
}

export interface DiskFile {
  /** How many bytes were there to read, from `position` on; fewer than `into` holds only at the end of the file. */
  read(into: Buffer, position: number): Promise<number>;
  /** How many bytes were written: may be fewer than asked. */
  write(bytes: Buffer, position: number): Promise<number>;
  /** When it returns, what was written is durable. */
  datasync(): Promise<void>;
  truncate(length: number): Promise<void>;
  size(): Promise<number>;
  close(): Promise<void>;
}

const SMALL = 64 * 1024;
const FLAGS = { read: 'r', write: 'r+', create: 'w+' } as const;

// Callbacks, not `fs/promises`: a FileHandle costs three times as much a call, and every append makes two.
class RealFile implements DiskFile {
  readonly #fd: number;

  constructor(fd: number) {
    this.#fd = fd;
  }

  read(into: Buffer, position: number): Promise<number> {
    return new Promise((resolve, reject) => {
      const readFrom = (done: number) =>
        fs.read(this.#fd, into, done, into.length - done, position + done, (error, bytes) => {
          if (error) reject(error);
          else if (bytes === 0 || done + bytes === into.length) resolve(done + bytes);
          else readFrom(done + bytes);
        });
      readFrom(0);
    });
  }

  // A small write only fills the page cache, in less time than it takes to ask another thread for it.
  async write(bytes: Buffer, position: number): Promise<number> {
    if (bytes.length <= SMALL) return fs.writeSync(this.#fd, bytes, 0, bytes.length, position);
    return new Promise((resolve, reject) =>
      fs.write(this.#fd, bytes, 0, bytes.length, position, (error, written) =>
        error ? reject(error) : resolve(written),
      ),
    );
  }

  datasync = () => asked((done) => fs.fdatasync(this.#fd, done));
  truncate = (length: number) => asked((done) => fs.ftruncate(this.#fd, length, done));
  close = () => asked((done) => fs.close(this.#fd, done));

  size(): Promise<number> {
    return new Promise((resolve, reject) =>
      fs.fstat(this.#fd, (error, stats) => (error ? reject(error) : resolve(stats.size))),
    );
  }
}

/** Step by step: where the kernel says ENOENT for good, Node's own recursive mkdir tries for ever. */
const makeDir = async (path: string): Promise<void> => {
  if (fs.existsSync(path)) return;
  const parent = dirname(path);
  if (parent !== path) await makeDir(parent);
  await fs.promises.mkdir(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
};

export const realDisk: Disk = {
  makeDir,
  list: (path) => fs.promises.readdir(path),
  open: (path, mode) =>
    new Promise((resolve, reject) =>
      fs.open(path, FLAGS[mode], 0o640, (error, fd) => (error ? reject(error) : resolve(new RealFile(fd)))),
    ),
  rename: (from, to) => fs.promises.rename(from, to),
  remove: (path) => fs.promises.unlink(path),
  syncDir: async (path) => {
    const dir = await fs.promises.open(path, 'r');
    try {
      await dir.sync();
    } finally {
      await dir.close();
    }
  },
};

/** Writes all of it, however short the disk's writes are. */
export const writeAll = async (file: DiskFile, bytes: Buffer, position: number): Promise<void> => {
  for (let done = 0; done < bytes.length; ) {
    const written = await file.write(done === 0 ? bytes : bytes.subarray(done), position + done);
    if (written <= 0) throw Object.assign(new Error('The disk wrote nothing and said no error.'), { code: 'EIO' });
    done += written;
  }
};

/** What passes by itself: no room on the disk, or for this process, or no more files. Nothing is broken. */
const PASSING: Readonly<Record<string, string>> = {
  ENOSPC: 'The disk is full',
  EDQUOT: 'The disk quota is used up',
  EFBIG: 'No file may grow larger',
  EMFILE: 'This process may open no more files',
  ENFILE: 'This machine can open no more files',
};

/** The trouble that passes, in words; undefined for what nothing may be written after. */
export const passingTrouble = (error: unknown): string | undefined =>
  PASSING[(error as NodeJS.ErrnoException)?.code ?? ''];

const asked = (ask: (done: (error: NodeJS.ErrnoException | null) => void) => void): Promise<void> =>
  new Promise((resolve, reject) => ask((error) => (error ? reject(error) : resolve())));
