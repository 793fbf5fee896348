// The one table of what consumers have parked: tickets that a process, a publisher, a webhook or a view cannot go on with.
// No event of them is skipped: a row says from where on their streams are read again, so that one row is all there is to
// keep. It is written in the transaction that moves the checkpoint past what waits.

import { sql as raw } from 'kysely';
import type { EventReference } from '#event-store';
import { type ConsumerTables, withConsumers } from './consumer-tables';
import type { Sql } from './database';
import { nameOfReader, ofGeneration } from './table-generation';

/** In the place of a ticket, where a consumer has halted as a whole. */
export const WHOLE_CONSUMER = '';

export type ParkedTicket = {
  /** A process, `kafka:` and a topic, `webhook:` and its id, or a view with its version: `ticket-list@1`. */
  readonly consumer: string;
  /** The ticket, or `WHOLE_CONSUMER`. */
  readonly key: string;
  /** When it was parked. ISO 8601, UTC. */
  readonly since: string;
  readonly reason: string;
  /** How many attempts have failed. */
  readonly attempts: number;
  readonly version: number;
  /** A retry at once was requested. */
  readonly retryRequested: boolean;
  /** The event that could not be handled; an empty stream where that is not known. */
  readonly stream: string;
  /** Of that event: from there on the stream waits. 0 where it is not known. */
  readonly revision: number;
  readonly type: string;
  /** How many events wait, that one among them, as far as they were counted. */
  readonly waiting: number;
};

type EventPlace = Pick<EventReference, 'stream' | 'revision' | 'type'>;
/** Another failed attempt. With the `version` that was read, the ticket may have come further meanwhile. */
export type Parking = {
  readonly key: string;
  readonly at: string;
  readonly reason: string;
  readonly place?: EventPlace;
  readonly version?: number;
};
/** Events that were not handled because their ticket is parked; it waits from `revision` on at the latest. */
export type PassedOver = {
  readonly key: string;
  readonly at: string;
  readonly events?: number;
  readonly revision?: number;
};

type Row = ConsumerTables['parked_tickets'];
const NOWHERE: EventPlace = { stream: '', revision: 0, type: '' };
const ROWS_MAX = 200;

/** On a connection, or in a transaction. */
export class ParkedTickets {
  readonly #sql: ReturnType<typeof withConsumers>;

  constructor(sql: Sql) {
    this.#sql = withConsumers(sql);
  }

  /** Of one consumer, or of all; the longest parked first. A view's shadow table parks for itself and is not shown. */
  async all(consumer?: string): Promise<readonly ParkedTicket[]> {
    const rows = await this.#sql
      .selectFrom('parked_tickets')
      .selectAll()
      .orderBy('since')
      .orderBy('consumer')
      .orderBy('key')
      .execute();
    if (rows.length === 0) return [];
    const views = await this.#sql.selectFrom('projections').select(['reader', 'generation']).execute();
    const live = new Map(views.map(({ reader, generation }) => [reader, ofGeneration(reader, generation)]));
    return rows
      .filter((row) => {
        const name = nameOfReader(row.consumer);
        const isLive = row.key === WHOLE_CONSUMER || row.consumer === (live.get(name) ?? row.consumer);
        return isLive && (consumer === undefined || consumer === name);
      })
      .map(({ event_type: type, retry_requested, ...row }) => ({
        ...row,
        consumer: nameOfReader(row.consumer),
        type,
        retryRequested: retry_requested === 1,
      }));
  }

  /** Of exactly this consumer, a view's table by its generation. */
  async of(reader: string, key: string): Promise<Pick<Row, 'waiting'> | undefined> {
    return this.#rows(reader).select('waiting').where('key', '=', key).executeTakeFirst();
  }

  async keys(reader: string): Promise<ReadonlySet<string>> {
    const rows = await this.#rows(reader).select('key').where('key', '!=', WHOLE_CONSUMER).execute();
    return new Set(rows.map(({ key }) => key));
  }

