// Takes off the disk what rows no longer hold. A page of SQLite that was split or rewritten keeps copies of old rows in
// its gaps, and the WAL keeps pages: only a compacted file is without them. In PostgreSQL that is for VACUUM, and for
// whoever runs the database (docs/erasure.md).

import { rmSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { sql as raw, type Transaction } from 'kysely';
import { builtThread } from './built-thread';
import type { Connected, Database, Sql } from './database';
import type { AnyProjection } from './projection';
import { setAsideOf } from './sqlite';
import { generationOf } from './table-generation';

/** Several at once are one piece of work; and how long to wait where another process is reading or writing. */
const GATHER_MS = 200;
const AGAIN_MS = 1_000;

type Compaction = { requested: boolean; stopped: boolean };
const underWay = new WeakMap<Sql, Compaction>();

/** Noted in the file itself, with the rows: whoever opens it next knows that it is not done yet. */
const pendingCompactions = async (sql: Sql | Transaction<Database>): Promise<number> => {
  const { rows } = await raw<{ user_version: number }>`pragma user_version`.execute(sql);
  return rows[0]?.user_version ?? 0;
};
const setPendingCompactions = (tx: Transaction<Database>, count: number) =>
  raw.raw(`pragma user_version = ${count}`).execute(tx);

/**
 * To be called in the transaction that takes texts out of the rows of `keys`. Rows of older versions, which are kept for a
 * way back and change no more, are taken away.
 */
export const requireCompaction = async (
  kind: Connected['kind'],
  tx: Transaction<Database>,
  { name, version }: AnyProjection,
  keys: readonly string[],
): Promise<void> => {
  const older = await tx
    .selectFrom('projections')
    .select(['version', 'generation', 'filling'])
    .where('name', '=', name)
    .where('version', '<', version)
    .execute();
  for (const { version: past, generation, filling } of older)
    for (const each of [generation, ...(filling === null ? [] : [filling])]) {
      const { table } = generationOf({ name, version: past } as AnyProjection, each);
      for (const key of keys)
        await tx
          .deleteFrom(table)
          .where((row) => row.or([row('key', '=', key), row('key', 'like', `${key}/%`)]))
          .execute();
    }
  if (kind === 'sqlite') await setPendingCompactions(tx, (await pendingCompactions(tx)) + 1);
};

/** Sees to it that what is owed is done, by and by; at once where nobody else is at the file. */
export const compactSoon = ({ kind, sql }: Connected): void => {
  if (kind !== 'sqlite') return;
  const already = underWay.get(sql);
  if (already) {
    already.requested = true;
    return;
  }
  const compaction: Compaction = { requested: true, stopped: false };
  underWay.set(sql, compaction);
  void compactUntilDone(sql, compaction).finally(() => underWay.delete(sql));
};

/** What is still owed is done by whoever opens the file next. */
export const stopCompaction = ({ sql }: Connected): void => {
  const compaction = underWay.get(sql);
  if (compaction) compaction.stopped = true;
};

const compactUntilDone = async (sql: Sql, compaction: Compaction): Promise<void> => {
  while (compaction.requested && !compaction.stopped) {
    compaction.requested = false;
    const isDone = await compactNow(sql, compaction).catch(() => false);
    if (isDone) continue;
    compaction.requested = true;
    await pause(AGAIN_MS, undefined, { ref: false });
  }
};

/** False where another process did not let go of the file. */
const compactNow = async (sql: Sql, compaction: Compaction): Promise<boolean> => {
  if ((await pendingCompactions(sql)) === 0) return true;
  await pause(GATHER_MS, undefined, { ref: false });
  if (compaction.stopped) return true;
  const count = await pendingCompactions(sql);
  const file = await fileOf(sql);
  if (file && !(await compact(file))) return false;
  if (file) for (const one of setAsideOf(file)) rmSync(one, { force: true, recursive: true });
  await sql.transaction().execute(async (tx) => {
    if ((await pendingCompactions(tx)) === count) await setPendingCompactions(tx, 0);
  });
  return (await pendingCompactions(sql)) === 0;
};

/** Empty for a database that is in memory alone. */
const fileOf = async (sql: Sql): Promise<string | undefined> => {
  const { rows } = await raw<{ name: string; file: string }>`pragma database_list`.execute(sql);
  return rows.find(({ name }) => name === 'main')?.file;
};

/** In a thread of its own, so that it delays writers only. False where another process went on reading the old file. */
const compact = (file: string): Promise<boolean> =>
  new Promise((resolve, reject) => {
    const worker = new Worker(builtThread('compaction-thread.js'), { workerData: file });
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', () => reject(new Error(`The thread that compacts ${file} ended without an answer.`)));
    worker.unref();
  });
