import type { Violation } from './ledger';

/** One crash and what was found after it. */
export type Cycle = {
  readonly seed: number;
  /** The store came up again by itself. */
  readonly recovered: boolean;
  readonly violations: readonly Violation[];
  /** What happened to it, for whoever reads about a violation. */
  readonly story: string;
  /** The options that do it again. */
  readonly again: string;
};

export const PLANTS = ['ack-before-sync', 'skip-checksum', 'publish-early'] as const;
/** A fault put into the store on purpose, to show that the rig finds it. */
export type Plant = (typeof PLANTS)[number];

export const READ_STORES = ['sqlite', 'postgres'] as const;
export type ReadStoreKind = (typeof READ_STORES)[number];

export type Wanted = {
  readonly seed: number;
  readonly cycles: number;
  readonly plant?: Plant;
  /** How many commands a second people say meanwhile, where a kind of crash can be told. */
  readonly rate?: number;
  /** Which database has the views, where a kind of crash can be told. */
  readonly readStore?: ReadStoreKind;
  /** The commit of the build before this one, where a kind of crash has two. */
  readonly before?: string;
  /** Told what happens, step by step, where a kind of crash can tell. */
  readonly trace?: (what: string) => void;
  /** Told to leave: the cycle under way is finished, no other begun. */
  readonly stop: AbortSignal;
};

/** One way of crashing one thing. A new subject (roles, kafka) brings its own and a line in apps/crash/subjects.ts. */
export type Crash = {
  readonly name: string;
  readonly does: string;
  run(wanted: Wanted): AsyncIterable<Cycle>;
};