  /** The first failed attempt sets since when, and where: a ticket that waits for an earlier event goes on doing so. */
  async park(consumer: string, tickets: readonly Parking[]): Promise<void> {
    for (const { key, at: since, reason, place, version = -1 } of tickets) {
      const { stream, revision, type: event_type } = place ?? NOWHERE;
      const waiting = place ? 1 : 0;
      const mayMove = raw<boolean>`parked_tickets.version = ${version} or excluded.revision < parked_tickets.revision`;
      await this.#sql
        .insertInto('parked_tickets')
        .values({ consumer, key, since, reason, attempts: 1, stream, revision, event_type, waiting })
        .onConflict((conflict) =>
          conflict.columns(['consumer', 'key']).doUpdateSet((row) => ({
            reason: row.ref('excluded.reason'),
            attempts: raw<number>`parked_tickets.attempts + 1`,
            version: raw<number>`parked_tickets.version + 1`,
            retry_requested: 0,
            ...(place && {
              stream: raw<string>`case when ${mayMove} then excluded.stream else parked_tickets.stream end`,
              event_type: raw<string>`case when ${mayMove} then excluded.event_type else parked_tickets.event_type end`,
              revision: raw<number>`case when ${mayMove} then excluded.revision else parked_tickets.revision end`,
            }),
          })),
        )
        .execute();
    }
  }

  /** Notes that more was recorded. A ticket that was released meanwhile is parked again, and tried at once. */
  async passOver(consumer: string, tickets: readonly PassedOver[]): Promise<void> {
    const reason = 'More was recorded while it was parked.';
    const rows = tickets.map(({ key, at: since, events: waiting = 1, revision = 0 }) => {
      const place = { stream: '', event_type: '', revision, waiting };
      return { consumer, key, since, reason, attempts: 0, retry_requested: 1, ...place };
    });
    const earlier = raw<number>`case when excluded.revision < parked_tickets.revision
      then excluded.revision else parked_tickets.revision end`;
    const knowsWhere = tickets.every(({ revision }) => revision !== undefined);
    for (let from = 0; from < rows.length; from += ROWS_MAX)
      await this.#sql
        .insertInto('parked_tickets')
        .values(rows.slice(from, from + ROWS_MAX))
        .onConflict((conflict) =>
          conflict.columns(['consumer', 'key']).doUpdateSet({
            version: raw<number>`parked_tickets.version + 1`,
            waiting: raw<number>`parked_tickets.waiting + excluded.waiting`,
            ...(knowsWhere && { revision: earlier }),
          }),
        )
        .execute();
  }

  /** With the `version` that was read, only where nothing was recorded since. */
  async release(
    consumer: string,
    tickets: readonly { readonly key: string; readonly version?: number }[],
  ): Promise<void> {
    for (const { key, version } of tickets) {
      const row = this.#sql.deleteFrom('parked_tickets').where('consumer', '=', consumer).where('key', '=', key);
      await (version === undefined ? row : row.where('version', '=', version)).execute();
    }
  }

  /** Forgets all of a consumer that is no more: a view's table that was dropped. */
  async forget(consumer: string): Promise<void> {
    await this.#sql.deleteFrom('parked_tickets').where('consumer', '=', consumer).execute();
  }

  /** False where the ticket is not parked. */
  async requestRetry(consumer: string, key: string): Promise<boolean> {
    const { numUpdatedRows } = await this.#sql
      .updateTable('parked_tickets')
      .set({ retry_requested: 1 })
      .where((row) => row.or([row('consumer', '=', consumer), row('consumer', 'like', `${consumer}+%`)]))
      .where('key', '=', key)
      .executeTakeFirst();
    return numUpdatedRows > 0n;
  }

  #rows(consumer: string) {
    return this.#sql.selectFrom('parked_tickets').where('consumer', '=', consumer);
  }
}
