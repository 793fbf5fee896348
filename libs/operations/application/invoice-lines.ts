// The lines of a month as they are billed: what is exported to whoever makes invoices. Asked for again it is the same,
// once the month is closed the same lines and amounts.

import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryBus, QueryHandler } from '@nestjs/cqrs';
import { billedIn, type Invoice, invoiceKey, type LedgerMonths, lastClosed } from '#billing';
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
  readonly invoice?: Invoice;
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
    const first = earliest(months, month);
    const lines = (await this.#postings(first, month, client)).filter(
      (line) => billedIn(months, line.postingId, line.month) === month,
    );
    return { month, closed: months.closed.has(month), rows: lines.map((line) => this.#line(line, month, months)) };
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

  #line(line: LedgerLine, month: string, months: LedgerMonths): InvoiceLine {
    const { postingId, client, ticketId, event, at, cents, minutes, faultClass, clause } = line;
    const kind = line.kind as PostingKind;
    const invoice = months.invoices.get(invoiceKey(month, client));
    const link = signLink(this.secret, { ticketId, postingId, expires: ms(at) + LINK_DAYS * DAY });
    return {
      postingId,
      month,
      ...(line.month !== month && { lateFor: line.month }),
      client,
      ticketId,
      event,
      kind,
      postedAt: at,
      cents,
      minutes,
      faultClass,
      clause,
      says: chargeSentence({ ...line, kind, ticket: sayTicketId(ticketId) }),
      explainedAt: `/charges/${link}`,
      ...(invoice && { invoice }),
    };
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
