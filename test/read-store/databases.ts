import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openReadStore, type ReadStore, type ReadStoreOptions } from '#read-store';
import { type Postgres, somePostgres } from './some-postgres';

/** A place for one read store: opened again, it is the same. */
export type TestDatabase = { readonly options: ReadStoreOptions; open(): Promise<ReadStore> };
type Database = { newPlace(): Promise<TestDatabase>; stop(): Promise<void> };

const sqlite = async (): Promise<Database> => {
  const folder = mkdtempSync(join(tmpdir(), 'faultline-views-'));
  let places = 0;
  return {
    newPlace: async () => placeOf({ file: join(folder, `views-${++places}.sqlite`) }),
    stop: async () => rmSync(folder, { recursive: true }),
  };
};

const postgres = async (start: () => Promise<Postgres>): Promise<Database> => {
  const server = await start();
  return { newPlace: async () => placeOf({ url: await server.newDatabase() }), stop: server.stop };
};

const placeOf = (options: ReadStoreOptions): TestDatabase => ({ options, open: () => openReadStore(options) });

const found = somePostgres();
const DATABASES: readonly (readonly [string, (() => Promise<Database>) | undefined])[] = [
  ['SQLite', sqlite],
  'start' in found
    ? ['PostgreSQL', () => postgres(found.start)]
    : [`PostgreSQL, LEFT OUT: ${found.missing}`, undefined],
];
/** One of each for a whole spec file. */
const begun = new Map<string, Promise<Database>>();

/** Says the same about every database; loudly leaves out the one that is not to be had here. */
export const onEveryDatabase = (about: string, say: (newPlace: () => Promise<TestDatabase>) => void): void => {
  for (const [name, begin] of DATABASES)
    (begin ? describe : describe.skip)(`${about} (${name})`, () => {
      let database: Database;
      beforeAll(async () => {
        const started = begun.get(name) ?? begin?.();
        if (started === undefined) return;
        begun.set(name, started);
        database = await started;
      });
      say(() => database.newPlace());
    });
};

afterAll(async () => {
  for (const database of begun.values()) await (await database).stop();
});
if ('missing' in found) console.warn(`PostgreSQL is left out: ${found.missing}.`);
