import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { CLOCK, iso, MINUTE, ms, type Clock as WallClock } from '#kernel';
import { type ListQuery, type Page, type ReadStore, runListQuery } from '#read-store';
import { READ_STORE } from '#read-store/module';
import { type BoardClock, type BoardColumn, type BoardRow, isOpenClock, slaBoard } from './sla-board';

/** Whole minutes until it runs out, below zero once it has; `null` while it waits. */
type Left = { readonly minutesLeft: number | null };
/**
 * A row of the board. `minutesLeft` is that of `urgentAt`. `says`: 'breached' and 'on hold', both where both are true.
 * `clocks`: those that are open, the first to run out first.
 */
export type BoardLine = Omit<BoardRow, 'clocks' | 'done' | 'onHold' | 'open'> &
  Left & { readonly says: readonly string[]; readonly clocks: readonly (BoardClock & Left)[] };

/** Open tickets with their open clocks, by the time to breach. `at`: when it was asked. */
export class SlaBoardQuery extends Query<Page<BoardLine> & { readonly at: string }> {
  constructor(readonly question: ListQuery<BoardColumn>) {
    super();
  }
}

@QueryHandler(SlaBoardQuery)
export class SlaBoardHandler implements IQueryHandler<SlaBoardQuery> {
  constructor(
    @Inject(READ_STORE) private readonly views: ReadStore,
    @Inject(CLOCK) private readonly clock: WallClock,
  ) {}

  async execute({ question }: SlaBoardQuery) {
    const asked = { ...question, where: { ...question.where, open: 1 } };
    const { rows, ...page } = await runListQuery(this.views.view(slaBoard), asked);
    const now = this.clock.now();
    return { at: iso(now), rows: rows.map((row) => lineOf(row, now)), ...page };
  }
}

/** Sorts after every instant. */
const LAST = '9999';

const leftOf = (dueAt: string | null, now: number): Left => ({
  minutesLeft: dueAt === null ? null : Math.floor((ms(dueAt) - now) / MINUTE),
});

const lineOf = (row: BoardRow, now: number): BoardLine => {
  const { clocks, done, onHold, open: _, ...shown } = row;
  const open = Object.values(clocks).filter((clock) => isOpenClock({ done }, clock));
  return {
    ...shown,
    ...leftOf(row.urgentAt, now),
    says: [...(row.breached > 0 ? ['breached'] : []), ...(onHold === 1 || row.paused > 0 ? ['on hold'] : [])],
    clocks: open
      .toSorted((a, b) => (a.dueAt ?? LAST).localeCompare(b.dueAt ?? LAST))
      .map((clock) => ({ ...clock, ...leftOf(clock.dueAt, now) })),
  };
};
