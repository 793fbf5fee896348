import { Controller, Get, Res } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiOperation } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import {
  answerCsv,
  answerCsvList,
  type CsvColumns,
  choiceField,
  csvOf,
  dollarsOf,
  idField,
  numberField,
  paged,
} from '#http-kit';
import { Answers, type Filters } from '#http-kit/http';
import { ClientScope, Roles, STAFF_ROLES } from '#identity';
import { PRIORITIES } from '#policy';
import type { ListQuery } from '#read-store';
import { TARGETS } from '#sla';
import { POSTING_KINDS } from '#ticketing';
import type { AfterHoursColumn } from '../application/after-hours-row';
import { type LedgerLine, PostingsQuery } from '../application/postings';
import type { OutcomeColumn } from '../application/sla-outcomes';
import {
  AFTER_HOURS_BY,
  type AfterHoursLine,
  AfterHoursStatisticsQuery,
  SLA_BY,
  type SlaLine,
  SlaStatisticsQuery,
} from '../application/statistics';
import { afterHoursStatistics, ledgerPage, slaStatistics } from './answers';
import { type AskedByMonth, AskedByMonthOf, FilteredByMonth } from './counted';

/** Figures are neither sorted nor paged. */
const FIGURES = ['after', 'format'] as const;
const SLA: Filters<OutcomeColumn> = {
  fields: {
    client: idField('client', 'acme'),
    priority: choiceField('priority', PRIORITIES),
    tier: numberField('tier'),
    target: choiceField('target', TARGETS),
  },
  sorts: { month: 'at' },
  sort: 'month',
  words: FIGURES,
};
const POSTINGS: Filters<AfterHoursColumn> = {
  fields: {
    client: idField('client', 'acme'),
    kind: choiceField('kind', POSTING_KINDS),
    cents: numberField('cents'),
  },
  sorts: { at: 'at' },
  sort: 'at',
};
const SUMS: Filters<AfterHoursColumn> = { ...POSTINGS, words: FIGURES };
const MONEY_ROLES = ['billing', 'supervisor', 'auditor'] as const;

/** Figures by month, for whoever answers for them: a month is one of the policy's zone. */
@Controller()
@ApiBearerAuth()
export class StatisticsController {
  constructor(private readonly queries: QueryBus) {}

  @Get('statistics/sla')
  @Answers(slaStatistics, { form: 'list' })
  @ApiOperation({
    summary: 'Clocks met and breached, withdrawn breaches apart, by client, priority, tier, target, month',
  })
  @Roles(...STAFF_ROLES)
  @ClientScope('any')
  @FilteredByMonth(SLA, SLA_BY)
  async sla(
    @AskedByMonthOf({ filters: SLA, by: SLA_BY }) { where, by, months, past, csv }: AskedByMonth<OutcomeColumn>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const query = new SlaStatisticsQuery({ where, by, ...months, ...(past !== undefined && { past }) });
    const found = await paged(this.queries.execute(query));
    return csv ? answerCsv(reply, 'sla-statistics', csvOf(slaCsv(by), found.rows)) : found;
  }

  @Get('statistics/after-hours')
  @Answers(afterHoursStatistics, { form: 'list' })
  @ApiOperation({ summary: 'The after-hours ledger added up by month, client and kind of posting' })
  @Roles(...MONEY_ROLES)
  @ClientScope('any')
  @FilteredByMonth(SUMS, AFTER_HOURS_BY)
  async afterHours(
    @AskedByMonthOf({ filters: SUMS, by: AFTER_HOURS_BY })
    { where, by, months, past, csv }: AskedByMonth<AfterHoursColumn>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const query = new AfterHoursStatisticsQuery({ where, by, ...months, ...(past !== undefined && { past }) });
    const found = await paged(this.queries.execute(query));
    return csv ? answerCsv(reply, 'after-hours-statistics', csvOf(afterHoursCsv(by), found.rows)) : found;
  }

  @Get('ledger')
  @Answers(ledgerPage, { form: 'list' })
  @ApiOperation({ summary: 'Every after-hours posting, in the order in which it was posted' })
  @Roles(...MONEY_ROLES)
  @ClientScope('any')
  @FilteredByMonth(POSTINGS)
  async ledger(
    @AskedByMonthOf({ filters: POSTINGS }) asked: AskedByMonth<AfterHoursColumn>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { months, by: _, csv, ...query } = asked;
    const ask = (page: ListQuery<AfterHoursColumn>) => paged(this.queries.execute(new PostingsQuery(page, months)));
    if (csv) return answerCsvList(reply, 'after-hours-ledger', LEDGER_CSV, query, ask);
    const { limited: _limited, ...page } = query;
    return ask(page);
  }
}

const dimensionColumns = <Row extends Readonly<Record<string, unknown>>>(by: readonly string[]): CsvColumns<Row> =>
  Object.fromEntries(by.map((name) => [name, (row: Row) => row[name] as string | number | null]));

const slaCsv = (by: readonly string[]): CsvColumns<SlaLine> => ({
  month: (row) => row.month,
  ...dimensionColumns<SlaLine>(by),
  met: (row) => row.met,
  breached: (row) => row.breached,
  pending: (row) => row.pending,
  withdrawn: (row) => row.withdrawn,
  attainment_percent: (row) => row.attainment,
});
const afterHoursCsv = (by: readonly string[]): CsvColumns<AfterHoursLine> => ({
  month: (row) => row.month,
  ...dimensionColumns<AfterHoursLine>(by),
  postings: (row) => row.postings,
  amount_usd: (row) => dollarsOf(row.cents),
});
const LEDGER_CSV: CsvColumns<LedgerLine> = {
  month: (row) => row.month,
  posted_at: (row) => row.at,
  posted_local: (row) => row.atLocal,
  posting: (row) => row.postingId,
  client: (row) => row.client,
  ticket: (row) => row.ticketId,
  event: (row) => row.event,
  kind: (row) => row.kind,
  amount_usd: (row) => dollarsOf(row.cents),
  balance_usd: (row) => dollarsOf(row.balanceCents),
  minutes: (row) => row.minutes,
  fault_class: (row) => row.faultClass,
  clause: (row) => row.clause,
  policy: (row) => row.policyId,
  policy_version: (row) => row.policyVersion,
  assessment: (row) => row.assessmentId,
  rule: (row) => row.cause?.rule ?? null,
  act: (row) => row.cause?.act ?? null,
  acted_at: (row) => row.cause?.at ?? null,
  by: (row) => row.cause?.by ?? null,
  approver: (row) => row.cause?.approver ?? null,
  reason: (row) => row.cause?.reason ?? null,
  // Work of the same engineer on another ticket at that time: `engineer ticket/entry from/to`, several with a bar.
  overlapping_work: (row) =>
    (row.overlaps ?? [])
      .map(({ engineer, otherTicketId, otherWorkId, from, to }) =>
        [engineer, `${otherTicketId}/${otherWorkId}`, `${from}/${to}`].join(' '),
      )
      .join(' | '),
};
