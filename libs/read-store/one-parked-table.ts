// Brings what processes and publishers had parked (`stuck`, and for Kafka the deadlines `ticket@revision`) and what views
// had (`parked`, an event a row) into one table. The old tables go in the same transaction, so that a server of the build
// before this one, which runs on for a moment, can park nothing where nobody looks: its event is tried again instead.

import { type Kysely, type RawBuilder, sql as raw } from 'kysely';
import type { Migration } from 'kysely/migration';
import { streamOf } from '#kernel';

export const ONE_PARKED_TABLE = '2026-11-30-one-parked-table';

type Stuck = { process: string; key: string; since: string; reason: string; attempts: number; asked: number };
type Waiting = {
  reader: string;
  sequence: string;
  stream: string;
  revision: number;
  type: string;
  reason: string | null;
};
type Deadline = { process: string; key: string };
type Old = {
  stuck: Stuck;
  parked: Waiting & { position: string };
  deadlines: Deadline;
  stream_heads: { reader: string; stream: string; revision: number };
  parked_tickets: {
    consumer: string;
    key: string;
    since: string;
    reason: string;
    attempts: number;
    retry_requested: number;
    stream: string;
    revision: number;
    event_type: string;
    waiting: number;
  };
};
type Row = Old['parked_tickets'];

/** `text` sorts by bytes. */
export const oneParkedTable = (text: RawBuilder<unknown>): Migration => ({
  up: async (unknown: Kysely<unknown>) => {
    const db = unknown as Kysely<Old>;
    await db.schema
      .createTable('parked_tickets')
      .addColumn('consumer', text, (column) => column.notNull())
      .addColumn('key', text, (column) => column.notNull())
      .addColumn('since', text, (column) => column.notNull())
      .addColumn('reason', text, (column) => column.notNull())
      .addColumn('attempts', 'integer', (column) => column.notNull())
      .addColumn('version', 'bigint', (column) => column.notNull().defaultTo(0))
      .addColumn('retry_requested', 'integer', (column) => column.notNull().defaultTo(0))
      .addColumn('stream', text, (column) => column.notNull())
      .addColumn('revision', 'bigint', (column) => column.notNull())
      .addColumn('event_type', text, (column) => column.notNull())
      .addColumn('waiting', 'integer', (column) => column.notNull())
      .addPrimaryKeyConstraint('parked_tickets_key', ['consumer', 'key'])
      .execute();
    const rows = [...(await ofProcesses(db)), ...(await ofViews(db))];
    for (const row of rows) await db.insertInto('parked_tickets').values(row).execute();
    await db.schema.dropTable('stuck').execute();
    await db.schema.dropTable('parked').execute();
  },
});

const PUBLISHERS = 'kafka:%';

/** A publisher's deadline says from which event on its ticket waits, and was the truth where the two differed. */
const ofProcesses = async (db: Kysely<Old>): Promise<readonly Row[]> => {
  const stuck = await db.selectFrom('stuck').selectAll().execute();
  const unsent = await db
    .selectFrom('deadlines')
    .select(['process', 'key'])
    .where('process', 'like', PUBLISHERS)
    .execute();
  await db.deleteFrom('deadlines').where('process', 'like', PUBLISHERS).execute();
  const from = new Map<string, Deadline & { revision: number }>();
  for (const { process, key } of unsent) {
    const at = key.lastIndexOf('@');
    const one = { process, key: key.slice(0, at), revision: Number(key.slice(at + 1)) };
    const known = from.get(`${process} ${one.key}`);
    if (known === undefined || one.revision < known.revision) from.set(`${process} ${one.key}`, one);
  }
  const now = new Date().toISOString();
  const noted = new Map(stuck.map((one) => [`${one.process} ${one.key}`, one]));
  const unsaid = [...from]
    .filter(([name]) => !noted.has(name))
    .map(([, { process, key }]) => ({ process, key, since: now, reason: UNKNOWN, attempts: 1, asked: 0 }));
  return [...stuck, ...unsaid].map(({ process, key, since, reason, attempts, asked }) => {
    const revision = from.get(`${process} ${key}`)?.revision;
    const place =
      revision === undefined ? NOWHERE : { stream: streamOf('public', key), revision, event_type: '', waiting: 1 };
    return { consumer: process, key, since, reason, attempts, retry_requested: asked, ...place };
  });
};
const UNKNOWN = 'It was parked, and nobody has said why.';
const NOWHERE = { stream: '', revision: 0, event_type: '', waiting: 0 };

/** A row a ticket; what waits of it is what stands behind the heads of its streams. */
const ofViews = async (db: Kysely<Old>): Promise<readonly Row[]> => {
  const events = await db.selectFrom('parked').selectAll().orderBy('position').execute();
  const firsts = new Map<string, Waiting>();
  for (const event of events) {
    const of = `${event.reader} ${event.stream}`;
    if (Number(event.revision) < Number(firsts.get(of)?.revision ?? Number.POSITIVE_INFINITY)) firsts.set(of, event);
  }
  for (const { reader, stream, revision } of firsts.values())
    await db
      .updateTable('stream_heads')
      .set({ revision: raw<number>`${Number(revision) - 1}` })
      .where('reader', '=', reader)
      .where('stream', '=', stream)
      .execute();
  const since = new Date().toISOString();
  return [...Map.groupBy(events, ({ reader, sequence }) => `${reader} ${sequence}`).values()].flatMap((some) => {
    const first = some.find(({ reason }) => reason !== null) ?? some[0];
    if (first === undefined) return [];
    const { reader: consumer, sequence: key, reason, stream, revision, type: event_type } = first;
    const place = { stream, revision, event_type, waiting: some.length };
    return [{ consumer, key, since, reason: reason ?? UNKNOWN, attempts: 1, retry_requested: 0, ...place }];
  });
};
