import { setImmediate as breathe } from 'node:timers/promises';
import type { Page, Query, View } from './view';

/** A question as it comes from outside: after a position was passed, and a page or everything there is. */
export type ListQuery<C extends string> = Query<C> & { readonly past?: string; readonly all?: boolean };

/** What one file holds; whoever wants more asks on from `next`. */
const ALL_MAX = 20_000;
const PAGE_MAX = 200;

/** Throws what `find` and `past` throw. */
export const runListQuery = async <Row, C extends string>(
  view: View<Row, C>,
  { past, all = false, ...query }: ListQuery<C>,
): Promise<Page<Row>> => {
  if (past !== undefined) await view.past(past);
  if (!all) return view.find(query);
  const rows: Row[] = [];
  for (let { after } = query; ; ) {
    const page = await view.find({ ...query, limit: PAGE_MAX, ...(after !== undefined && { after }) });
    rows.push(...page.rows);
    after = page.next;
    await breathe(); // an embedded database reads in this very thread, and others wait for it
    if (after === undefined || rows.length >= ALL_MAX) return { rows, ...(after !== undefined && { next: after }) };
  }
};
