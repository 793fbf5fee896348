import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { type ListQuery, type Page, type ReadStore, runListQuery } from '#read-store';
import { READ_STORE } from '#read-store/module';
import { type AfterHoursColumn, afterHours, type PostingLine } from './after-hours';
import { Months, type MonthsAsked } from './months';

/** One line of the after-hours ledger. `month` is that of the policy's zone; money in cents, signed. */
export type LedgerLine = PostingLine & {
  readonly month: string;
  readonly ticketId: string;
  readonly event: number;
  readonly client: string;
  readonly policyId: string;
  readonly policyVersion: number;
};

/** The after-hours ledger of all clients, in the order in which it was posted. */
export class PostingsQuery extends Query<Page<LedgerLine> & { readonly zone: string }> {
  constructor(
    readonly question: ListQuery<AfterHoursColumn>,
    readonly asked: MonthsAsked,
  ) {
    super();
  }
}

@QueryHandler(PostingsQuery)
export class PostingsHandler implements IQueryHandler<PostingsQuery> {
  constructor(
    @Inject(READ_STORE) private readonly views: ReadStore,
    @Inject(Months) private readonly months: Months,
  ) {}

  async execute({ question, asked }: PostingsQuery) {
    const { zone, months } = await this.months.asked(asked);
    const at = { from: months[0]?.from ?? '', to: months.at(-1)?.to ?? '' };
    const where = { ...question.where, what: 'posting', at };
    const { rows, ...page } = await runListQuery(this.views.view(afterHours), { ...question, where });
    const monthIn = (instant: string) => months.find(({ from, to }) => from <= instant && instant < to)?.month ?? '';
    const lines = rows.map(({ ticketId, event, client, policyId, policyVersion, line }): LedgerLine => {
      const posting = line as PostingLine;
      return { month: monthIn(posting.at), ticketId, event, client, policyId, policyVersion, ...posting };
    });
    return { zone, rows: lines, ...page };
  }
}
