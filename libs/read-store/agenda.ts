import type { Checkpoint } from '#event-store';
import { readCheckpoint, saveCheckpoint } from './checkpoints';
import type { Sql } from './database';

/** Something to be looked at again at an instant (ISO 8601, UTC). */
export type Due = { readonly key: string; readonly dueAt: string };

/**
 * What the processes keep in the read store: how far each has read, and when it must look at what again. All of it can
 * be derived anew from the events; nothing is decided by it.
 */
export type Agenda = {
  checkpoint(process: string): Promise<Checkpoint | 'start'>;
  /**
   * In one transaction: what is due when (`null` takes it off), and how far the process has read. A checkpoint never
   * goes back: an older one is left out in silence, because two of a process may run at once.
   */
  save(
    process: string,
    changes: {
      readonly due?: readonly { readonly key: string; readonly dueAt: string | null }[];
      readonly checkpoint?: Checkpoint;
    },
  ): Promise<void>;
  /** What is due at `instant` or before, the oldest first, at most `limit`. */
  dueBy(process: string, instant: string, limit: number): Promise<readonly Due[]>;
  /** The earliest instant at which anything is due, if anything is. */
  nextDue(process: string): Promise<string | undefined>;
};

export const openAgenda = (sql: Sql): Agenda => ({
  checkpoint: (process) => readCheckpoint(sql, process),

  save: (process, { due = [], checkpoint }) =>
    sql.transaction().execute(async (tx) => {
      const changes = new Map(due.map(({ key, dueAt }) => [key, dueAt])); // the last word on a key counts
      const gone = [...changes].filter(([, dueAt]) => dueAt === null).map(([key]) => key);
      const set = [...changes].flatMap(([key, dueAt]) => (dueAt === null ? [] : [{ process, key, due_at: dueAt }]));
      if (gone.length > 0)
        await tx.deleteFrom('deadlines').where('process', '=', process).where('key', 'in', gone).execute();
      if (set.length > 0)
        await tx
          .insertInto('deadlines')
          .values(set)
          .onConflict((conflict) =>
            conflict.columns(['process', 'key']).doUpdateSet((row) => ({ due_at: row.ref('excluded.due_at') })),
          )
          .execute();
      if (checkpoint) await saveCheckpoint(tx, process, checkpoint);
    }),

  dueBy: async (process, instant, limit) => {
    const rows = await sql
      .selectFrom('deadlines')
      .select(['key', 'due_at'])
      .where('process', '=', process)
      .where('due_at', '<=', instant)
      .orderBy('due_at')
      .orderBy('key')
      .limit(limit)
      .execute();
    return rows.map(({ key, due_at }) => ({ key, dueAt: due_at }));
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
});
