import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { CLOCK, type Clock, iso, ms } from '#kernel';
import { type ListQuery, type Page, type ReadStore, runListQuery, type View } from '#read-store';
import { READ_STORE } from '#read-store/module';
import { overlapOf, type PlacedEntry } from '#ticketing';
import { entriesOf, type WorkEntryColumn, type WorkEntryRow, workEntries } from '#ticketing/module';

/** `shared…`: the time that both entries name. */
type Other = Omit<PlacedEntry, 'engineer'> & {
  readonly sharedFrom: string;
  readonly sharedTo: string;
  readonly sharedSeconds: number;
};
/** An entry, and those of the same engineer on other tickets that begin while it lasts: each pair stands here once. */
export type OverlappingWork = PlacedEntry & { readonly overlaps: readonly Other[] };

/** Work that one person wrote down on two tickets for one time. A fact to look at: nothing is charged or refused for it. */
export class OverlappingWorkQuery extends Query<Page<OverlappingWork> & { readonly at: string }> {
  constructor(readonly question: ListQuery<WorkEntryColumn>) {
    super();
  }
}

const MEETS_ANOTHER = { same: 'engineer', apart: 'ticketId', began: 'from' } as const;

@QueryHandler(OverlappingWorkQuery)
export class OverlappingWorkHandler implements IQueryHandler<OverlappingWorkQuery> {
  constructor(
    @Inject(READ_STORE) private readonly views: ReadStore,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async execute({ question }: OverlappingWorkQuery) {
    const view = this.views.view(workEntries);
    const asked = { ...question, where: { ...question.where, to: MEETS_ANOTHER } };
    const { rows, ...page } = await runListQuery(view, asked);
    const found = await Promise.all((rows as readonly PlacedEntry[]).map((entry) => withOthers(view, entry)));
    return { at: iso(this.clock.now()), rows: found, ...page };
  }
}

const withOthers = async (view: View<WorkEntryRow, WorkEntryColumn>, entry: PlacedEntry): Promise<OverlappingWork> => {
  const others = await entriesOf(view, entry.engineer, entry);
  const overlaps = others.flatMap(({ engineer: _, ...other }): readonly Other[] => {
    const shared = overlapOf(entry, { ...other, engineer: entry.engineer });
    if (!shared || !isFirst(entry, other)) return [];
    const sharedSeconds = (ms(shared.to) - ms(shared.from)) / 1000;
    return [{ ...other, sharedFrom: shared.from, sharedTo: shared.to, sharedSeconds }];
  });
  return { ...entry, overlaps };
};

/** As the view tells the two of a pair apart. */
const keyOf = ({ ticketId, workId }: Pick<PlacedEntry, 'ticketId' | 'workId'>) => `${ticketId}/${workId}`;
const isFirst = (entry: PlacedEntry, other: Omit<PlacedEntry, 'engineer'>): boolean =>
  entry.from === other.from ? keyOf(entry) < keyOf(other) : entry.from < other.from;
