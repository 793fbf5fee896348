// Tickets that a process cannot go on with. Nothing of them is passed over: once they go on, their streams are read to
// the tail, so that a line is all there is to keep.

import { sql as raw, type Transaction } from 'kysely';
import type { Database, Sql } from './database';
import { withProcesses } from './process-tables';

/** In the place of a ticket, where a process stands still as a whole. */
export const ITSELF = '';

export type Stuck = {
  readonly process: string;
  /** The ticket, or `ITSELF`. */
  readonly key: string;
  /** When it stopped. ISO 8601, UTC. */
  readonly since: string;
  readonly reason: string;
  /** How often it was tried in vain. */
  readonly attempts: number;
  readonly turn: number;
  /** Somebody wants it tried at once. */
  readonly asked: boolean;
};

export const stuckTickets = async (sql: Sql, process?: string): Promise<readonly Stuck[]> => {
  let query = withProcesses(sql).selectFrom('stuck').selectAll().orderBy('since').orderBy('process').orderBy('key');
  if (process !== undefined) query = query.where('process', '=', process);
  return (await query.execute()).map(({ asked, ...row }) => ({ ...row, asked: asked === 1 }));
};

/** Another attempt in vain; the first one says since when. */
export const stick = async (
  tx: Transaction<Database>,
  process: string,
  tickets: readonly { readonly key: string; readonly at: string; readonly reason: string }[],
): Promise<void> => {
  if (tickets.length === 0) return;
  await withProcesses(tx)
    .insertInto('stuck')
    .values(tickets.map(({ key, at, reason }) => ({ process, key, since: at, reason, attempts: 1 })))
    .onConflict((conflict) =>
      conflict.columns(['process', 'key']).doUpdateSet((row) => ({
        reason: row.ref('excluded.reason'),
        attempts: raw<number>`stuck.attempts + 1`,
        turn: raw<number>`stuck.turn + 1`,
        asked: 0,
      })),
    )
    .execute();
};

/** Notes that more was recorded. A ticket that somebody else has freed meanwhile is tried at once. */
export const wait = async (
  tx: Transaction<Database>,
  process: string,
  tickets: readonly { readonly key: string; readonly at: string }[],
): Promise<void> => {
  if (tickets.length === 0) return;
  const reason = 'More was recorded while it was stuck.';
  await withProcesses(tx)
    .insertInto('stuck')
    .values(tickets.map(({ key, at }) => ({ process, key, since: at, reason, attempts: 0, asked: 1 })))
    .onConflict((conflict) => conflict.columns(['process', 'key']).doUpdateSet({ turn: raw<number>`stuck.turn + 1` }))
    .execute();
};

export const free = async (
  tx: Transaction<Database>,
  process: string,
  tickets: readonly { readonly key: string; readonly turn: number }[],
): Promise<void> => {
  for (const { key, turn } of tickets)
    await withProcesses(tx)
      .deleteFrom('stuck')
      .where('process', '=', process)
      .where('key', '=', key)
      .where('turn', '=', turn)
      .execute();
};

export const askAgain = async (sql: Sql, process: string, key: string): Promise<boolean> => {
  const { numUpdatedRows } = await withProcesses(sql)
    .updateTable('stuck')
    .set({ asked: 1 })
    .where('process', '=', process)
    .where('key', '=', key)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
};
