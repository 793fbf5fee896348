import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { Sql } from './database';
import type { AnyProjection } from './projection';
import { tableOf } from './view-table';

const AT_ONCE = 1000;

/** Reads the table in the order of its keys, a thousand rows at a time. */
export const hashTable = async (sql: Sql, projection: AnyProjection): Promise<string> => {
  const hash = createHash('sha256');
  for (let after: string | undefined; ; ) {
    let query = sql.selectFrom(tableOf(projection)).select(['key', 'row']).orderBy('key').limit(AT_ONCE);
    if (after !== undefined) query = query.where('key', '>', after);
    const rows = await query.execute();
    for (const { key, row } of rows) hash.update(`${canonicalize([key, JSON.parse(row)])}\n`);
    after = rows.at(-1)?.key;
    if (rows.length < AT_ONCE) return hash.digest('hex');
  }
};
