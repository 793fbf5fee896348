// Puts a set back, into a place that is empty. The store comes last and at once: until then no server finds one there.

import { createReadStream, existsSync, readdirSync } from 'node:fs';
import { copyFile, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { CannotLook } from '#command-line';
import { exportLines, importIntoServer, importIntoStore, Store } from '#embedded-store';
import { dialStore, masterKey, openKeys } from '#event-store';
import { type Config, NOTARY_DIR, PERSONAL_KEYS } from '#settings';
import { destroyedIn } from './destroyed';
import { keysErasedIn } from './erasures';
import { openFile } from './files-copy';
import { damagedIn, EVENTS_IN_SET, type Manifest, NOTARY_IN_SET, readManifest, STORE_IN_SET } from './manifest';
import { keysIn } from './take';

export type Restored = {
  readonly manifest: Manifest;
  readonly files: number;
  /** Files whose keys were destroyed: they are not put back. */
  readonly filesErased: number;
  /** Keys that were whole in the copy and are destroyed by what the log, or a list, says was erased. */
  readonly erasedAgain: number;
};
export type RestoreOptions = {
  /** The copy of the keys; what is in KEYS_DIR where none is named. */
  readonly keys?: string;
  /** Newer copies of the keys, or sets' lists of what was erased: their erasures count, whatever the set says. */
  readonly erasures?: readonly string[];
};
type RestoreTarget = Pick<Config, 'dataDir' | 'keysDir' | 'stores' | 'streamPrefix' | 'masterKey' | 'mode'>;

/** Throws `CannotLook` before anything is written where the set is damaged, or the place is not empty. */
export const restore = async (config: Config, set: string, options: RestoreOptions = {}): Promise<Restored> => {
  const manifest = readManifest(set);
  const damaged = await damagedIn(set, manifest);
  if (damaged.length > 0)
    throw new CannotLook(`${set} is damaged, and nothing was restored. ${damaged.slice(0, 5).join(' ')}`);
  mustBeEmpty(config, options);
  await putKeys(config, options);
  const draft = join(config.dataDir, 'store.restoring');
  await putStore(set, manifest, draft);
  const erasedAgain = await eraseAgain(config, draft, options.erasures ?? []);
  for (const name of ['entries', 'checkpoints'])
    if (existsSync(join(set, NOTARY_IN_SET, name)))
      await put(join(set, NOTARY_IN_SET, name), join(config.dataDir, NOTARY_DIR, name));
  const files = await putFiles(config, set, manifest);
  await serveFrom(config, draft);
  return { manifest, ...files, erasedAgain };
};

const mustBeEmpty = ({ dataDir, keysDir }: RestoreTarget, { keys }: RestoreOptions): void => {
  const inTheWay = ['store', 'store.restoring', 'files', 'notary', 'views.sqlite'].filter((name) =>
    existsSync(join(dataDir, name)),
  );
  if (inTheWay.length > 0)
    throw new CannotLook(
      `${dataDir} has ${inTheWay.join(', ')} already. Restore into a DATA_DIR that is empty, and look at the other one in peace.`,
    );
  const has = existsSync(join(keysDir, PERSONAL_KEYS));
  if (has && keys !== undefined)
    throw new CannotLook(
      `${keysDir} has keys already, and may be newer than the copy. To keep them leave --keys out; else set KEYS_DIR to an empty directory.`,
    );
  if (!has && keys === undefined) throw new CannotLook(`${keysDir} has no keys. Name their copy: --keys DIR`);
};

const putKeys = async (config: RestoreTarget, { keys }: RestoreOptions): Promise<void> => {
  if (keys === undefined) return;
  // Before anything is written: the master key must be theirs.
  await keysIn(config as Config, keys);
  await mkdir(config.keysDir, { recursive: true, mode: 0o700 });
  for (const name of readdirSync(keys))
    if (!name.endsWith('.copying')) await put(join(keys, name), join(config.keysDir, name));
};

const put = async (from: string, to: string): Promise<void> => {
  await mkdir(dirname(to), { recursive: true, mode: 0o700 });
  await copyFile(from, to);
  const file = await open(to, 'r+');
  await file.sync().finally(() => file.close());
};

const putStore = async (set: string, { store }: Manifest, draft: string): Promise<void> => {
  if (store === 'log') {
    for (const name of readdirSync(join(set, STORE_IN_SET)))
      await put(join(set, STORE_IN_SET, name), join(draft, name));
    return;
  }
  const opened = await Store.open({ dir: draft });
  try {
    await importIntoStore(opened, linesIn(join(set, EVENTS_IN_SET)));
  } finally {
    await opened.close();
  }
};

/** Destroys what the log says was erased, and what newer lists say. How many keys of them were whole until now. */
const eraseAgain = async (config: RestoreTarget, log: string, lists: readonly string[]): Promise<number> => {
  const file = join(config.keysDir, PERSONAL_KEYS);
  const erased = new Set(await keysErasedIn(log, config.streamPrefix ?? ''));
  for (const list of lists)
    for (const id of destroyedIn(existsSync(join(list, PERSONAL_KEYS)) ? join(list, PERSONAL_KEYS) : list))
      erased.add(id);
  const { masterKey: given, mode } = config;
  const keys = await openKeys(file, await masterKey(file, { given, production: mode === 'production' }));
  const whole = [...erased].filter((id) => typeof keys.find(id) === 'object');
  if (whole.length > 0) await keys.destroy(whole);
  return whole.length;
};

const putFiles = async (config: RestoreTarget, set: string, { files }: Manifest) => {
  const sealed = files.filter(({ keyId }) => keyId !== undefined);
  const keys = await keysIn(config as Config, config.keysDir);
  let filesErased = 0;
  for (const file of sealed)
    if ((await openFile(set, join(config.dataDir, 'files'), file, keys)) === 'erased') filesErased++;
  return { files: sealed.length - filesErased, filesErased };
};

/** From now on a server finds it. */
const serveFrom = async ({ dataDir, stores }: RestoreTarget, draft: string): Promise<void> => {
  if (stores.kind === 'embedded') return rename(draft, join(dataDir, 'store'));
  const file = join(dataDir, 'restoring.ndjson');
  await writeLines(draft, file);
  await importIntoServer(await dialStore(stores.eventStoreUrl), linesIn(file));
  for (const done of [draft, file]) await rm(done, { recursive: true });
};

const writeLines = async (log: string, to: string): Promise<void> => {
  const file = await open(to, 'w', 0o600);
  await exportLines(log, async (text) => void (await file.writeFile(text))).finally(() => file.close());
};

/** Opened when the first line is wanted: lines that come before anybody listens are lost, and so is the end. */
async function* linesIn(file: string): AsyncGenerator<string> {
  yield* createInterface({ input: createReadStream(file) });
}
