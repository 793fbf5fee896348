import {
  closeSync,
  fchmodSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { isClientRole, type Principal, principalKey, ROLES } from '../domain/principal';
import type { AccessTokens } from './access-tokens';
import { hashOf, type KeyRecord } from './api-key';
import { exclusively } from './exclusive';
import { KeyUse } from './key-use';

/** A principal as it is kept: in the key file, or in the cookie of a browser. */
export const PRINCIPAL = z.strictObject({
  id: z.string().min(1).max(100),
  role: z.enum(ROLES),
  clients: z.array(z.string().min(1)).min(1).exactOptional(),
});
const KEY = z
  .strictObject({
    hash: z.string().regex(/^[0-9a-f]{64}$/),
    principal: PRINCIPAL,
    issuedAt: z.iso.datetime(),
    expiresAt: z.iso.datetime().exactOptional(),
    development: z.literal(true).exactOptional(),
  })
  .refine(({ principal: { role, clients } }) => isClientRole(role) === (clients !== undefined), {
    message: "a client's role needs its client ids, and no other role has any",
  });
/** A file of a build before sums has none, and gets one once a person says so: an older build beside us cannot read it then. */
const RECORDS = z.array(KEY);
const FILE = z.strictObject({ keys: RECORDS, sha256: z.string().exactOptional() });
/** Of the keys, their fields in the order above: one changed byte that still makes a key is no key of ours. */
const sumOf = (keys: readonly KeyRecord[]): string => hashOf(JSON.stringify(RECORDS.parse(keys)));

/**
 * The API keys, in a file of their own: not in the event store, so that no backup of the store holds them.
 * Kept in memory; every change is on disk before it counts, and is made to what is on disk by then: several processes
 * may issue and revoke at once. A file that cannot be read lets nobody in.
 */
export class KeyFile {
  /** What was done with its keys, until it is recorded. */
  readonly use = new KeyUse();
  /** Who else may let somebody in: an identity provider, where there is one. */
  tokens: AccessTokens | undefined;
  readonly path: string;
  /** Undefined while the file cannot be read. */
  #keys: ReadonlyMap<string, KeyRecord> | undefined;
  #version: string;
  #lookedAt = performance.now();

  private constructor(path: string) {
    this.path = path;
    this.#version = versionOf(path);
    this.#keys = byHash(recordsIn(path));
  }

  /** Opens the file, or begins an empty one. Throws, naming the file and the place, where it is not what we wrote. */
  static open(path: string): KeyFile {
    return new KeyFile(path);
  }

  /**
   * The record behind a key that somebody shows us; nothing if there is none. It may have expired. What another process
   * issued or revoked is noticed within a second. Throws `KeysUnreadable` while the file is not what we wrote.
   */
  find(key: string): KeyRecord | undefined {
    return this.tokens?.find(key) ?? this.findByHash(hashOf(key));
  }

  /** The same for a session, which knows the hash of the key alone. */
  findByHash(hash: string): KeyRecord | undefined {
    this.#refresh();
    this.#keys ??= byHash(recordsIn(this.path));
    return this.#keys.get(hash);
  }

  #refresh(): void {
    const now = performance.now();
    if (now - this.#lookedAt < NOTICED_WITHIN_MS) return;
    this.#lookedAt = now;
    const stands = versionOf(this.path);
    if (stands === this.#version) return;
    // Set before it is read: what was true of the old file is not true any more, whatever is in this one.
    this.#version = stands;
    this.#keys = undefined;
    this.#keys = byHash(recordsIn(this.path));
  }

  /** Changes with the file; looked at once a second at most. */
  get version(): string {
    this.#refresh();
    return this.#version;
  }

  all(): readonly KeyRecord[] {
    this.#keys ??= byHash(recordsIn(this.path));
    return [...this.#keys.values()];
  }

  add(...records: readonly KeyRecord[]): void {
    this.#change((keys) => [...keys, ...records]);
  }

  /** Revokes every key of a principal, and of nobody else who has its name; returns how many there were. */
  revoke(principal: Principal): number {
    const key = JSON.stringify(principalKey(principal));
    let revoked = 0;
    this.#change((keys) => {
      const left = keys.filter((record) => JSON.stringify(principalKey(record.principal)) !== key);
      revoked = keys.length - left.length;
      return revoked === 0 ? keys : left;
    });
    return revoked;
  }

  /**
   * Adds a key for a principal in the place of those that it has: they count until `until` and no longer. Returns how many;
   * where it has none that counts after `now`, nothing is added.
   */
  rotate(added: KeyRecord, now: string, until: string): number {
    const whose = JSON.stringify([principalKey(added.principal), added.principal.role]);
    let replaced = 0;
    this.#change((keys) => {
      const kept = keys.map((record) => {
        const { principal, expiresAt } = record;
        if (JSON.stringify([principalKey(principal), principal.role]) !== whose) return record;
        if (expiresAt !== undefined && expiresAt <= now) return record;
        replaced++;
        return expiresAt !== undefined && expiresAt <= until ? record : { ...record, expiresAt: until };
      });
      return replaced === 0 ? keys : [...kept, added];
    });
    return replaced;
  }

  /** Whether a damaged byte is noticed that still makes a key. */
  get isSealed(): boolean {
    return contentIn(this.path).isSealed;
  }

  /** From now on it is. Builds that know of no sum cannot read the file any more. */
  seal(): void {
    this.#change((keys) => keys, { seals: true });
  }

  #change(change: (keys: readonly KeyRecord[]) => readonly KeyRecord[], { seals = false } = {}): void {
    makeDirectoryOf(this.path);
    exclusively(`${this.path}.lock`, () => {
      const { keys: before, isSealed } = contentIn(this.path);
      const keys = change(before);
      const content = { keys, ...((isSealed || seals) && { sha256: sumOf(keys) }) };
      if (keys !== before || seals) writePrivately(this.path, `${JSON.stringify(content, null, 2)}\n`);
      this.#keys = byHash(keys);
      this.#version = versionOf(this.path);
    });
  }
}

