// How much stands on the board, by the time that is left and by whose it is: what a board shows beside its filters.

import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { CLOCK, iso, type Clock as WallClock } from '#kernel';
import { type ListQuery, type ReadStore, type View } from '#read-store';
import { READ_STORE } from '#read-store/module';
import type { BoardRow } from '../domain/board-row';
import { type BoardColumn, slaBoard } from './sla-board';

const MINUTE = 60_000;
/** Lanes by what is left until the next clock runs out, each up to that many milliseconds. */
const RUNNING = {
  half_hour: 30 * MINUTE,
  four_hours: 240 * MINUTE,
  day: 1440 * MINUTE,
  later: Number.POSITIVE_INFINITY,
};
/** `standing_still`: no clock runs. */
export const BOARD_LANES = [
  'breached',
  ...(Object.keys(RUNNING) as (keyof typeof RUNNING)[]),
  'standing_still',
] as const;
export const BOARD_FACETS = ['priority', 'client', 'assignee'] as const satisfies readonly BoardColumn[];

type Counted = { readonly value: string | null; readonly tickets: number };
export type BoardCounts = {
  readonly at: string;
  readonly tickets: number;
  readonly lanes: readonly { readonly lane: (typeof BOARD_LANES)[number]; readonly tickets: number }[];
  /** The most frequent first. */
  readonly facets: { readonly [F in (typeof BOARD_FACETS)[number]]: readonly Counted[] };
};

/** What is asked of the board, but for order and page. `at`: when it was asked. */
export class BoardCountsQuery extends Query<BoardCounts> {
  constructor(readonly question: Pick<ListQuery<BoardColumn>, 'where' | 'past'>) {
    super();
  }
}

@QueryHandler(BoardCountsQuery)
export class BoardCountsHandler implements IQueryHandler<BoardCountsQuery> {
  constructor(
    @Inject(READ_STORE) private readonly views: ReadStore,
    @Inject(CLOCK) private readonly clock: WallClock,
  ) {}

  async execute({ question: { where, past } }: BoardCountsQuery): Promise<BoardCounts> {
    const view = this.views.view(slaBoard);
    if (past !== undefined) await view.past(past);
    const now = this.clock.now();
    const open = { ...where, open: 1 };
    const [lanes, facets] = await Promise.all([lanesOf(view, open, now), facetsOf(view, open)]);
    return { at: iso(now), tickets: lanes.reduce((sum, { tickets }) => sum + tickets, 0), lanes, facets };
  }
}

type Where = NonNullable<ListQuery<BoardColumn>['where']>;
/** A clock that ran out since the view last heard of it is over as well: the view is told of it a moment later. */
const lanesOf = async (view: View<BoardRow, BoardColumn>, open: Where, now: number): Promise<BoardCounts['lanes']> => {
  const within = { ...open, breached: 0 };
  const upTo = Object.values(RUNNING).map((left) => (Number.isFinite(left) ? iso(now + left) : undefined));
  const bounds = [iso(now), ...upTo];
  const counts = await Promise.all([
    view.count({ ...open, breached: { from: 1 } }),
    view.count({ ...within, nextDueAt: { to: iso(now) } }),
    ...upTo.map((to, at) =>
      view.count({ ...within, nextDueAt: { from: bounds[at] as string, ...(to !== undefined && { to }) } }),
    ),
    view.count({ ...within, nextDueAt: null }),
  ]);
  const [breached = 0, justOver = 0, ...others] = counts;
  return [breached + justOver, ...others].map((tickets, at) => ({
    lane: BOARD_LANES[at] as (typeof BOARD_LANES)[number],
    tickets,
  }));
};

const facetsOf = async (view: View<BoardRow, BoardColumn>, open: Where): Promise<BoardCounts['facets']> => {
  const facet = async (by: (typeof BOARD_FACETS)[number]) => {
    const groups = await view.group({ by: [by], where: open });
    return groups
      .map(({ rows, ...of }): Counted => ({ value: of[by] as string | null, tickets: rows }))
      .toSorted((a, b) => b.tickets - a.tickets);
  };
  const [priority, client, assignee] = await Promise.all([facet('priority'), facet('client'), facet('assignee')]);
  return { priority, client, assignee };
};
