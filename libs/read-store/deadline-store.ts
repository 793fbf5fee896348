import { sql as raw, type Transaction } from 'kysely';
import type { Checkpoint } from '#event-store';
import { isAfter, readCheckpoint, saveCheckpoint } from './checkpoints';
import { withConsumers } from './consumer-tables';
import type { Database, Sql } from './database';
import { type ParkedTicket, ParkedTickets, type Parking, type PassedOver } from './parked-tickets';

/** A ticket to be handled again at an instant (ISO 8601, UTC). `version`: that of the row, for a conditional change. */
export type Due = { readonly key: string; readonly dueAt: string; readonly version?: number };

/** What one round of a consumer changes: deadlines, checkpoint, parked tickets. */
export type DeadlineChanges = {
  /** `null` removes it. With the `version` that was read, only where nobody has written a newer one. */
  readonly due?: readonly { readonly key: string; readonly dueAt: string | null; readonly version?: number }[];
  readonly checkpoint?: Checkpoint;
  /** Tickets parked at `at`. Their deadlines are removed; events of them wait until they are `released`. */
  readonly parked?: readonly Parking[];
  /** Parked tickets of which more was recorded; those events were not handled. */
  readonly waiting?: readonly PassedOver[];
  /** Tickets no longer parked, if nothing was recorded since `version`. */
  readonly released?: readonly { readonly key: string; readonly version?: number }[];
};

/**
 * What consumers keep in the read store: checkpoints, deadlines and parked tickets. All of it
 * can be derived again from the events; nothing is decided by it.
 */
export type DeadlineStore = {
  checkpoint(process: string): Promise<Checkpoint | 'start'>;
  /**
   * In one transaction: deadlines, parked tickets and the checkpoint. A checkpoint never goes back: an older one is
   * ignored, because two instances of a process may run at once; what comes with an older one may only bring deadlines
   * forward, never postpone them.
   */
  save(process: string, changes: DeadlineChanges): Promise<void>;
  /** What is due at `instant` or before, the oldest first, at most `limit`. */
  dueBy(process: string, instant: string, limit: number): Promise<readonly Due[]>;
  /** The earliest instant at which anything is due, if anything is. */
  nextDue(process: string): Promise<string | undefined>;
  /** The parked tickets of one consumer, or of all, views among them; the longest parked first. */
  parked(consumer?: string): Promise<readonly ParkedTicket[]>;
  /** Requests a retry at once. False where the ticket is not parked. */
  requestRetry(process: string, key: string): Promise<boolean>;
};

export const openDeadlineStore = (sql: Sql): DeadlineStore => ({
  checkpoint: (process) => readCheckpoint(sql, process),

  save: (process, { due = [], checkpoint, parked = [], waiting = [], released = [] }) =>
    sql.transaction().execute(async (tx) => {
      const isLate = checkpoint !== undefined && !(await movesOn(tx, process, checkpoint));
      const changes = new Map(due.map((one) => [one.key, one])); // the last change of a key counts
      const gone = [...changes.values()].filter(({ dueAt }) => dueAt === null);
      const set = [...changes.values()].flatMap(({ key, dueAt, version }) =>
        dueAt === null ? [] : [{ key, dueAt, version }],
      );
      if (!isLate) await removeDeadlines(tx, process, gone);
      await setDeadlines(tx, process, set, isLate);
      const tickets = new ParkedTickets(tx);
      await tickets.park(process, parked);
      await removeDeadlines(
        tx,
        process,
        parked.map(({ key }) => ({ key })),
      );
      await tickets.passOver(process, waiting);
      await tickets.release(process, released);
    }),

  dueBy: async (process, instant, limit) => {
    const rows = await withConsumers(sql)
      .selectFrom('deadlines')
      .select(['key', 'due_at', 'turn'])
      .where('process', '=', process)
      .where('due_at', '<=', instant)
      .orderBy('due_at')
      .orderBy('key')
      .limit(limit)
      .execute();
    return rows.map(({ key, due_at, turn }) => ({ key, dueAt: due_at, version: turn }));
  },

  nextDue: async (process) => {
    const first = await sql
      .selectFrom('deadlines')
      .select('due_at')
      .where('process', '=', process)
      .orderBy('due_at')
      .limit(1)
      .executeTakeFirst();
    return first?.due_at;
  },

  parked: (consumer) => new ParkedTickets(sql).all(consumer),
  requestRetry: (consumer, key) => new ParkedTickets(sql).requestRetry(consumer, key),
});

/** False where somebody has read further already. */
const movesOn = async (tx: Transaction<Database>, process: string, to: Checkpoint): Promise<boolean> => {
  await saveCheckpoint(tx, process, to);
  const stands = await readCheckpoint(tx, process);
  return stands === 'start' || !isAfter(stands, to);
};

type DeadlineKey = { readonly key: string; readonly version?: number | undefined };

const removeDeadlines = async (
  tx: Transaction<Database>,
  process: string,
  deadlines: readonly DeadlineKey[],
): Promise<void> => {
  const db = withConsumers(tx);
  const unconditional = deadlines.filter(({ version }) => version === undefined).map(({ key }) => key);
  if (unconditional.length > 0)
    await db.deleteFrom('deadlines').where('process', '=', process).where('key', 'in', unconditional).execute();
  for (const { key, version } of deadlines)
    if (version !== undefined)
      await db
        .deleteFrom('deadlines')
        .where('process', '=', process)
        .where('key', '=', key)
        .where('turn', '=', version)
        .execute();
};

const setDeadlines = async (
  tx: Transaction<Database>,
  process: string,
  deadlines: readonly (DeadlineKey & { readonly dueAt: string })[],
  onlyForward: boolean,
): Promise<void> => {
  const db = withConsumers(tx);
  const unconditional = deadlines.filter(({ version }) => version === undefined);
  if (unconditional.length > 0)
    await db
      .insertInto('deadlines')
      .values(unconditional.map(({ key, dueAt }) => ({ process, key, due_at: dueAt })))
      .onConflict((conflict) => {
        const update = conflict
          .columns(['process', 'key'])
          .doUpdateSet((row) => ({ due_at: row.ref('excluded.due_at'), turn: raw<number>`deadlines.turn + 1` }));
        return onlyForward ? update.whereRef('excluded.due_at', '<', 'deadlines.due_at') : update;
      })
      .execute();
  for (const { key, dueAt, version } of deadlines)
    if (version !== undefined)
      await db
        .updateTable('deadlines')
        .set({ due_at: dueAt, turn: version + 1 })
        .where('process', '=', process)
        .where('key', '=', key)
        .where('turn', '=', version)
        .execute();
};
