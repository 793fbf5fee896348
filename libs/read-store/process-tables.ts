// What the processes keep besides the views: deadlines, parked tickets, leases. The stored names are older than the words.

import type { Generated, Kysely, RawBuilder } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { Sql } from './database';

export type ProcessTables = {
  /** `turn` is the version of a row: who has read an older one does not overwrite a newer one. */
  deadlines: { process: string; key: string; due_at: string; turn: Generated<number> };
  /** One row for each ticket that a process has parked; `key` is empty where the process as a whole has halted. */
  stuck: {
    process: string;
    key: string;
    since: string;
    reason: string;
    attempts: number;
    turn: Generated<number>;
    /** 1 where a retry was requested. */
    asked: Generated<number>;
  };
  /** Who does what only one need do. `beat` counts up as long as the owner lives. */
  leases: { name: string; owner: string; beat: number };
};

export const withProcesses = (sql: Sql) => sql.withTables<ProcessTables>();

export const PROCESS_TABLES = '2026-11-23-watched-processes';
/** Behind those before it by its name. `text` sorts by bytes. */
export const processTables = (text: RawBuilder<unknown>): Migration => ({
  up: async (db: Kysely<unknown>) => {
    await db.schema
      .alterTable('deadlines')
      .addColumn('turn', 'bigint', (column) => column.notNull().defaultTo(0))
      .execute();
    await db.schema
      .createTable('stuck')
      .addColumn('process', text, (column) => column.notNull())
      .addColumn('key', text, (column) => column.notNull())
      .addColumn('since', text, (column) => column.notNull())
      .addColumn('reason', text, (column) => column.notNull())
      .addColumn('attempts', 'integer', (column) => column.notNull())
      .addColumn('turn', 'bigint', (column) => column.notNull().defaultTo(0))
      .addColumn('asked', 'integer', (column) => column.notNull().defaultTo(0))
      .addPrimaryKeyConstraint('stuck_key', ['process', 'key'])
      .execute();
    await db.schema
      .createTable('leases')
      .addColumn('name', text, (column) => column.primaryKey())
      .addColumn('owner', text, (column) => column.notNull())
      .addColumn('beat', 'bigint', (column) => column.notNull())
      .execute();
  },
});
