import type { Delivered } from '#event-store';
import type { Message, MessageOf } from '#kernel';

export type ColumnType = 'text' | 'integer';
/** What a declared column may hold; `undefined` and `null` are the same there. */
type Sortable = string | number | null | undefined;
/** The fields of a row that may be columns. */
export type ColumnOf<Row> = { [C in keyof Row & string]: Row[C] extends Sortable ? C : never }[keyof Row & string];

/**
 * How events become the rows of one table. Pure: no clock, no random id, no SQL. A row is plain JSON; `null` takes it
 * away. `C` are the fields that have a column of their own.
 */
export type Projection<Row extends object, E extends Message, C extends ColumnOf<Row> = never> = {
  /** Lower case and dashes. Name and version together name the table; whoever changes what rows hold raises `version`. */
  readonly name: string;
  readonly version: number;
  /** How the names of the streams begin that it reads: 'ticket-', 'sla-'. */
  readonly streams: readonly string[];
  /** Whose row an event concerns. */
  key(recorded: Delivered<E>): string;
  readonly on: {
    readonly [T in E['type']]: (row: Row | undefined, recorded: Delivered<MessageOf<E, T>>) => Row | null;
  };
  /**
   * Child rows that a row brings along, by a name: the clocks of a ticket, the postings of a ledger. They lie in
   * the same table under `key/name`, so that they can be queried, counted and added up; no event is folded into them.
   */
  readonly childRows?: (row: Row) => Readonly<Record<string, Row>>;
  /** Whether the old content of a row must be removed from the disk, not only from the table. */
  readonly forgets?: (before: Row, after: Row | null) => boolean;
  /** What becomes of an event that a fold throws at, or that this build cannot read. A database that is gone is always tried again. */
  readonly onFailure: 'retry' | 'park' | 'halt';
  /** The fields of a row that are queried or sorted by; `{}` where it is only ever fetched by its key. */
  readonly columns: { readonly [K in C]: ColumnType };
  /** Columns that are queried together, the equal ones first, the one to sort by last. */
  readonly indexes?: readonly (readonly NoInfer<C>[])[];
  /** Sums kept for figures: of which columns, told apart by which, by when (ISO 8601, UTC) a row belongs to a month. */
  readonly sums?: {
    readonly at: NoInfer<C>;
    readonly by: readonly NoInfer<C>[];
    readonly of: readonly NoInfer<C>[];
  };
};

// biome-ignore lint/suspicious/noExplicitAny: a projection of any rows and events, where only its table matters.
export type AnyProjection = Projection<any, any, any>;
