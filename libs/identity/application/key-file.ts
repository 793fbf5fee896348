import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { isClientRole, ROLES } from '../domain/principal';
import { hashOf, type KeyRecord } from './api-key';

const KEY = z
  .strictObject({
    hash: z.string().regex(/^[0-9a-f]{64}$/),
    principal: z.strictObject({
      id: z.string().min(1).max(100),
      role: z.enum(ROLES),
      clients: z.array(z.string().min(1)).min(1).exactOptional(),
    }),
    issuedAt: z.iso.datetime(),
    expiresAt: z.iso.datetime().exactOptional(),
    development: z.literal(true).exactOptional(),
  })
  .refine(({ principal: { role, clients } }) => isClientRole(role) === (clients !== undefined), {
    message: "a client's role needs its client ids, and no other role has any",
  });
const FILE = z.strictObject({ keys: z.array(KEY) });

/**
 * The API keys, in a file of their own: not in the event store, so that no backup of the store holds them.
 * Kept in memory; every change is on disk before it counts. One process at a time writes it.
 */
export class KeyFile {
  readonly #path: string;
  #keys: ReadonlyMap<string, KeyRecord>;

  #version: string;
  #lookedAt = performance.now();

  private constructor(path: string) {
    this.#path = path;
    this.#version = versionOf(path);
    this.#keys = byHash(recordsIn(path));
  }

  /** Opens the file, or begins an empty one. Throws, naming the file and the place, where it is not what we wrote. */
  static open(path: string): KeyFile {
    return new KeyFile(path);
  }

  /**
   * The record behind a key that somebody shows us; nothing if there is none. It may have expired. What another process
   * issued or revoked is noticed within a second.
   */
  find(key: string): KeyRecord | undefined {
    this.#refresh();
    return this.#keys.get(hashOf(key));
  }

  #refresh(): void {
    const now = performance.now();
    if (now - this.#lookedAt < NOTICED_WITHIN_MS) return;
    this.#lookedAt = now;
    const stands = versionOf(this.#path);
    if (stands === this.#version) return;
    this.#keys = byHash(recordsIn(this.#path));
    this.#version = stands;
  }

  all(): readonly KeyRecord[] {
    return [...this.#keys.values()];
  }

  add(...records: readonly KeyRecord[]): void {
    this.#write([...this.all(), ...records]);
  }

  /** Takes back every key of a principal; says how many there were. */
  revoke(principalId: string): number {
    const left = this.all().filter(({ principal }) => principal.id !== principalId);
    const revoked = this.#keys.size - left.length;
    if (revoked > 0) this.#write(left);
    return revoked;
  }

  #write(keys: readonly KeyRecord[]): void {
    writePrivately(this.#path, `${JSON.stringify({ keys }, null, 2)}\n`);
    this.#keys = byHash(keys);
    this.#version = versionOf(this.#path);
  }
}

const NOTICED_WITHIN_MS = 1_000;

/** What tells a file from the one that took its place. */
const versionOf = (path: string): string => {
  const found = statSync(path, { throwIfNoEntry: false });
  return found === undefined ? 'none' : `${found.ino}/${found.size}/${found.mtimeMs}`;
};

const recordsIn = (path: string): readonly KeyRecord[] => {
  const text = readIfThere(path);
  if (text === undefined) return [];
  const parsed = FILE.safeParse(jsonOf(text));
  if (parsed.success) return parsed.data.keys;
  const [issue] = parsed.error.issues;
  throw new Error(`${path} is no key file: ${issue?.path.join('.')} ${issue?.message}. Restore it, or set it aside.`);
};

/** Replaces a file as a whole, readable by its owner only; on disk when it returns. */
export const writePrivately = (path: string, text: string): void => {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}.draft`;
  const file = openSync(draft, 'w', 0o600);
  try {
    writeFileSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(draft, path);
};

const byHash = (keys: readonly KeyRecord[]) => new Map(keys.map((record) => [record.hash, record]));

export const readIfThere = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
};

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
