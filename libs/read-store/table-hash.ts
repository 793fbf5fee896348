import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { Checkpoint } from '#event-store';
import { readCheckpoint } from './checkpoints';
import type { Sql } from './database';
import type { AnyProjection } from './projection';
import { requireState } from './projection-state';

const AT_ONCE = 1000;

/** A row in its canonical form (RFC 8785), and whose it is. */
export type CanonicalRow = { readonly key: string; readonly row: string };

/** Reads the table that answers in the order of its keys, a thousand rows at a time. */
export async function* canonicalRows(
  sql: Sql,
  projection: AnyProjection,
): AsyncGenerator<CanonicalRow, void, undefined> {
  const { table } = (await requireState(sql, projection)).live;
  for (let after: string | undefined; ; ) {
    let query = sql.selectFrom(table).select(['key', 'row']).orderBy('key').limit(AT_ONCE);
    if (after !== undefined) query = query.where('key', '>', after);
    const rows = await query.execute();
    for (const { key, row } of rows) yield { key, row: canonicalize(JSON.parse(row)) ?? '' };
    after = rows.at(-1)?.key;
    if (rows.length < AT_ONCE) return;
  }
}

/** The table that answers as it stands at one instant, and how far it has come; nobody is held up by it. */
export type Snapshot = {
  readonly checkpoint: Checkpoint | 'start';
  rows(): AsyncGenerator<CanonicalRow, void, undefined>;
};

export const inSnapshot = <T>(
  sql: Sql,
  projection: AnyProjection,
  look: (snapshot: Snapshot) => Promise<T>,
): Promise<T> =>
  sql
    .transaction()
    .setAccessMode('read only')
    .setIsolationLevel('repeatable read')
    .execute(async (tx) => {
      const checkpoint = await readCheckpoint(tx, (await requireState(tx, projection)).live.reader);
      return look({ checkpoint, rows: () => canonicalRows(tx, projection) });
    });

/** SHA-256 (hex) over all rows: the same for the same history. */
export const hashOf = async (rows: AsyncIterable<CanonicalRow>): Promise<string> => {
  const hash = createHash('sha256');
  for await (const { key, row } of rows) hash.update(`[${JSON.stringify(key)},${row}]\n`);
  return hash.digest('hex');
};

/** The keys whose rows differ, or that only one of both has, in order. */
export async function* differingKeys(
  one: AsyncIterator<CanonicalRow>,
  other: AsyncIterator<CanonicalRow>,
): AsyncGenerator<string, void, undefined> {
  let [left, right] = [rowOf(await one.next()), rowOf(await other.next())];
  for (let next = first(left, right); next; next = first(left, right)) {
    const [isLeft, isRight] = [left?.key === next.key, right?.key === next.key];
    if (!(isLeft && isRight) || left?.row !== right?.row) yield next.key;
    if (isLeft) left = rowOf(await one.next());
    if (isRight) right = rowOf(await other.next());
  }
}
const rowOf = ({ done, value }: IteratorResult<CanonicalRow, unknown>): CanonicalRow | undefined =>
  done ? undefined : (value as CanonicalRow);
/** Whichever comes first; of two that are alike, either. */
const first = (left: CanonicalRow | undefined, right: CanonicalRow | undefined): CanonicalRow | undefined => {
  if (!left || !right) return left ?? right;
  return isBefore(right.key, left.key) ? right : left;
};
/** As both databases sort: by bytes. */
const isBefore = (one: string, other: string) => Buffer.compare(Buffer.from(one), Buffer.from(other)) < 0;
