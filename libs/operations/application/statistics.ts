import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { Condition, ReadStore } from '#read-store';
import { READ_STORE } from '#read-store/module';
import { afterHours } from './after-hours';
import type { AfterHoursColumn } from './after-hours-row';
import { byMonth } from './by-month';
import { type MonthsAsked, MonthsInZones } from './months';
import { type OutcomeColumn, slaOutcomes } from './sla-outcomes';

type Where<C extends string> = { readonly [K in C]?: Condition };
/** What is counted: in which months, of which rows, told apart by what, after which position. */
export type Counted<C extends string> = MonthsAsked & {
  readonly by: readonly C[];
  readonly where: Where<C>;
  readonly past?: string;
};
type Dimensions = Readonly<Record<string, string | number | null>>;

/** By what SLA statistics are told apart. */
export const SLA_BY = ['client', 'priority', 'tier', 'target'] as const satisfies readonly OutcomeColumn[];
/**
 * `attainment`: percent of the clocks that are decided and were met, to a tenth; null where none is decided. `pending`
 * clocks are due in the month and not decided yet. A withdrawn breach is in none of these, nor is a cancelled clock.
 */
export type SlaLine = Dimensions & {
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
    @Inject(MonthsInZones) private readonly months: MonthsInZones,
  ) {}

  async execute({ counted: { by, where, past, ...asked } }: SlaStatisticsQuery) {
    const months = await this.months.asked(asked);
    const view = this.views.view(slaOutcomes);
    if (past !== undefined) await view.past(past);
    const counts = ['met', 'breached', 'pending', 'withdrawn'] as const;
    const groups = await byMonth(view, months, { by, sum: counts, where });
    const rows = groups.map(({ rows: _, ...line }) => {
      const { met, breached } = line;
      const decided = met + breached;
      return { ...line, attainment: decided === 0 ? null : Math.round((met * 1000) / decided) / 10 } as SlaLine;
    });
    return { zone: months.zone, rows };
  }
}

/** By what after-hours statistics are told apart. */
export const AFTER_HOURS_BY = ['client', 'kind'] as const satisfies readonly AfterHoursColumn[];
export type AfterHoursLine = Dimensions & { readonly month: string; readonly postings: number; readonly cents: number };
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
    @Inject(MonthsInZones) private readonly months: MonthsInZones,
  ) {}

  async execute({ counted: { by, where, past, ...asked } }: AfterHoursStatisticsQuery) {
    const months = await this.months.asked(asked);
    const view = this.views.view(afterHours);
    if (past !== undefined) await view.past(past);
    const groups = await byMonth(view, months, { by, sum: ['cents'], where: { ...where, what: 'posting' } });
    const rows = groups.map(
      ({ rows: postings, cents, ...dimensions }) => ({ ...dimensions, postings, cents }) as AfterHoursLine,
    );
    return { zone: months.zone, rows };
  }
}
