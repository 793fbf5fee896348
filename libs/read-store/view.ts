import type { Checkpoint } from '#event-store';

/**
 * What a column is compared with: one value, one of several, `null` for nothing, a range (`from` inclusive, `to`
 * exclusive), or words that its text must all contain, in the case in which they are written. Of the key alone: `under`,
 * the rows of these keys and what is below them (`T1`, `T1/2`).
 */
export type Condition =
  | string
  | number
  | null
  | readonly (string | number)[]
  | { readonly from?: string | number; readonly to?: string | number }
  | { readonly contains: readonly string[] }
  | { readonly under: readonly string[] }
  | MeetsAnother
  | FollowedBy;
/**
 * Asked of the column in which rows end: another row of the same `same` and another `apart` began while this one lasts,
 * from `began` on and before its end. Of two that began at once the one with the lesser key has it; so each pair that
 * overlaps is found once, and along an index on `same` and `began`.
 */
export type MeetsAnother = { readonly same: string; readonly apart: string; readonly began: string };

/**
 * Asked of a column that says when: another row has a later value there, the same values in the columns `alike`, another
 * `apart`, and the values that `followedBy` names. Along an index on `alike`, `followedBy` and the column.
 */
export type FollowedBy = {
  readonly followedBy: Readonly<Record<string, string | number>>;
  readonly alike: readonly string[];
  readonly apart: string;
};

export type Query<C extends string> = {
  readonly where?: { readonly [K in C | 'key']?: Condition };
  /** Ascending by default; rows without a value come last. By key where left out, and among equals. */
  readonly order?: { readonly by: C; readonly descending?: boolean };
  /** 1 to 1,000; 50 by default. */
  readonly limit?: number;
  /** `next` of the page before. Throws `RangeError` on anything else. */
  readonly after?: string;
};
/** Rows put together that have the same values in the columns `by`; `sum` adds up columns of integers. */
export type Grouping<C extends string, G extends C, S extends C> = {
  readonly by: readonly G[];
  readonly sum?: readonly S[];
  readonly where?: Query<C>['where'];
};
/** One group: its values, how many `rows` it has, and the sums under their columns' names. */
export type Group<G extends string, S extends string> = { readonly [K in G]: string | number | null } & {
  readonly [K in S | 'rows']: number;
};
export type Page<Row> = { readonly rows: readonly Row[]; readonly next?: string };

/** The rows of one projection, for reading. Throws `ViewNotReady` until it has caught up for the first time. */
export type View<Row, C extends string> = {
  get(key: string): Promise<Row | undefined>;
  /** Those of these keys that there are, in no order; at most 1,000 keys. */
  several(keys: readonly string[]): Promise<readonly Row[]>;
  find(query?: Query<C>): Promise<Page<Row>>;
  count(where?: Query<C>['where']): Promise<number>;
  /** In the order of the values. Throws `RangeError` where there are more than 10,000 groups. */
  group<G extends C, S extends C = never>(grouping: Grouping<C, G, S>): Promise<readonly Group<G, S>[]>;
  /** How far the rows have come. */
  checkpoint(): Promise<Checkpoint | 'start'>;
  /**
   * Waits until the rows show what was written at a position (`ticket@123`, as commands answer it). Throws
   * `RangeError` on what is none, `ViewBehind` where that takes more than `withinMs` (5 s).
   */
  past(position: string, withinMs?: number): Promise<void>;
};
