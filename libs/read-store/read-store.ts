import type { EngineHealth, Message } from '#kernel';
import { compactSoon, stopCompaction } from './compaction';
import { isTurnedAway, ping, reportConnections, untilAnswered } from './connecting';
import type { Connected } from './database';
import { DatabaseMonitor } from './database-monitor';
import { type DeadlineStore, openDeadlineStore } from './deadline-store';
import { type Leases, openLeases } from './leases';
import { migrate } from './migrations';
import { type ParkedTicket, ParkedTickets, WHOLE_CONSUMER } from './parked-tickets';
import { openPostgres } from './postgres';
import type { AnyProjection, ColumnOf, Projection } from './projection';
import { openProjector, type Projector } from './projector';
import { openSharedLimits, type SharedLimits } from './shared-limits';
import { openView } from './sql-view';
import { openSqlite } from './sqlite';
import { type ProjectionStatus, statusOf } from './status';
import { canonicalRows, hashOf, inSnapshot, type Snapshot } from './table-hash';
import type { View } from './view';

export type ReadStoreOptions = {
  /** `postgres://…`: production. */
  readonly url?: string;
  /** A SQLite file; `:memory:` for one that is gone with the process. */
  readonly file?: string;
  /** PostgreSQL: how many connections this process opens at most (10), and the roles that `pg_stat_activity` shows. */
  readonly connections?: number;
  readonly purpose?: string;
  /** How long a database that does not answer is waited for (15,000 ms). One that turns us away is not waited for. */
  readonly waitMs?: number;
  /** pino's shape. */
  readonly log?: { info(fields: object, msg: string): void; warn(fields: object, msg: string): void };
};

/** The SQL read store: everything in it can be derived again from the events. */
export type ReadStore = {
  readonly kind: 'sqlite' | 'postgres';
  /** Where a file that would not open was put; a new one is filled from the events. */
  readonly setAside?: string;
  /** Makes the table where it is missing, and reads how far it has come. Throws where the version's columns are others. */
  projector<Row extends object, E extends Message, C extends ColumnOf<Row> = never>(
    projection: Projection<Row, E, C>,
  ): Promise<Projector>;
  view<Row extends object, E extends Message, C extends ColumnOf<Row> = never>(
    projection: Projection<Row, E, C>,
  ): View<Row, C>;
  readonly deadlines: DeadlineStore;
  readonly leases: Leases;
  /** Counts for all processes; nothing on a file, which one process has for itself. */
  readonly askedTogether?: SharedLimits;
  /** The tickets that the views wait with, or one of them: `ticket-list@1`. */
  parked(view?: string): Promise<readonly ParkedTicket[]>;
  /** SHA-256 (hex) over all rows, keys in order, each in its canonical form (RFC 8785): the same for the same history. */
  tableHash(projection: AnyProjection): Promise<string>;
  /** Undefined where the projection was never begun here. */
  status(projection: AnyProjection): Promise<ProjectionStatus | undefined>;
  /** Looks at a table as it stands at one instant, while others write to it. */
  snapshot<T>(projection: AnyProjection, look: (snapshot: Snapshot) => Promise<T>): Promise<T>;
  /** What is known of the engine without asking it. */
  readonly health: EngineHealth;
  /** Keeps `health` up to date by asking the engine, until it is closed. */
  watch(): Promise<void>;
  /** Throws where the database does not answer. */
  ping(): Promise<void>;
  close(): Promise<void>;
};

/**
 * Opens the database and brings its tables up to date. A SQLite file that is damaged is set aside, and an empty one takes
 * its place.
 * Throws `ReadStoreUnavailable` where it cannot be opened for another reason, or was written by a newer build.
 */
export const openReadStore = async (options: ReadStoreOptions): Promise<ReadStore> => {
  const monitor = new DatabaseMonitor(options.log);
  const db = await connect(options, monitor);
  const { kind, sql, setAside } = db;
  const closing = new AbortController();
  try {
    await untilAnswered(db, options.waitMs);
    await migrate(kind, sql).catch((error) => Promise.reject(isTurnedAway(error) ? db.explain(error) : error));
  } catch (error) {
    await destroy(db);
    throw error;
  }
  await reportConnections(db, options.log);
  compactSoon(db);
  const views = new WeakMap<AnyProjection, View<never, string>>();
  const viewOf = (projection: AnyProjection) => {
    const view = views.get(projection) ?? openView<never>(db, projection);
    views.set(projection, view);
    return view;
  };
  if (setAside !== undefined)
    options.log?.warn({ setAside }, 'read store damaged: set aside, rebuilding from the events');
  return {
    kind,
    ...(setAside !== undefined && { setAside }),
    projector: (projection) => openProjector(db, projection as AnyProjection),
    view: (projection) => viewOf(projection as AnyProjection),
    deadlines: openDeadlineStore(sql),
    leases: openLeases(sql),
    ...(kind === 'postgres' && { askedTogether: openSharedLimits(sql) }),
    parked: async (view) =>
      (await new ParkedTickets(sql).all(view)).filter(
        ({ consumer, key }) => isView(consumer) && key !== WHOLE_CONSUMER,
      ),
    tableHash: (projection) => hashOf(canonicalRows(sql, projection)),
    snapshot: (projection, look) => inSnapshot(sql, projection, look),
    status: (projection) => statusOf(sql, projection),
    get health() {
      return monitor.health;
    },
    watch: () => db.watch(closing.signal),
    ping: () => ping(sql),
    close: () => {
      closing.abort();
      stopCompaction(db);
      return destroy(db);
    },
  };
};

const destroy = async ({ sql, longReads }: Connected): Promise<void> => {
  if (longReads !== sql) await longReads.destroy();
  await sql.destroy();
};

/** A view's name has its version behind it. */
export const isView = (consumer: string): boolean => /@\d+$/.test(consumer);

const connect = async (
  { url, file, connections, purpose }: ReadStoreOptions,
  monitor: DatabaseMonitor,
): Promise<Connected> => {
  if (url !== undefined && file === undefined)
    return openPostgres(
      { url, ...(connections !== undefined && { connections }), ...(purpose !== undefined && { purpose }) },
      monitor,
    );
  if (file !== undefined && url === undefined) return openSqlite(file, monitor);
  throw new TypeError('A read store has a url (PostgreSQL) or a file (SQLite): one of them.');
};
