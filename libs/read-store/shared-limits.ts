import { sql } from 'kysely';
import type { Sql } from './database';

/**
 * How often callers have asked all processes together. Worth nothing after a minute, so that it is in no backup and no
 * migration: a table that the first who counts makes, and that a crash of the database empties.
 */
export type SharedLimits = {
  /**
   * Adds what was asked here: by caller how often, each for `stepMs` of what may be asked. Answers by caller after how many
   * milliseconds from now on all will have been earned, by the database's clock.
   */
  add(asked: ReadonlyMap<string, number>, stepMs: number): Promise<ReadonlyMap<string, number>>;
};

const FORGOTTEN_AFTER_MS = 60_000;
const NOW = sql<number>`(extract(epoch from statement_timestamp()) * 1000)::float8`;

export const openSharedLimits = (db: Sql): SharedLimits => {
  let made: Promise<unknown> | undefined;
  let forgottenAt = performance.now();
  const make = () =>
    sql`create unlogged table if not exists asked_together (caller text primary key, earned_at float8 not null)`.execute(
      db,
    );
  const prepare = () => {
    // Of two who make it at once PostgreSQL fails one, all the same: by then it is there.
    made ??= make()
      .catch(make)
      .catch((error: unknown) => {
        made = undefined;
        throw error;
      });
    return made;
  };
  const forget = async () => {
    if (performance.now() - forgottenAt < FORGOTTEN_AFTER_MS) return;
    forgottenAt = performance.now();
    await sql`delete from asked_together where earned_at < ${NOW} - ${FORGOTTEN_AFTER_MS}::float8`.execute(db);
  };
  return {
    add: async (asked, stepMs) => {
      await prepare();
      await forget();
      // In one order in every process: two of them never wait for each other.
      const callers = [...asked.keys()].toSorted();
      const times = callers.map((caller) => asked.get(caller) ?? 0);
      const { rows } = await sql<{ caller: string; debt: number }>`
        insert into asked_together as known (caller, earned_at)
        select caller, ${NOW} + times * ${stepMs}::float8
        from unnest(${callers}::text[], ${times}::float8[]) as asked (caller, times)
        on conflict (caller) do update
        set earned_at = greatest(known.earned_at, ${NOW}) + (excluded.earned_at - ${NOW})
        returning caller, earned_at - ${NOW} as debt`.execute(db);
      return new Map(rows.map(({ caller, debt }) => [caller, debt]));
    },
  };
};
