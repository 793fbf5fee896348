import type { Generated, Kysely } from 'kysely';

/** Positions are u64: decimal strings in SQL, compared as BigInt here. `event_id` is '' until something was read. */
export type CheckpointRow = {
  reader: string;
  epoch: string;
  commit_position: string;
  prepare_position: string;
  stream: string;
  revision: number;
  event_id: string;
  /** The version: counts every change, so that no writer trusts its memory after another one was here. */
  turn: number;
  /** A checkpoint that is further on, as JSON: between the two nothing was for this reader. */
  passed: string | null;
};

/** One version of a projection. */
export type ProjectionRow = {
  reader: string;
  name: string;
  version: number;
  /** What its tables are made for. */
  shape: string;
  /** 1 once it has caught up for the first time. */
  ready: Generated<number>;
  /** Which of its tables answers. */
  generation: Generated<number>;
  /** The generation of the shadow table that is being filled. */
  filling: Generated<number | null>;
  /** The commit position where the store ended when what is being filled was begun. */
  target: Generated<string | null>;
};

/** The tables that every read store has. Those of projections come and go with their versions. */
export type Tables = {
  /** How far a projection (`name@version`) or a process has read. */
  checkpoints: CheckpointRow;
  projections: ProjectionRow;
  /** The last revision of each stream that a projection has seen: a gap or a repetition shows. */
  stream_heads: { reader: string; stream: string; revision: number };
  deadlines: { process: string; key: string; due_at: string };
};

/** Any projection's table: the row as JSON, and its declared columns beside it. */
export type ViewTable = { key: string; row: string; [column: string]: string | number | null };
export type Database = Tables & { [view: `view_${string}`]: ViewTable };

export type Kind = 'sqlite' | 'postgres';
export type Sql = Kysely<Database>;

/** A connection of either kind, and what differs between them. */
export type Connected = {
  readonly kind: Kind;
  readonly sql: Sql;
  /** For what goes through many rows: it holds up neither a page of a list nor a writer. */
  readonly longReads: Sql;
  /** Where a damaged file was put. */
  readonly setAside?: string;
  /** Probes the engine now and then, until `signal` ends it. */
  watch(signal: AbortSignal): Promise<void>;
  /** A failure to open it, for whoever starts the server. */
  explain(error: unknown): Error;
  /** Of a server with a limit: how many this process opens at most, and where they lead. */
  readonly connections?: { readonly own: number; readonly named: string };
};
