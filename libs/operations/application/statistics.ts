import { setImmediate as breathe } from 'node:timers/promises';
import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { Condition, ReadStore } from '#read-store';
import { READ_STORE } from '#read-store/module';
import { type AfterHoursColumn, afterHours } from './after-hours';
import { Months, type MonthsAsked } from './months';
import { type OutcomeColumn, slaOutcomes } from './sla-outcomes';

type Where<C extends string> = { readonly [K in C]?: Condition };
/** What is counted: in which months, of which rows, told apart by what, after which position. */
export type Counted<C extends string> = MonthsAsked & {
  readonly by: readonly C[];
  readonly where: Where<C>;
  readonly past?: string;
};
type Told = Readonly<Record<string, string | number | null>>;

/** By what SLA statistics are told apart. */
export const SLA_BY = ['client', 'priority', 'tier', 'target'] as const satisfies readonly OutcomeColumn[];
/**
 * `attainment`: percent of the clocks that are decided and were met, to a tenth; null where none is decided. `pending`
 * clocks are due in the month and not decided yet. A withdrawn breach is in none of these, nor is a cancelled clock.
 */
export type SlaLine = Told & {
  readonly month: string;
  readonly met: number;
  readonly breached: number;
  readonly pending: number;
  readonly withdrawn: number;
  readonly attainment: number | null;
};
export class SlaStatisticsQuery extends Query<{ zone: string; rows: readonly SlaLine[] }> {
  constructor(readonly counted: Counted<OutcomeColumn>) {
    super();
  }
}

@QueryHandler(SlaStatisticsQuery)
export class SlaStatisticsHandler implements IQueryHandler<SlaStatisticsQuery> {
  constructor(
    @Inject(READ_STORE) private readonly views: ReadStore,
    @Inject(Months) private readonly months: Months,
  ) {}

  async execute({ counted: { by, where, past, ...asked } }: SlaStatisticsQuery) {
    const { zone, months } = await this.months.asked(asked);
    const view = this.views.view(slaOutcomes);
    if (past !== undefined) await view.past(past);
    const rows: SlaLine[] = [];
    for (const { month, from, to } of months) {
      const sum = ['met', 'breached', 'pending', 'withdrawn'] as const;
      for (const { rows: _, met, breached, pending, withdrawn, ...told } of await view.group<
        OutcomeColumn,
        (typeof sum)[number]
      >({
        by,
        sum,
        where: { ...where, at: { from, to } },
      })) {
        const decided = met + breached;
        const attainment = decided === 0 ? null : Math.round((met * 1000) / decided) / 10;
        rows.push({ month, ...told, met, breached, pending, withdrawn, attainment } as SlaLine);
      }
      await breathe(); // an embedded database counts in this very thread, and others wait for it
    }
    return { zone, rows };
  }
}

/** By what after-hours statistics are told apart. */
export const AFTER_HOURS_BY = ['client', 'kind'] as const satisfies readonly AfterHoursColumn[];
export type AfterHoursLine = Told & { readonly month: string; readonly postings: number; readonly cents: number };
/** The ledger, added up by months. */
export class AfterHoursStatisticsQuery extends Query<{ zone: string; rows: readonly AfterHoursLine[] }> {
  constructor(readonly counted: Counted<AfterHoursColumn>) {
    super();
  }
}

@QueryHandler(AfterHoursStatisticsQuery)
export class AfterHoursStatisticsHandler implements IQueryHandler<AfterHoursStatisticsQuery> {
  constructor(
    @Inject(READ_STORE) private readonly views: ReadStore,
    @Inject(Months) private readonly months: Months,
  ) {}

  async execute({ counted: { by, where, past, ...asked } }: AfterHoursStatisticsQuery) {
    const { zone, months } = await this.months.asked(asked);
    const view = this.views.view(afterHours);
    if (past !== undefined) await view.past(past);
    const rows: AfterHoursLine[] = [];
    for (const { month, from, to } of months) {
      for (const { rows: postings, cents, ...told } of await view.group<AfterHoursColumn, 'cents'>({
        by,
        sum: ['cents'],
        where: { ...where, what: 'posting', at: { from, to } },
      }))
        rows.push({ month, ...told, postings, cents } as AfterHoursLine);
      await breathe();
    }
    return { zone, rows };
  }
}
