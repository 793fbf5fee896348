import { Body, Controller, Get, Inject, Injectable, Param, type PipeTransform, Query, Res } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiOperation } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { invoiceKey, type MonthCommand } from '#billing';
import { ExecuteMonthCommand, LedgerMonthsQuery } from '#billing/module';
import { answerCsv, type CsvColumns, csvFields, csvOf, dollarsOf, paged, requestError } from '#http-kit';
import { Answers, CommandRoute } from '#http-kit/http';
import { type CallerContext, ClientScope, CommandContext, Roles } from '#identity';
import { type InvoiceLine, InvoiceLinesQuery, type InvoiceMonth } from '../application/invoice-lines';
import { MonthsInZones } from '../application/months';
import { appliedBillingRate } from '../domain/tmf678';
import { invoiceMonth, ledgerMonthsAnswer, monthChanged, monthInvoices, tmf678Rates } from './month-answers';
import { HandoverDto, InvoiceDto, LinesQueryDto, MonthClosingDto, OfClientDto, PaymentDto } from './months.dto';

const MONEY_ROLES = ['billing', 'supervisor', 'auditor'] as const;
const FORM = /^(19[7-9]\d|20\d\d)-(0[1-9]|1[0-2])$/;

@Injectable()
class MonthNumber implements PipeTransform<string, string> {
  transform(text: string): string {
    if (FORM.test(text)) return text;
    throw requestError('path.invalid', 'A month is written as 2026-03. Name one in the path.');
  }
}
const LINES: CsvColumns<InvoiceLine> = {
  ...csvFields<InvoiceLine>('month', 'lateFor', 'postingId', 'client', 'ticketId', 'event', 'kind', 'postedAt'),
  amount_usd: ({ cents }) => dollarsOf(cents),
  ...csvFields<InvoiceLine>('minutes', 'faultClass', 'clause', 'says', 'explainedAt'),
};

/** The months of the ledger: their lines for whoever makes invoices, their closing, and what became of the invoices. */
@Controller('ledger/months')
@ApiBearerAuth()
@Roles(...MONEY_ROLES)
@ClientScope('any')
export class MonthsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    @Inject(MonthsInZones) private readonly months: MonthsInZones,
  ) {}

  @Get()
  @Answers(ledgerMonthsAnswer)
  @ApiOperation({ summary: 'The closed months, with what each came to and how much of it was invoiced and paid' })
  async all() {
    const { closed, invoices } = await this.queries.execute(new LedgerMonthsQuery());
    const rows = [...closed].map(([month, lines]) => {
      const own = [...invoices].filter(([key]) => key.startsWith(`${month} `)).map(([, invoice]) => invoice);
      return {
        month,
        lines: lines.size,
        cents: [...lines.values()].reduce((sum, { cents }) => sum + cents, 0),
        invoices: own.length,
        paidCents: own.reduce((sum, { paidCents = 0 }) => sum + paidCents, 0),
      };
    });
    return { rows };
  }

  @Get(':month/lines')
  @Answers(invoiceMonth, { form: 'list' })
  @ApiOperation({ summary: 'The lines that are billed in a month, each in a sentence for its client' })
  async lines(
    @Param('month', MonthNumber) month: string,
    @Query() { format, ...of }: LinesQueryDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const found = await this.#lines(month, of);
    return format === 'csv' ? answerCsv(reply, `lines-${month}`, csvOf(LINES, found.rows)) : found;
  }

  @Get(':month/tmf678')
  @Answers(tmf678Rates)
  @ApiOperation({ summary: 'The same as AppliedCustomerBillingRate documents of TMF678' })
  async tmf678(@Param('month', MonthNumber) month: string, @Query() of: OfClientDto) {
    const { rows, closed } = await this.#lines(month, of);
    return rows.map((line) => appliedBillingRate(line, closed));
  }

  @CommandRoute(':month/closing', 'Close the month: it does not change any more, and what comes later is billed next')
  @Answers(monthChanged)
  @Roles('billing', 'supervisor')
  async close(
    @Param('month', MonthNumber) month: string,
    @Body() _nothing: MonthClosingDto,
    @CommandContext() context: CallerContext,
  ) {
    const { zones } = await this.months.asked({ first: month, last: month });
    const endedAt =
      zones
        .map(({ months }) => months[0]?.to ?? '')
        .toSorted()
        .at(-1) ?? '';
    const { rows } = await this.#lines(month, {});
    const lines = rows.map(({ postingId, client, cents, month: _, explainedAt: __, ...exported }) => ({
      postingId,
      client,
      cents,
      exported,
    }));
    return this.#tell(month, { type: 'CloseMonth', month, endedAt, lines }, context);
  }

  @Get(':month/invoices')
  @Answers(monthInvoices)
  @ApiOperation({
    summary: 'What each client owes for a closed month: its invoice, what was paid, how it is handed over',
  })
  async invoices(@Param('month', MonthNumber) month: string) {
    const { closed, invoices, handovers } = await this.queries.execute(new LedgerMonthsQuery());
    const byClient = Map.groupBy(closed.get(month)?.values() ?? [], ({ client }) => client);
    const rows = [...byClient].map(([client, lines]) => {
      const handover = handovers.get(invoiceKey(month, client));
      return {
        client,
        lines: lines.length,
        cents: lines.reduce((sum, { cents }) => sum + cents, 0),
        ...invoices.get(invoiceKey(month, client)),
        ...(handover && {
          handover: {
            state: handover.state,
            attempts: handover.attempts,
            ...(handover.reason !== undefined && { reason: handover.reason }),
          },
        }),
      };
    });
    return { month, closed: closed.has(month), rows };
  }

  @CommandRoute(':month/handovers', 'Ask the billing system for an invoice of what a client owes for a closed month')
  @Answers(monthChanged)
  @Roles('billing', 'supervisor')
  handOver(
    @Param('month', MonthNumber) month: string,
    @Body() { client }: HandoverDto,
    @CommandContext() context: CallerContext,
  ) {
    return this.#tell(month, { type: 'AskForInvoice', month, client }, context);
  }

  @CommandRoute(':month/invoices', "The billing system has made an invoice of a client's lines")
  @Answers(monthChanged)
  @Roles('billing', 'supervisor')
  invoice(
    @Param('month', MonthNumber) month: string,
    @Body() { client, invoiceId }: InvoiceDto,
    @CommandContext() context: CallerContext,
  ) {
    return this.#tell(month, { type: 'IssueInvoice', month, client, invoiceId }, context);
  }

  @CommandRoute(':month/payments', 'What was paid of an invoice by now')
  @Answers(monthChanged)
  @Roles('billing', 'supervisor')
  pay(
    @Param('month', MonthNumber) month: string,
    @Body() { client, invoiceId, paidCents }: PaymentDto,
    @CommandContext() context: CallerContext,
  ) {
    return this.#tell(month, { type: 'PayInvoice', month, client, invoiceId, paidCents }, context);
  }

  #lines(month: string, { client }: OfClientDto): Promise<InvoiceMonth> {
    return paged(this.queries.execute(new InvoiceLinesQuery(month, client)));
  }

  async #tell(month: string, command: MonthCommand, context: CallerContext) {
    const { revision } = await this.commands.execute(new ExecuteMonthCommand(command, context));
    return { month, revision };
  }
}
