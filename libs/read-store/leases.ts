import { withConsumers } from './consumer-tables';
import type { Sql } from './database';

/**
 * Who holds a lease, and a number that grows as long as he lives: a beat that stands still is a dead owner. It is at
 * least what the owner's machine clock showed (`at`, milliseconds of a clock that does not jump); others than those on the same
 * machine read nothing into it.
 */
export type Lease = { readonly owner: string; readonly beat: number };

/**
 * Who does what only one need do. For efficiency alone: two that both think they hold one do no harm, so that an owner
 * that was paused and wakes up late is no danger either.
 */
export type Leases = {
  held(name: string): Promise<Lease | undefined>;
  /** Takes what nobody holds, or what stands as it was seen. False where somebody else was faster. */
  take(name: string, owner: string, seen: Lease | undefined, at: number): Promise<boolean>;
  /** Renews the lease. False where the lease is another's by now. */
  beat(name: string, owner: string, at: number): Promise<boolean>;
  release(name: string, owner: string): Promise<void>;
};

export const openLeases = (sql: Sql): Leases => {
  const db = withConsumers(sql);
  return {
    held: (name) => db.selectFrom('leases').select(['owner', 'beat']).where('name', '=', name).executeTakeFirst(),

    take: async (name, owner, seen, at) => {
      if (seen === undefined) {
        const { numInsertedOrUpdatedRows } = await db
          .insertInto('leases')
          .values({ name, owner, beat: at })
          .onConflict((conflict) => conflict.column('name').doNothing())
          .executeTakeFirst();
        return numInsertedOrUpdatedRows === 1n;
      }
      const { numUpdatedRows } = await db
        .updateTable('leases')
        .set({ owner, beat: Math.max(seen.beat + 1, at) })
        .where('name', '=', name)
        .where('owner', '=', seen.owner)
        .where('beat', '=', seen.beat)
        .executeTakeFirst();
      return numUpdatedRows === 1n;
    },

    beat: async (name, owner, at) => {
      const { numUpdatedRows } = await db
        .updateTable('leases')
        .set((row) => ({
          beat: row
            .case()
            .when('beat', '<', at)
            .then(at)
            .else(row('beat', '+', 1))
            .end(),
        }))
        .where('name', '=', name)
        .where('owner', '=', owner)
        .executeTakeFirst();
      return numUpdatedRows === 1n;
    },

    release: async (name, owner) => {
      await db.deleteFrom('leases').where('name', '=', name).where('owner', '=', owner).execute();
    },
  };
};
