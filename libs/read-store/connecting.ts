// The first words with a database: waiting for one that is not there yet, and saying what it must have room for.

import { setTimeout as pause } from 'node:timers/promises';
import { sql as raw } from 'kysely';
import type { Connected, Sql } from './database';
import { faultOf } from './database-errors';

const WAIT_MS = 15_000;
const PAUSE_MS = 250;
const PAUSE_MS_MAX = 2_000;

export const ping = async (sql: Sql): Promise<void> => void (await raw`select 1`.execute(sql));

export const isTurnedAway = (error: unknown): boolean => faultOf(error) === 'refused';

/** Waits for a database that does not answer. Throws, in one line, where it is not there in time or turns us away. */
export const untilAnswered = async ({ sql, explain }: Connected, waitMs = WAIT_MS): Promise<void> => {
  const giveUpAt = performance.now() + waitMs;
  for (let wait = PAUSE_MS; ; wait = Math.min(wait * 2, PAUSE_MS_MAX))
    try {
      return await ping(sql);
    } catch (error) {
      if (faultOf(error) !== 'away' || performance.now() + wait > giveUpAt) throw explain(error);
      await pause(wait);
    }
};

type Log = { info(fields: object, msg: string): void; warn(fields: object, msg: string): void } | undefined;

/** What the server has room for and what this process may take of it: a line in the log, a warning where it is short. */
export const reportConnections = async ({ sql, connections }: Connected, log: Log): Promise<void> => {
  if (connections === undefined) return;
  const { own, named } = connections;
  const { rows } = await raw<{ version: string; room: number; open: number }>`
    select current_setting('server_version') as version,
      current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int as room,
      (select count(*)::int from pg_stat_activity where datname is not null and pid <> pg_backend_pid()) as open
  `.execute(sql);
  const { version, room = 0, open = 0 } = rows[0] ?? {};
  const fields = { version, connections: own, room, open };
  if (room - open < own)
    log?.warn(
      fields,
      `${named}: this process opens up to ${own} connections, ${room - open} are left of ${room}. Raise max_connections, or lower DATABASE_CONNECTIONS of the servers`,
    );
  else log?.info(fields, `${named}: this process opens up to ${own} connections of ${room}, ${open} are open`);
};
