// Takes a set. The order makes it consistent while everything runs: what a notary signed before the events that it signed for,
// events before the files that they name, and the keys last, so that every event in the set can be opened.

import { once } from 'node:events';
import { createWriteStream, existsSync, readdirSync } from 'node:fs';
import { mkdir, open, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CannotLook, progressBar, storedInLog } from '#command-line';
import { backup, ContentHash, exportFromServer } from '#embedded-store';
import { dialStore, type Keys, masterKey, openKeysToRead, type Stored } from '#event-store';
import { type Config, NOTARY_DIR, PERSONAL_KEYS } from '#settings';
import { fileNamedBy, type NamedFile, sealFile } from './files-copy';
import { copyKeys, mustLieApart } from './keys-copy';
import {
  describeFile,
  EVENTS_IN_SET,
  type Manifest,
  NOTARY_IN_SET,
  type SetFile,
  STORE_IN_SET,
  writeManifest,
} from './manifest';

/** What of the events is needed besides their copy. */
type Progress = { events: number; recoveryPoint?: string; readonly named: NamedFile[] };

/** Throws `CannotLook`, and what the store says, where the set cannot be taken; then what lies in `set` is no set. */
export const take = async (config: Config, set: string, keysCopy: string): Promise<Manifest> => {
  mustLieApart(set, keysCopy);
  if (existsSync(set) && readdirSync(set).length > 0)
    throw new CannotLook(`${set} is not empty. Name a directory that is empty, or not there.`);
  await mkdir(set, { recursive: true, mode: 0o700 });
  const parts = await copyNotary(join(config.dataDir, NOTARY_DIR), set);
  const seen: Progress = { events: 0, named: [] };
  const store = await copyStore(config, set, seen);
  const takenAt = new Date().toISOString();
  const files: SetFile[] = [];
  for (const path of [...parts, ...store.paths]) files.push(await describeFile(set, path));
  files.push(...(await copyFiles(config, set, seen.named)));
  await copyKeys(config.keysDir, keysCopy);
  const manifest: Manifest = {
    format: 'faultline-backup',
    version: 1,
    takenAt,
    ...(seen.recoveryPoint !== undefined && { recoveryPoint: seen.recoveryPoint }),
    events: seen.events,
    store: store.kind,
    ...(store.contentHash !== undefined && { contentHash: store.contentHash }),
    files,
  };
  await writeManifest(set, manifest);
  return manifest;
};

type CopiedStore = {
  readonly kind: Manifest['store'];
  readonly paths: readonly string[];
  readonly contentHash?: string;
};
const copyStore = (config: Config, set: string, seen: Progress): Promise<CopiedStore> =>
  config.stores.kind === 'embedded'
    ? copyLog(config, set, seen)
    : copyEvents(config.stores.eventStoreUrl, config.streamPrefix ?? '', set, seen);

const copyLog = async ({ dataDir, streamPrefix = '' }: Config, set: string, seen: Progress): Promise<CopiedStore> => {
  const target = join(set, STORE_IN_SET);
  const bar = progressBar('checked');
  await backup(join(dataDir, 'store'), target, { progress: bar.to }).finally(bar.stop);
  await storedInLog(
    target,
    streamPrefix,
    () => true,
    (piece) => {
      for (const { stored } of piece) look(stored, seen);
    },
  );
  return { kind: 'log', paths: readdirSync(target).map((name) => join(STORE_IN_SET, name)) };
};

/** Over the protocol: to the end of the store as it is when that is reached. */
const copyEvents = async (url: string, prefix: string, set: string, seen: Progress): Promise<CopiedStore> => {
  const file = createWriteStream(join(set, EVENTS_IN_SET), { flags: 'wx', mode: 0o600 });
  const hash = new ContentHash();
  await exportFromServer(await dialStore(url), async (text) => {
    const ours = text.split('\n').filter((line) => line !== '' && isOurs(line, prefix, seen));
    const kept = ours.map((line) => `${line}\n`).join('');
    hash.add(kept);
    if (!file.write(kept)) await once(file, 'drain');
  });
  await new Promise<void>((resolve, reject) => file.once('error', reject).end(resolve));
  const written = await open(join(set, EVENTS_IN_SET), 'r+');
  await written.sync().finally(() => written.close());
  return { kind: 'events', paths: [EVENTS_IN_SET], contentHash: hash.hex };
};

type LogLine = Pick<Stored, 'stream' | 'type' | 'data' | 'metadata'> & {
  readonly revision: number;
  readonly id: string;
};
/** On a server that is shared, events of others stay there. */
const isOurs = (text: string, prefix: string, seen: Progress): boolean => {
  const { stream, id, ...rest } = JSON.parse(text) as LogLine;
  if (!stream.replace(/^\$\$/, '').startsWith(prefix)) return false;
  if (!stream.startsWith('$')) look({ ...rest, stream: stream.slice(prefix.length), eventId: id }, seen);
  return true;
};

const look = (stored: Stored, seen: Progress): void => {
  seen.events++;
  const recordedAt = (stored.metadata as { recordedAt?: unknown } | undefined)?.recordedAt;
  if (typeof recordedAt === 'string' && recordedAt > (seen.recoveryPoint ?? '')) seen.recoveryPoint = recordedAt;
  const named = fileNamedBy(stored);
  if (named) seen.named.push(named);
};

/** What it signed first, then the entries, which were on the disk before; neither with a last line that is not whole. */
const copyNotary = async (directory: string, set: string): Promise<readonly string[]> => {
  const paths: string[] = [];
  for (const name of ['checkpoints', 'entries']) {
    if (!existsSync(join(directory, name))) continue;
    const bytes = await readFile(join(directory, name));
    await mkdir(join(set, NOTARY_IN_SET), { recursive: true, mode: 0o700 });
    await writeFile(join(set, NOTARY_IN_SET, name), bytes.subarray(0, bytes.lastIndexOf(0x0a) + 1), { flush: true });
    paths.push(join(NOTARY_IN_SET, name));
  }
  return paths;
};

const copyFiles = async (config: Config, set: string, named: readonly NamedFile[]): Promise<readonly SetFile[]> => {
  const keys = await keysIn(config, config.keysDir);
  const copied: SetFile[] = [];
  for (const one of named) {
    const sealed = await sealFile(join(config.dataDir, 'files'), set, one, keys);
    if (sealed) copied.push(await describeFile(set, sealed.path, sealed.keyId));
  }
  return copied;
};

/** Throws `KeyFileRefused` where the master key does not open them. */
export const keysIn = async ({ masterKey: given, mode }: Config, directory: string): Promise<Keys> => {
  const file = join(directory, PERSONAL_KEYS);
  if (!existsSync(file))
    throw new CannotLook(`${file} is not there: without it no text can be read. Name where it is.`);
  return openKeysToRead(file, await masterKey(file, { given, production: mode === 'production' }));
};
