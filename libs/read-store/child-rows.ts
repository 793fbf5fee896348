import type { AnyProjection } from './projection';

type Rows = ReadonlyMap<string, object | null>;

/** The rows, and with them the lines that have changed since `before`; those that are gone are `null`. */
export const withChildRows = (
  { childRows: lines }: AnyProjection,
  rows: Rows,
  before: (key: string) => object | null | undefined,
): Rows => {
  if (!lines) return rows;
  const linesOf = (row: object | null | undefined): Readonly<Record<string, object>> => (row ? lines(row) : {});
  const all = new Map(rows);
  for (const [key, row] of rows) {
    const [was, is] = [linesOf(before(key)), linesOf(row)];
    for (const [name, line] of Object.entries(is))
      if (JSON.stringify(line) !== JSON.stringify(was[name])) all.set(`${key}/${name}`, line);
    for (const name of Object.keys(was)) if (!Object.hasOwn(is, name)) all.set(`${key}/${name}`, null);
  }
  return all;
};
