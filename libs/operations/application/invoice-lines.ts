// The lines of a month as they are billed: what is exported to whoever makes invoices. Once the month is closed it is the
// same, byte for byte: the closing has recorded what each line says.

import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryBus, QueryHandler } from '@nestjs/cqrs';
import { billedIn, type ExportedLine, type LedgerMonths, lastClosed } from '#billing';
import { CHARGE_LINK_SECRET, LedgerMonthsQuery, signLink } from '#billing/module';
import { sayTicketId } from '#event-store';
import { DAY, ms } from '#kernel';
import type { PostingKind } from '#ticketing';
import { chargeSentence } from '../domain/charge-sentence';
import { type LedgerLine, PostingsQuery } from './postings';

export type InvoiceLine = {
  readonly postingId: string;
  readonly month: string;
  /** The month of its posting, where that was closed before it came. */
  readonly lateFor?: string;
  readonly client: string;
  readonly ticketId: string;
  readonly event: number;
  readonly kind: PostingKind;
  readonly postedAt: string;
  readonly cents: number;
  readonly minutes: number | null;
  readonly faultClass: string | null;
  readonly clause: string | null;
  /** For the client. */
  readonly says: string;
  /** Why was I charged? A year and a month after it was posted it is a link no more. */
  readonly explainedAt: string;
};
export type InvoiceMonth = { readonly month: string; readonly closed: boolean; readonly rows: readonly InvoiceLine[] };

export class InvoiceLinesQuery extends Query<InvoiceMonth> {
  constructor(
    readonly month: string,
    readonly client?: string,
  ) {
    super();
  }
}

const PAGE = 200;
const LINK_DAYS = 400;

@QueryHandler(InvoiceLinesQuery)
export class InvoiceLinesHandler implements IQueryHandler<InvoiceLinesQuery> {
  constructor(
    private readonly queries: QueryBus,
    @Inject(CHARGE_LINK_SECRET) private readonly secret: Uint8Array,
  ) {}

  async execute({ month, client }: InvoiceLinesQuery): Promise<InvoiceMonth> {
    const months = await this.queries.execute(new LedgerMonthsQuery());
    const recorded = this.#recorded(months, month, client);
    if (recorded) return { month, closed: true, rows: recorded };
    const first = earliest(months, month);
    const lines = (await this.#postings(first, month, client)).filter(
      (line) => billedIn(months, line.postingId, line.month) === month,
    );
    return { month, closed: months.closed.has(month), rows: lines.map((line) => this.#line(line, month)) };
  }

  /** As the closing had them; nothing while the month is open, or where an older build closed it. */
  #recorded(months: LedgerMonths, month: string, client: string | undefined): readonly InvoiceLine[] | undefined {
    const lines = [...(months.closed.get(month)?.values() ?? [])];
    if (!months.closed.has(month) || lines.some(({ exported }) => !exported)) return undefined;
    return lines
      .filter((line) => client === undefined || line.client === client)
      .map(({ postingId, client: whose, cents, exported }) => {
        const { lateFor, ...line } = exported as ExportedLine;
        return this.#withLink({
          postingId,
          month,
          ...(lateFor !== undefined && { lateFor }),
          client: whose,
          ...line,
          cents,
        } as Omit<InvoiceLine, 'explainedAt'>);
      });
  }

  #withLink(line: Omit<InvoiceLine, 'explainedAt'>): InvoiceLine {
    const { ticketId, postingId, postedAt } = line;
    const link = signLink(this.secret, { ticketId, postingId, expires: ms(postedAt) + LINK_DAYS * DAY });
    return { ...line, explainedAt: `/charges/${link}` };
  }

  async #postings(first: string, last: string, client: string | undefined): Promise<readonly LedgerLine[]> {
    const lines: LedgerLine[] = [];
    const where = client === undefined ? {} : { client };
    for (let after: string | undefined; ; ) {
      const question = { where, order: { by: 'at' as const }, limit: PAGE, ...(after !== undefined && { after }) };
      const page = await this.queries.execute(new PostingsQuery(question, { first, last }));
      lines.push(...page.rows);
      if (page.next === undefined) return lines;
      after = page.next;
    }
  }

  #line(line: LedgerLine, month: string): InvoiceLine {
    const { postingId, client, ticketId, event, at, cents, minutes, faultClass, clause } = line;
    const kind = line.kind as PostingKind;
    return this.#withLink({
      postingId,
      month,
      ...(line.month !== month && { lateFor: line.month }),
      client,
      ticketId,
      event,
      kind,
      postedAt: at,
      minutes,
      faultClass,
      clause,
      cents,
      says: chargeSentence({ ...line, kind, ticket: sayTicketId(ticketId) }),
    });
  }
}

/** From where lines may have come late: the first month that was closed, three years back at most. */
const earliest = (months: LedgerMonths, month: string): string => {
  const closed = [...months.closed.keys()].toSorted();
  const first = closed[0];
  if (first === undefined || first >= month || (lastClosed(months) ?? '') < first) return month;
  const [year = 0, of = ''] = month.split('-');
  const bound = `${Number(year) - 2}-${of}`;
  return first < bound ? bound : first;
};
