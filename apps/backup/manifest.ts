// What a set says of itself. It is written last: a directory without it is no set, however much lies in it.

import { createHash } from 'node:crypto';
import { createReadStream, readFileSync } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { CannotLook } from '#command-line';

export type SetFile = {
  /** Below the set. */
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
  /** Of a file of a ticket: the key that seals it here. It is erased with that key. */
  readonly keyId?: string;
};
export type Manifest = {
  readonly format: 'faultline-backup';
  readonly version: 1;
  /** ISO 8601, UTC: when the copy of the store was whole. */
  readonly takenAt: string;
  /** When the last event in it was recorded: what was acknowledged later is not in this set. */
  readonly recoveryPoint?: string;
  readonly events: number;
  /** A log as the embedded store has it, or the events of a server as lines. */
  readonly store: 'log' | 'events';
  /** Of the events of a server: the same for the same events at the same revisions. */
  readonly contentHash?: string;
  readonly files: readonly SetFile[];
};

const NAME = 'manifest.json';
export const STORE_IN_SET = 'store';
export const EVENTS_IN_SET = 'events.ndjson';
export const FILES_IN_SET = 'files';
export const NOTARY_IN_SET = 'notary';

export const describeFile = async (set: string, path: string, keyId?: string): Promise<SetFile> => {
  const hash = createHash('sha256');
  await pipeline(createReadStream(join(set, path)), hash);
  const { size } = await stat(join(set, path));
  return { path, bytes: size, sha256: hash.digest('hex'), ...(keyId !== undefined && { keyId }) };
};

export const writeManifest = async (set: string, manifest: Manifest): Promise<void> => {
  const file = await open(join(set, NAME), 'wx');
  await file.writeFile(`${JSON.stringify(manifest, undefined, 1)}\n`);
  await file.sync();
  await file.close();
};

/** Throws `CannotLook` where the directory is no set, or one of a newer build. */
export const readManifest = (set: string): Manifest => {
  let read: Manifest;
  try {
    read = JSON.parse(readFileSync(join(set, NAME), 'utf8')) as Manifest;
  } catch (error) {
    throw new CannotLook(
      `${set} is no whole set (${(error as Error).message}). Name a directory that 'take' finished.`,
    );
  }
  if (read.format !== 'faultline-backup' || read.version !== 1)
    throw new CannotLook(`${set} was taken by a newer build. Restore it with that one.`);
  return read;
};

/** A sentence for each file that is missing, or is not what was copied. */
export const damagedIn = async (set: string, { files }: Manifest): Promise<readonly string[]> => {
  const damaged: string[] = [];
  for (const { path, bytes, sha256 } of files) {
    const found = await describeFile(set, path).catch(() => undefined);
    if (found === undefined) damaged.push(`${path} is missing.`);
    else if (found.bytes !== bytes || found.sha256 !== sha256) damaged.push(`${path} is not what was copied.`);
  }
  return damaged;
};
