// Tickets that a process has parked. No event of them is skipped: once released, their streams are read to the tail, so
// that one row is all there is to keep. The stored table is called `stuck`.

import { sql as raw, type Transaction } from 'kysely';
import type { Database, Sql } from './database';
import { withProcesses } from './process-tables';

/** In the place of a ticket, where a process has halted as a whole. */
export const WHOLE_PROCESS = '';

export type ParkedTicket = {
  readonly process: string;
  /** The ticket, or `WHOLE_PROCESS`. */
  readonly key: string;
  /** When it stopped. ISO 8601, UTC. */
  readonly since: string;
  readonly reason: string;
  /** How many attempts have failed. */
  readonly attempts: number;
  readonly version: number;
  /** A retry at once was requested. */
  readonly retryRequested: boolean;
};

export const parkedTickets = async (sql: Sql, process?: string): Promise<readonly ParkedTicket[]> => {
  let query = withProcesses(sql).selectFrom('stuck').selectAll().orderBy('since').orderBy('process').orderBy('key');
  if (process !== undefined) query = query.where('process', '=', process);
  return (await query.execute()).map(({ asked, turn, ...row }) => ({
    ...row,
    version: turn,
    retryRequested: asked === 1,
  }));
};

/** Another failed attempt; the first one sets since when. */
export const parkTickets = async (
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

/** Notes that more was recorded. A ticket that was released meanwhile is tried at once. */
export const noteWaiting = async (
  tx: Transaction<Database>,
  process: string,
  tickets: readonly { readonly key: string; readonly at: string }[],
): Promise<void> => {
  if (tickets.length === 0) return;
  const reason = 'More was recorded while it was parked.';
  await withProcesses(tx)
    .insertInto('stuck')
    .values(tickets.map(({ key, at }) => ({ process, key, since: at, reason, attempts: 0, asked: 1 })))
    .onConflict((conflict) => conflict.columns(['process', 'key']).doUpdateSet({ turn: raw<number>`stuck.turn + 1` }))
    .execute();
};

export const releaseTickets = async (
  tx: Transaction<Database>,
  process: string,
  tickets: readonly { readonly key: string; readonly version: number }[],
): Promise<void> => {
  for (const { key, version } of tickets)
    await withProcesses(tx)
      .deleteFrom('stuck')
      .where('process', '=', process)
      .where('key', '=', key)
      .where('turn', '=', version)
      .execute();
};

export const requestRetry = async (sql: Sql, process: string, key: string): Promise<boolean> => {
  const { numUpdatedRows } = await withProcesses(sql)
    .updateTable('stuck')
    .set({ asked: 1 })
    .where('process', '=', process)
    .where('key', '=', key)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
};
