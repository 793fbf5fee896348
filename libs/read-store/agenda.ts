import { sql as raw, type Transaction } from 'kysely';
import type { Checkpoint } from '#event-store';
import { isAfter, readCheckpoint, saveCheckpoint } from './checkpoints';
import type { Database, Sql } from './database';
import { withProcesses } from './process-tables';
import { askAgain, free, type Stuck, stick, stuckTickets, wait } from './stuck';

/** Something to be looked at again at an instant (ISO 8601, UTC). `turn`: which line it is, for whoever answers it. */
export type Due = { readonly key: string; readonly dueAt: string; readonly turn?: number };

/** What a process has come to, and what it could not come to. */
export type AgendaChanges = {
  /** `null` takes it off. With the `turn` that was read, only where nobody has said anything newer. */
  readonly due?: readonly { readonly key: string; readonly dueAt: string | null; readonly turn?: number }[];
  readonly checkpoint?: Checkpoint;
  /** Those that it cannot go on with, from `at` on. They are taken off what is due; all else waits for `freed`. */
  readonly stuck?: readonly { readonly key: string; readonly at: string; readonly reason: string }[];
  /** Of those something more was recorded, and it was not looked at. */
  readonly waiting?: readonly { readonly key: string; readonly at: string }[];
  /** It goes on with them again, if nothing was recorded since `turn`. */
  readonly freed?: readonly { readonly key: string; readonly turn: number }[];
};

/**
 * What the processes keep in the read store: how far each has read, when it must look at what again, and what it is
 * stuck with. All of it can be derived anew from the events; nothing is decided by it.
 */
export type Agenda = {
  checkpoint(process: string): Promise<Checkpoint | 'start'>;
  /**
   * In one transaction: what is due when, what is stuck, and how far the process has read. A checkpoint never goes
   * back: an older one is left out in silence, because two of a process may run at once; what comes with an older one
   * may only bring forward what is due, never put it off.
   */
  save(process: string, changes: AgendaChanges): Promise<void>;
  /** What is due at `instant` or before, the oldest first, at most `limit`. */
  dueBy(process: string, instant: string, limit: number): Promise<readonly Due[]>;
  /** The earliest instant at which anything is due, if anything is. */
  nextDue(process: string): Promise<string | undefined>;
  /** What a process, or any, cannot go on with; the longest first. */
  stuck(process?: string): Promise<readonly Stuck[]>;
  /** Has a ticket tried again at once. False where it is not stuck. */
  askAgain(process: string, key: string): Promise<boolean>;
};

export const openAgenda = (sql: Sql): Agenda => ({
  checkpoint: (process) => readCheckpoint(sql, process),

  save: (process, { due = [], checkpoint, stuck = [], waiting = [], freed = [] }) =>
    sql.transaction().execute(async (tx) => {
      const isLate = checkpoint !== undefined && !(await movesOn(tx, process, checkpoint));
      const changes = new Map(due.map((one) => [one.key, one])); // the last word on a key counts
      const gone = [...changes.values()].filter(({ dueAt }) => dueAt === null);
      const set = [...changes.values()].flatMap(({ key, dueAt, turn }) =>
        dueAt === null ? [] : [{ key, dueAt, turn }],
      );
      if (!isLate) await takeOff(tx, process, gone);
      await putOn(tx, process, set, isLate);
      await stick(tx, process, stuck);
      await takeOff(tx, process, stuck);
      await wait(tx, process, waiting);
      await free(tx, process, freed);
    }),

  dueBy: async (process, instant, limit) => {
    const rows = await withProcesses(sql)
      .selectFrom('deadlines')
      .select(['key', 'due_at', 'turn'])
      .where('process', '=', process)
      .where('due_at', '<=', instant)
      .orderBy('due_at')
      .orderBy('key')
      .limit(limit)
      .execute();
    return rows.map(({ key, due_at, turn }) => ({ key, dueAt: due_at, turn }));
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

  stuck: (process) => stuckTickets(sql, process),
  askAgain: (process, key) => askAgain(sql, process, key),
});

/** False where somebody has read further already. */
const movesOn = async (tx: Transaction<Database>, process: string, to: Checkpoint): Promise<boolean> => {
  await saveCheckpoint(tx, process, to);
  const stands = await readCheckpoint(tx, process);
  return stands === 'start' || !isAfter(stands, to);
};

type Line = { readonly key: string; readonly turn?: number | undefined };

const takeOff = async (tx: Transaction<Database>, process: string, lines: readonly Line[]): Promise<void> => {
  const db = withProcesses(tx);
  const whole = lines.filter(({ turn }) => turn === undefined).map(({ key }) => key);
  if (whole.length > 0)
    await db.deleteFrom('deadlines').where('process', '=', process).where('key', 'in', whole).execute();
  for (const { key, turn } of lines)
    if (turn !== undefined)
      await db
        .deleteFrom('deadlines')
        .where('process', '=', process)
        .where('key', '=', key)
        .where('turn', '=', turn)
        .execute();
};

const putOn = async (
  tx: Transaction<Database>,
  process: string,
  lines: readonly (Line & { readonly dueAt: string })[],
  onlyForward: boolean,
): Promise<void> => {
  const db = withProcesses(tx);
  const whole = lines.filter(({ turn }) => turn === undefined);
  if (whole.length > 0)
    await db
      .insertInto('deadlines')
      .values(whole.map(({ key, dueAt }) => ({ process, key, due_at: dueAt })))
      .onConflict((conflict) => {
        const anew = conflict
          .columns(['process', 'key'])
          .doUpdateSet((row) => ({ due_at: row.ref('excluded.due_at'), turn: raw<number>`deadlines.turn + 1` }));
        return onlyForward ? anew.whereRef('excluded.due_at', '<', 'deadlines.due_at') : anew;
      })
      .execute();
  for (const { key, dueAt, turn } of lines)
    if (turn !== undefined)
      await db
        .updateTable('deadlines')
        .set({ due_at: dueAt, turn: turn + 1 })
        .where('process', '=', process)
        .where('key', '=', key)
        .where('turn', '=', turn)
        .execute();
};
