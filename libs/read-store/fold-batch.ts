// One batch folded, in memory: which rows it changes, and where the streams stand then. Nothing is written here.

import type { Delivered } from '#event-store';
import { subjectOf } from '#kernel';
import { withChildRows } from './child-rows';
import type { Sql } from './database';
import { isNext, loadHeads } from './heads';
import type { AnyProjection } from './projection';
import { readerOf, type TableGeneration } from './table-generation';
import { loadRows } from './view-table';

/** What is remembered of a table between batches; true as long as nobody else has moved the checkpoint. */
export type Memory = {
  row(key: string): { readonly row: object | null } | undefined;
  head(stream: string): number | undefined;
  /** Whether it is all that there is: what it does not have is nowhere. */
  readonly isWhole: boolean;
};
/** What a batch changes. */
export type Changes = {
  readonly rows: ReadonlyMap<string, object | null>;
  readonly heads: ReadonlyMap<string, number>;
  /** How many events wait behind a parked one, by ticket. Their streams' heads stay where they were. */
  readonly waiting: ReadonlyMap<string, number>;
  /** The keys of rows whose old texts must not be found any more. */
  readonly forgotten: readonly string[];
};

/** What is remembered is taken now: while the rest is loaded, something that is being written may push it out. */
const remembered = async <T>(
  names: readonly string[],
  known: (name: string) => T | undefined,
  isWhole: boolean,
  load: (unknown: readonly string[]) => Promise<ReadonlyMap<string, T>>,
): Promise<(name: string) => T | undefined> => {
  const found = new Map<string, T>();
  const unknown: string[] = [];
  for (const name of names) {
    const value = known(name);
    if (value === undefined) unknown.push(name);
    else found.set(name, value);
  }
  const loaded = isWhole || unknown.length === 0 ? undefined : await load(unknown);
  return (name) => found.get(name) ?? loaded?.get(name);
};

/** The events that are next in their streams, and where those stand then. Throws `MissedEvents` over a gap. */
const nextOnes = async (
  db: Sql,
  target: TableGeneration,
  memory: Memory,
  batch: readonly Delivered[],
): Promise<{ events: readonly Delivered[]; heads: ReadonlyMap<string, number> }> => {
  const streams = [...new Set(batch.map(({ stream }) => stream))];
  const before = await remembered(streams, memory.head, memory.isWhole, (unknown) =>
    loadHeads(db, target.reader, unknown),
  );
  const heads = new Map<string, number>();
  const events = batch.filter((delivered) => {
    const { stream } = delivered;
    if (!isNext(heads.get(stream) ?? before(stream), delivered)) return false;
    heads.set(stream, delivered.stamp.revision);
    return true;
  });
  return { events, heads };
};

/** A projection threw at an event: a history that it cannot make sense of, or a mistake in it. */
export class FoldFailed extends Error {
  override readonly name = 'FoldFailed';
}

/** The rows as the events leave them. Throws `FoldFailed`, naming the event, at what the projection throws at. */
export const foldRows = async (
  db: Sql,
  target: TableGeneration,
  memory: Memory,
  events: readonly Delivered[],
): Promise<Pick<Changes, 'rows' | 'forgotten'>> => {
  const { projection } = target;
  const forgotten: string[] = [];
  const relevant = events
    .filter(({ event }) => Object.hasOwn(projection.on, event.type))
    .map((delivered) => [orFoldFailed(projection, delivered, () => projection.key(delivered)), delivered] as const);
  const keys = [...new Set(relevant.map(([key]) => key))];
  const before = await remembered(keys, memory.row, memory.isWhole, (unknown) => loadRows(db, target, unknown));
  const rows = new Map<string, object | null>();
  for (const [key, delivered] of relevant) {
    const row = rows.has(key) ? rows.get(key) : before(key)?.row;
    const on = projection.on[delivered.event.type];
    const after = orFoldFailed(projection, delivered, () => on?.(row ?? undefined, delivered) ?? null);
    if (row && projection.forgets?.(row, after)) forgotten.push(key);
    rows.set(key, after);
  }
  return { rows: withChildRows(projection, rows, (key) => before(key)?.row), forgotten };
};

const orFoldFailed = <T>(projection: AnyProjection, { stream, stamp, event }: Delivered, query: () => T): T => {
  try {
    return query();
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new FoldFailed(`${readerOf(projection)} cannot take ${event.type}, ${stream}@${stamp.revision}: ${why}`, {
      cause,
    });
  }
};

/** Folds a batch; those that wait behind a parked event of their ticket are set apart. */
export const foldBatch = async (
  db: Sql,
  target: TableGeneration,
  memory: Memory,
  parked: ReadonlySet<string>,
  batch: readonly Delivered[],
): Promise<Changes> => {
  const waits = ({ stream }: Delivered) => parked.size > 0 && parked.has(subjectOf(stream));
  const free = batch.filter((delivered) => !waits(delivered));
  const { events, heads } = await nextOnes(db, target, memory, free);
  const folded = await foldRows(db, target, memory, events);
  const waiting = new Map<string, number>();
  if (free.length < batch.length)
    for (const { stream } of batch.filter(waits))
      waiting.set(subjectOf(stream), (waiting.get(subjectOf(stream)) ?? 0) + 1);
  return { ...folded, heads, waiting };
};
