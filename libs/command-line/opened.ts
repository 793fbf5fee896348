// The stores that the server's own environment names, opened for a command that comes and goes beside it.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { CATALOGS, PROJECTIONS, viewsOf } from '#composition';
import { type Keys, masterKey, openKeysToRead, openStore } from '#event-store';
import { type AnyProjection, openReadStore, type ReadStore } from '#read-store';
import { configFrom, PERSONAL_KEYS } from '#settings';
import { openLog } from './from-log';
import { type Source, throughClient } from './source';

export type Opened = { readonly views: ReadStore; readonly source: Source; readonly isEmbedded: boolean };

/** Something that stands in the way of looking; its message says what to do. */
export class CannotLook extends Error {
  override readonly name = 'CannotLook';
}

/** Lets a command work on the stores and lets go of them. Embedded ones may be in use by a server meanwhile. */
export const withStores = async <T>(work: (opened: Opened) => Promise<T>): Promise<T> => {
  const config = configFrom(process.env);
  const { dataDir, keysDir, stores, mode, provider, streamPrefix: prefix, masterKey: given } = config;
  const keyFile = join(keysDir, PERSONAL_KEYS);
  if (stores.kind === 'embedded' && !existsSync(join(dataDir, 'store')))
    throw new CannotLook(`${dataDir} holds no store. Set DATA_DIR to the server's data directory.`);
  if (!existsSync(keyFile))
    throw new CannotLook(
      `${keyFile} is not there: it holds the keys of personal fields. Set KEYS_DIR to the server's.`,
    );
  const keys: Keys = openKeysToRead(keyFile, await masterKey(keyFile, { given, production: mode === 'production' }));
  const reading = { catalogs: CATALOGS, keys, ...(prefix !== undefined && { prefix }) };
  const [source, views] =
    stores.kind === 'embedded'
      ? await Promise.all([openLog({ ...reading, dir: join(dataDir, 'store') }), openReadStore(viewsOf(config))])
      : await Promise.all([
          openStore({ ...reading, url: stores.eventStoreUrl, provider, readOnly: true }).then(throughClient),
          openReadStore({ ...viewsOf(config), purpose: 'command' }),
        ]);
  try {
    return await work({ views, source, isEmbedded: stores.kind === 'embedded' });
  } finally {
    await Promise.all([views.close(), source.close()]);
  }
};

/** Throws `CannotLook` where no view is called that. All of them where nothing is named. */
export const named = (names: readonly string[]): readonly AnyProjection[] => {
  if (names.length === 0) return PROJECTIONS;
  return names.map((name) => {
    const found = PROJECTIONS.find((projection) => projection.name === name.replace(/@\d+$/, ''));
    if (found) return found;
    throw new CannotLook(`There is no view '${name}'. Views are: ${PROJECTIONS.map((one) => one.name).join(', ')}.`);
  });
};
