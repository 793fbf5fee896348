import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryBus, QueryHandler } from '@nestjs/cqrs';
import type { PostingCause } from '#billing';
import { PostingCausesQuery } from '#billing/module';
import { ms } from '#kernel';
import { localTime } from '#policy';
import { type ListQuery, type Page, type ReadStore, runListQuery } from '#read-store';
import { READ_STORE } from '#read-store/module';
import type { WorkOverlap } from '#ticketing';
import { WorkOverlapsQuery } from '#ticketing/module';
import { afterHours } from './after-hours';
import type { AfterHoursColumn, AfterHoursRow, PostingLine } from './after-hours-row';
import { type Months, type MonthsAsked, MonthsInZones } from './months';

/** One line of the after-hours ledger. `month` is that of the ticket's own policy version; money in cents, signed. */
export type LedgerLine = Omit<PostingLine, 'workIds'> & {
  readonly month: string;
  /** When it was posted, by the clock of that version's zone. */
  readonly atLocal: string;
  readonly ticketId: string;
  readonly event: number;
  readonly client: string;
  readonly policyId: string;
  /** Whose act it answers, by which rule, and their reason. */
  readonly cause?: PostingCause;
  /** What its engineers wrote down on other tickets for the time that was counted; absent while no view says so. */
  readonly overlaps?: readonly WorkOverlap[];
};
type CountedLine = LedgerLine & Pick<PostingLine, 'workIds'>;

/** The after-hours ledger of all clients, in the order in which it was posted. */
export class PostingsQuery extends Query<Page<LedgerLine> & { readonly zone: string }> {
  constructor(
    readonly question: ListQuery<AfterHoursColumn>,
    readonly asked: MonthsAsked,
  ) {
    super();
  }
}

const PAGE = 50;
/** How many tickets' streams are read at once. */
const AT_ONCE = 10;

@QueryHandler(PostingsQuery)
export class PostingsHandler implements IQueryHandler<PostingsQuery> {
  constructor(
    @Inject(READ_STORE) private readonly views: ReadStore,
    @Inject(MonthsInZones) private readonly months: MonthsInZones,
    private readonly queries: QueryBus,
  ) {}

  async execute({ question, asked }: PostingsQuery) {
    const months = await this.months.asked(asked);
    const view = this.views.view(afterHours);
    const where = { ...question.where, what: 'posting', at: widestOf(months) };
    const limit = question.limit ?? PAGE;
    const lines: CountedLine[] = [];
    let next = question.after;
    // Where versions keep different zones, postings around the ends of the months belong to others: the page is filled up.
    do {
      const page = { ...question, where, limit: limit - lines.length, ...(next !== undefined && { after: next }) };
      const found: Page<AfterHoursRow> = await runListQuery(view, page);
      lines.push(...found.rows.flatMap((row) => lineIn(row, months)));
      next = found.next;
    } while (lines.length < limit && next !== undefined);
    return {
      zone: months.zone,
      rows: await this.#withOverlaps(await this.#explained(lines)),
      ...(next !== undefined && { next }),
    };
  }

  async #withOverlaps(lines: readonly CountedLine[]): Promise<readonly LedgerLine[]> {
    const found = await this.queries.execute(
      new WorkOverlapsQuery([...new Set(lines.map(({ ticketId }) => ticketId))]),
    );
    return lines.map(({ workIds, ...line }) => {
      const overlaps = found?.get(line.ticketId)?.filter(({ workId }) => workIds.includes(workId));
      return overlaps ? { ...line, overlaps } : line;
    });
  }

  async #explained(lines: readonly CountedLine[]): Promise<readonly CountedLine[]> {
    const tickets = [...new Set(lines.map(({ ticketId }) => ticketId))];
    const causes = new Map<string, PostingCause>();
    for (let from = 0; from < tickets.length; from += AT_ONCE) {
      const some = tickets.slice(from, from + AT_ONCE);
      const found = await Promise.all(some.map((ticketId) => this.queries.execute(new PostingCausesQuery(ticketId))));
      for (const [postingId, cause] of found.flatMap((one) => [...one])) causes.set(postingId, cause);
    }
    return lines.map((line) => {
      const cause = causes.get(line.postingId);
      return cause ? { ...line, cause } : line;
    });
  }
}

/** From where the first month begins in any zone to where the last one ends. */
const widestOf = ({ zones }: Months) => {
  const from = zones.map(({ months }) => months[0]?.from ?? '').toSorted();
  const to = zones.map(({ months }) => months.at(-1)?.to ?? '').toSorted();
  return { from: from[0] ?? '', to: to.at(-1) ?? '' };
};

const lineIn = (
  { ticketId, event, client, policyId, line }: AfterHoursRow,
  { zones }: Months,
): readonly CountedLine[] => {
  const posting = line as PostingLine;
  const own = zones.find(({ versions }) => versions.includes(posting.policyVersion));
  const month = own?.months.find(({ from, to }) => from <= posting.at && posting.at < to)?.month;
  const atLocal = own && localTime(own.zone, ms(posting.at));
  return month === undefined || atLocal === undefined
    ? []
    : [{ month, atLocal, ticketId, event, client, policyId, ...posting }];
};
