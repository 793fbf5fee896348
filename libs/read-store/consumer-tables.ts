// What consumers keep besides the views: deadlines, parked tickets, leases. Some stored names are older than the words.

import type { Generated, Kysely, RawBuilder } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { Sql } from './database';

export type ConsumerTables = {
  /** `turn` is the version of a row: who has read an older one does not overwrite a newer one. */
  deadlines: { process: string; key: string; due_at: string; turn: Generated<number> };
  /** See `ParkedTicket`. `key` is empty where a consumer as a whole has halted. */
  parked_tickets: {
    consumer: string;
    key: string;
    since: string;
    reason: string;
    attempts: number;
    version: Generated<number>;
    /** 1 where a retry was requested. */
    retry_requested: Generated<number>;
    stream: string;
    revision: number;
    event_type: string;
    waiting: number;
  };
  /** Who does what only one need do. `beat` counts up as long as the owner lives. */
  leases: { name: string; owner: string; beat: number };
};

export const withConsumers = (sql: Sql) => sql.withTables<ConsumerTables>();

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
