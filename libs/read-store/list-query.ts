import type { Page, Query, View } from './view';

/** A list query as it comes from outside: answered once a position was passed. */
export type ListQuery<C extends string> = Query<C> & { readonly past?: string };

/** Throws what `find` and `past` throw. */
export const runListQuery = async <Row, C extends string>(
  view: View<Row, C>,
  { past, ...query }: ListQuery<C>,
): Promise<Page<Row>> => {
  if (past !== undefined) await view.past(past);
  return view.find(query);
};