/** The file of API keys is there and is not what we wrote: nobody is let in, and no key is called wrong. */
export class KeysUnreadable extends Error {
  override readonly name = 'KeysUnreadable';
}

const NOTICED_WITHIN_MS = 1_000;

/** What distinguishes a file from the one that took its place. */
const versionOf = (path: string): string => {
  const found = statSync(path, { throwIfNoEntry: false });
  return found === undefined ? 'none' : `${found.ino}/${found.size}/${found.mtimeMs}`;
};

const recordsIn = (path: string): readonly KeyRecord[] => contentIn(path).keys;

/** A file that nobody has written yet begins with a sum. */
const contentIn = (path: string): { readonly keys: readonly KeyRecord[]; readonly isSealed: boolean } => {
  const text = readIfThere(path);
  if (text === undefined) return { keys: [], isSealed: true };
  const { data, error } = FILE.safeParse(jsonOf(text));
  if (error) {
    const [issue] = error.issues;
    throw new KeysUnreadable(
      `${path} is no key file: ${issue?.path.join('.')} ${issue?.message}. Restore it, or set it aside.`,
    );
  }
  const { keys, sha256 } = data;
  if (sha256 !== undefined && sha256 !== sumOf(keys))
    throw new KeysUnreadable(
      `${path} is damaged, or was changed by hand: its keys are not those that its sha256 was written for. Restore it. Where the change is meant, take the sha256 out and run: keys seal`,
    );
  return { keys, isSealed: sha256 !== undefined };
};

/** Replaces a file as a whole, readable by its owner only; on disk when it returns. */
export const writePrivately = (path: string, text: string): void => {
  makeDirectoryOf(path);
  const draft = `${path}.${process.pid}.draft`;
  const file = openSync(draft, 'w', 0o600);
  try {
    fchmodSync(file, 0o600); // whatever the umask
    writeFileSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(draft, path);
};

const makeDirectoryOf = (path: string): void => void mkdirSync(dirname(path), { recursive: true, mode: 0o700 });

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
