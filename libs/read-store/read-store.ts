import type { Consumer } from '#event-store';
import type { Message } from '#kernel';
import type { Agenda } from './agenda';
import type { ParkedEvent } from './parked';
import type { AnyProjection, ColumnOf, Projection } from './projection';
import type { View } from './view';

export type ReadStoreOptions = {
  /** `postgres://…`: production. */
  readonly url?: string;
  /** A SQLite file; `:memory:` for one that is gone with the process. */
  readonly file?: string;
  /** pino's shape. */
  readonly log?: { info(fields: object, msg: string): void; warn(fields: object, msg: string): void };
};

/** Keeps one projection's table: hand `consumer` to the event store. */
export type Projector = {
  readonly consumer: Consumer;
  /** True once it has caught up; from then on the view answers. */
  readonly ready: boolean;
};

/** The SQL read store: everything in it can be derived again from the events. */
export type ReadStore = {
  readonly kind: 'sqlite' | 'postgres';
  /** Where a file that would not open was put; a new one is filled from the events. */
  readonly setAside?: string;
  /** Makes the table where it is missing, and reads how far it has come. */
  projector<Row extends object, E extends Message, C extends ColumnOf<Row> = never>(
    projection: Projection<Row, E, C>,
  ): Promise<Projector>;
  view<Row extends object, E extends Message, C extends ColumnOf<Row> = never>(
    projection: Projection<Row, E, C>,
  ): View<Row, C>;
  readonly agenda: Agenda;
  /** Whoever waits for a person, by consumer and in order. */
  parked(consumer?: string): Promise<readonly ParkedEvent[]>;
  /** SHA-256 (hex) over all rows, keys in order, each in its canonical form (RFC 8785): the same for the same history. */
  tableHash(projection: AnyProjection): Promise<string>;
  /** Throws where the database does not answer. */
  ping(): Promise<void>;
  close(): Promise<void>;
};

/**
 * Opens the database and brings its tables up to date. A SQLite file that is damaged is set aside and begun anew.
 * Throws `ReadStoreUnavailable` where it cannot be opened for another reason, or was written by a newer build.
 */
export const openReadStore = (_options: ReadStoreOptions): Promise<ReadStore> => {
  throw new Error('to come');
};
