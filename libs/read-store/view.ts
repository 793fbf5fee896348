/** What a column is compared with: one value, one of several, `null` for nothing, or a range (`from` inclusive, `to` exclusive). */
export type Condition =
  | string
  | number
  | null
  | readonly (string | number)[]
  | { readonly from?: string | number; readonly to?: string | number };

export type Query<C extends string> = {
  readonly where?: { readonly [K in C]?: Condition };
  /** Ascending unless said otherwise; rows without a value come last. By key where left out, and among equals. */
  readonly order?: { readonly by: C; readonly descending?: boolean };
  /** 1 to 200; 50 by default. */
  readonly limit?: number;
  /** `next` of the page before. Throws `RangeError` on anything else. */
  readonly after?: string;
};
export type Page<Row> = { readonly rows: readonly Row[]; readonly next?: string };

/** The rows of one projection, for reading. Throws `ViewNotReady` until it has caught up for the first time. */
export type View<Row, C extends string> = {
  get(key: string): Promise<Row | undefined>;
  find(query?: Query<C>): Promise<Page<Row>>;
  count(where?: Query<C>['where']): Promise<number>;
};
