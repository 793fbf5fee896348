import { existsSync, readdirSync, renameSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { Kysely } from 'kysely';
import type { Connected, Database } from './database';
import { judge } from './database-errors';
import type { DatabaseMonitor } from './database-monitor';
import { ReadStoreUnavailable } from './errors';
import { SqliteConnection } from './sqlite-connection';
import { nodeSqlite } from './sqlite-dialect';

/** Opens a SQLite file in WAL mode. A damaged one is renamed and a new one begun; what it held comes from the events. */
export const openSqlite = async (file: string, monitor: DatabaseMonitor): Promise<Connected> => {
  try {
    return connectedTo(file, await SqliteConnection.open(file), monitor);
  } catch (error) {
    if (!isDamaged(error, file)) throw unavailable(file, error);
    const setAside = moveAway(file);
    return { ...connectedTo(file, await SqliteConnection.open(file), monitor), setAside };
  }
};

const isDamaged = (error: unknown, file: string): boolean => judge(error).fault === 'damaged' || isFolder(file);
const isFolder = (file: string): boolean => existsSync(`${file}/.`);

const moveAway = (file: string): string => {
  let setAside = `${file}.set-aside-1`;
  for (let n = 2; existsSync(setAside); n++) setAside = `${file}.set-aside-${n}`;
  renameSync(file, setAside);
  for (const shadow of ['-wal', '-shm'])
    if (existsSync(`${file}${shadow}`)) renameSync(`${file}${shadow}`, `${setAside}${shadow}`);
  return setAside;
};

/** Every file that was put aside for this one. */
export const setAsideOf = (file: string): readonly string[] =>
  readdirSync(dirname(file))
    .filter((name) => name.startsWith(`${basename(file)}.set-aside-`))
    .map((name) => join(dirname(file), name));

const unavailable = (file: string, error: unknown): ReadStoreUnavailable =>
  new ReadStoreUnavailable(
    `The read store ${file} cannot be opened: ${error instanceof Error ? error.message : String(error)}. Check that the folder is there, writable and not full; the file itself may be removed, it is rebuilt from the events.`,
    { cause: error },
  );

const connectedTo = (file: string, sqlite: SqliteConnection, monitor: DatabaseMonitor): Connected => {
  const own = async () => sqlite;
  const beside = () => SqliteConnection.open(file, { readOnly: true });
  const sql = new Kysely<Database>({ dialect: nodeSqlite(own, monitor) });
  return {
    kind: 'sqlite',
    sql,
    // What is in memory has one connection.
    longReads: file === ':memory:' ? sql : new Kysely<Database>({ dialect: nodeSqlite(beside, monitor) }),
    // Every statement is observed, and a file does not go away by itself.
    watch: async () => undefined,
    explain: (error) => (error instanceof Error ? error : new Error(String(error))),
  };
};
