// Pages of a list that is sorted by an instant which no column holds.

type Due = { readonly row: { readonly ticketId: string; readonly event: number }; readonly dueAt: number };
type DuePosition = readonly [dueAt: number, key: string];

const keyOf = ({ row: { ticketId, event } }: Due): string => `${ticketId}/${event}`;
const compare = ([dueA, a]: DuePosition, [dueB, b]: DuePosition, descending: boolean): number => {
  if (dueA !== dueB) return descending ? dueB - dueA : dueA - dueB;
  return a < b ? -1 : Number(a > b);
};
const placeOf = (due: Due): DuePosition => [due.dueAt, keyOf(due)];

/** What is due first comes first; among equals by ticket and event. */
export const byDue =
  (descending: boolean) =>
  (a: Due, b: Due): number =>
    compare(placeOf(a), placeOf(b), descending);

const parse = (text: string): DuePosition => {
  try {
    const place: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    if (Array.isArray(place) && place.length === 2 && Number.isFinite(place[0]) && typeof place[1] === 'string')
      return place as unknown as DuePosition;
  } catch {
    // refused below
  }
  throw new RangeError(`'${text}' is no place in this list. Take it from the page before, or begin without it.`);
};

/**
 * One page of a list in either order. What moved meanwhile is on the page where it belongs now. Throws `RangeError` on
 * a cursor that no page handed out.
 */
export const pageByDue = <D extends Due>(
  sorted: readonly D[],
  limit: number,
  after?: string,
): { readonly rows: readonly D[]; readonly next?: string } => {
  const [first, last] = [sorted[0], sorted.at(-1)];
  const descending = first !== undefined && last !== undefined && first.dueAt > last.dueAt;
  const place = after === undefined ? undefined : parse(after);
  const rest = place ? sorted.filter((due) => compare(placeOf(due), place, descending) > 0) : sorted;
  const rows = rest.slice(0, limit);
  const end = rest.length > limit ? rows.at(-1) : undefined;
  return { rows, ...(end && { next: Buffer.from(JSON.stringify(placeOf(end))).toString('base64url') }) };
};
