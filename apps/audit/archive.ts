// Where the events are read from: a data directory, whether its server runs or not, an EventStoreDB, an export, or a bundle.

import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isBundleText, type Opener, openerOf, parseBundle } from '#audit/module';
import {
  CannotLook,
  isExport,
  type PlacedStored,
  progressBar,
  storedInExport,
  storedInLog,
  streamsInLog,
} from '#command-line';
import { CATALOGS } from '#composition';
import { type Keys, META_EVENTS, META_STREAM, masterKey, openKeysToRead, openStore, type Store } from '#event-store';
import { configFrom, NOTARY_DIR, PERSONAL_KEYS } from '#settings';

export type Wants = { readonly streams: readonly string[] } | 'everything';
export type Archive = {
  /** How a person calls it. */
  readonly name: string;
  /** Where its notary keeps its log, if that is known. */
  readonly notary?: string;
  /** In today's shape; personal fields where their keys are at hand. */
  readonly open: Opener;
  /** Hands over events in the order of the store, many at a time. Throws `CannotLook`, and what the store says. */
  read(wants: Wants, take: (events: readonly PlacedStored[]) => void): Promise<void>;
  close(): Promise<void>;
};

const CATALOGS_ALL = { ...CATALOGS, [META_STREAM]: META_EVENTS };
const PAGE = 1_000;

/** What `--store` names; the server's own store where it names nothing. */
export const openArchive = async (source: string | undefined): Promise<Archive> => {
  const config = configFrom(process.env);
  const prefix = config.streamPrefix ?? '';
  const keys = await keysOf(config);
  const open = openerOf(CATALOGS_ALL, keys);
  const url = source ?? (config.stores.kind === 'remote' ? config.stores.eventStoreUrl : undefined);
  if (url !== undefined && /^(esdb|kurrentdb)(\+discover)?:/.test(url)) {
    const store = await openStore({
      url,
      provider: config.provider,
      catalogs: CATALOGS,
      keys: keys ?? NO_KEYS,
      readOnly: true,
      ...(config.streamPrefix !== undefined && { prefix }),
    });
    return { name: 'the event store', notary: join(config.dataDir, NOTARY_DIR), open, ...throughClient(store) };
  }
  const path = source ?? config.dataDir;
  if (!existsSync(path))
    throw new CannotLook(`${path} is not there. Name a data directory, esdb://…, an export or a bundle.`);
  if (statSync(path).isDirectory()) return { ...inDirectory(path, prefix), open };
  return { ...inFile(path, prefix), open };
};

const NO_KEYS: Keys = { find: () => undefined } as unknown as Keys;

const keysOf = async ({ keysDir, masterKey: given, mode }: ReturnType<typeof configFrom>) => {
  const file = join(keysDir, PERSONAL_KEYS);
  if (!existsSync(file)) return undefined;
  return openKeysToRead(file, await masterKey(file, { given, production: mode === 'production' }));
};

type ArchiveReader = Pick<Archive, 'read' | 'close'>;
const nothing = async () => undefined;
const wanted = (wants: Wants) => {
  if (wants === 'everything') return () => true;
  const names = new Set(wants.streams);
  return (stream: string) => names.has(stream);
};

/** A data directory, or the store within one. */
const inDirectory = (path: string, prefix: string): Omit<Archive, 'open'> => {
  const dir = existsSync(join(path, 'store')) ? join(path, 'store') : path;
  const bar = progressBar('read');
  const streams = streamsInLog(dir, prefix, bar.to);
  const read: ArchiveReader['read'] = async (wants, take) => {
    if (wants === 'everything') await storedInLog(dir, prefix, () => true, take, bar.to);
    else take(await streams(wants.streams));
  };
  return {
    name: path,
    notary: join(dirname(dir), NOTARY_DIR),
    read: (wants, take) => read(wants, take).finally(bar.stop),
    close: nothing,
  };
};

const inFile = (path: string, prefix: string): Omit<Archive, 'open'> => {
  const events = eventsIn(path, prefix);
  const read: ArchiveReader['read'] = async (wants, take) => {
    const wantsIt = wanted(wants);
    take(events.filter(({ stored }) => wantsIt(stored.stream)));
  };
  return { name: path, read, close: nothing };
};

const eventsIn = (path: string, prefix: string): readonly PlacedStored[] => {
  if (isExport(path)) return storedInExport(path, prefix);
  const text = readFileSync(path, 'utf8');
  if (!isBundleText(text)) throw new CannotLook(`${path} is neither a bundle nor an export of \`store export\`.`);
  return parseBundle(text).bundle.events.map(({ index, stored }) => ({ stored, place: index }));
};

const throughClient = (store: Store): ArchiveReader => ({
  read: async (wants, take) => {
    if (wants !== 'everything') {
      const histories = await Promise.all(wants.streams.map((stream) => store.history(stream)));
      const placed = histories.flat().map(({ stored, position }) => ({ stored, place: Number(position.commit) }));
      return take(placed.toSorted((one, other) => one.place - other.place));
    }
    for (let from: Parameters<Store['all']>[0] = 'start'; ; ) {
      const page = await store.all(from, PAGE);
      take(page.events.map(({ stored, position }) => ({ stored, place: Number(position.commit) })));
      if (page.isEnd) return;
      from = page.next ?? from;
    }
  },
  close: () => store.close(),
});
