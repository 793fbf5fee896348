import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { isEngineAway } from '#kernel';
import { type Page, type ReadStore, type View, ViewBehind, ViewNotReady } from '#read-store';
import { READ_STORE } from '#read-store/module';
import { overlapOf, type PlacedEntry, type WorkOverlap } from '../domain/overlap';
import { placedIn, type WorkEntryColumn, type WorkEntryRow, workEntries } from './work-entries';

/**
 * What the engineers of these tickets wrote down elsewhere for the same time, by ticket, in the order of time. With
 * `position` once the view has passed it. `undefined` where the view does not answer in time: nobody is kept from work
 * or from a page for that, and `GET /queues/overlapping-work` has it later.
 */
export class WorkOverlapsQuery extends Query<ReadonlyMap<string, readonly WorkOverlap[]> | undefined> {
  constructor(
    readonly ticketIds: readonly string[],
    readonly position?: string,
  ) {
    super();
  }
}

/** How long the answer to a command waits for the view to have heard of it. */
const WITHIN_MS = 500;

@QueryHandler(WorkOverlapsQuery)
export class WorkOverlapsHandler implements IQueryHandler<WorkOverlapsQuery> {
  constructor(@Inject(READ_STORE) private readonly views: ReadStore) {}

  async execute({ ticketIds, position }: WorkOverlapsQuery) {
    const view = this.views.view(workEntries);
    try {
      if (position !== undefined) await view.past(position, WITHIN_MS);
      const found = await Promise.all(
        ticketIds.map(async (ticketId) => [ticketId, await overlapsOn(view, ticketId)] as const),
      );
      return new Map(found);
    } catch (error) {
      if (error instanceof ViewBehind || error instanceof ViewNotReady || isEngineAway(error)) return undefined;
      throw error;
    }
  }
}

type Entries = View<WorkEntryRow, WorkEntryColumn>;

const overlapsOn = async (view: Entries, ticketId: string): Promise<readonly WorkOverlap[]> => {
  const row = await view.get(ticketId);
  const own = row ? placedIn(row) : [];
  const engineers = [...new Set(own.map(({ engineer }) => engineer))];
  const found = await Promise.all(
    engineers.map(async (engineer) => {
      const theirs = own.filter((entry) => entry.engineer === engineer);
      const others = await entriesOf(view, engineer, spanOf(theirs));
      return theirs.flatMap((entry) => others.flatMap((other) => overlapOf(entry, other) ?? []));
    }),
  );
  return found.flat().toSorted((a, b) => (a.from < b.from ? -1 : Number(a.from > b.from)));
};

type Span = { readonly from: string; readonly to: string };
const spanOf = (entries: readonly Span[]): Span => ({
  from: entries.map(({ from }) => from).toSorted()[0] ?? '',
  to:
    entries
      .map(({ to }) => to)
      .toSorted()
      .at(-1) ?? '',
});

const PAGE = 200;
/** Every entry of an engineer that has begun before the span ends, and ends after it began. */
export const entriesOf = async (
  view: Entries,
  engineer: string,
  { from, to }: Span,
): Promise<readonly PlacedEntry[]> => {
  const entries: PlacedEntry[] = [];
  for (let after: string | undefined; ; ) {
    const page: Page<WorkEntryRow> = await view.find({
      // Ends are compared inclusively: what only touches is left out by the rule itself.
      where: { engineer, from: { to }, to: { from } },
      limit: PAGE,
      ...(after !== undefined && { after }),
    });
    entries.push(...(page.rows as readonly PlacedEntry[]));
    if (page.next === undefined) return entries;
    after = page.next;
  }
};
