import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { CLOCK, iso, ms, type Clock as WallClock } from '#kernel';
import { localTime, type Policy } from '#policy';
import { type ListQuery, type Page, type ReadStore, runListQuery, ViewNotReady } from '#read-store';
import { READ_STORE } from '#read-store/module';
import type { CommandEnvironment } from '#ticketing/commands';
import { COMMAND_ENVIRONMENT, ticketList } from '#ticketing/module';
import { type BoardClock, type BoardRow, isOpenClock } from '../domain/board-row';
import { minutesLeft } from '../domain/minutes-left';
import { type BoardColumn, slaBoard } from './sla-board';

/**
 * Whole minutes of `calendar`, the clock's own, until it runs out; below zero once it has, `null` while it waits. The due
 * instant by the clock in the zone of the policy, for people.
 */
type Left = { readonly minutesLeft: number | null; readonly calendar: string | null };
type LineClock = Omit<BoardClock, 'policyVersion' | 'priority' | 'calendar'> &
  Left & { readonly dueLocal: string | null };
/**
 * A row of the board. `minutesLeft` and `urgentLocal` are those of `urgentAt`. `says`: 'breached' and 'on hold', both
 * where both are true. `clocks`: those that are open, the first to run out first. `summary` and `category` are those of the
 * list of tickets, which alone keeps what people wrote; null while it is being filled.
 */
export type BoardLine = Omit<BoardRow, 'clocks' | 'done' | 'onHold' | 'open' | 'policyId'> &
  Left & {
    readonly urgentLocal: string | null;
    readonly summary: string | null;
    readonly category: string | null;
    readonly openedAt: string | null;
    readonly says: readonly string[];
    readonly clocks: readonly LineClock[];
  };

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
    @Inject(COMMAND_ENVIRONMENT) private readonly environment: CommandEnvironment,
    @Inject(CLOCK) private readonly clock: WallClock,
  ) {}

  async execute({ question }: SlaBoardQuery) {
    const asked = { ...question, where: { ...question.where, open: 1 } };
    const { rows, ...page } = await runListQuery(this.views.view(slaBoard), asked);
    const now = this.clock.now();
    const texts = await this.#texts(rows.map(({ ticketId }) => ticketId));
    const lines = rows.map((row) => this.#line(row, texts.get(row.ticketId) ?? NO_TEXT, now));
    return { at: iso(now), rows: await Promise.all(lines), ...page };
  }

  async #texts(ticketIds: readonly string[]): Promise<ReadonlyMap<string, Text>> {
    try {
      const rows = await this.views.view(ticketList).several(ticketIds);
      return new Map(
        rows.map(({ ticketId, summary, category, openedAt }) => [ticketId, { summary, category, openedAt }]),
      );
    } catch (error) {
      if (error instanceof ViewNotReady) return new Map();
      throw error;
    }
  }

  async #line(row: BoardRow, text: Text, now: number): Promise<BoardLine> {
    const { clocks, done, onHold, open: _, policyId, ...shown } = row;
    const open = await Promise.all(
      Object.values(clocks)
        .filter((clock) => isOpenClock({ done }, clock))
        .toSorted((a, b) => (a.dueAt ?? LAST).localeCompare(b.dueAt ?? LAST))
        .map((clock) => this.#clock(policyId, clock, now)),
    );
    const urgent = open.find(({ dueAt }) => dueAt === row.urgentAt);
    return {
      ...shown,
      ...text,
      urgentLocal: urgent?.dueLocal ?? null,
      minutesLeft: urgent?.minutesLeft ?? null,
      calendar: urgent?.calendar ?? null,
      says: [...(row.breached > 0 ? ['breached'] : []), ...(onHold === 1 || row.paused > 0 ? ['on hold'] : [])],
      clocks: open,
    };
  }

  async #clock(policyId: string, clock: BoardClock, now: number): Promise<LineClock> {
    const { policyVersion, priority, calendar: named, ...shown } = clock;
    if (policyVersion === null || clock.dueAt === null)
      return { ...shown, calendar: named, dueLocal: null, minutesLeft: null };
    const policy = await this.environment.policies.pinned(policyId, policyVersion);
    const due = ms(clock.dueAt);
    const calendar = named ?? calendarOf(policy, priority);
    return {
      ...shown,
      calendar,
      dueLocal: localTime(policy.zone, due),
      minutesLeft: minutesLeft(policy.calendars[calendar] ?? policy.standardHours, due, now),
    };
  }
}

type Text = Pick<BoardLine, 'summary' | 'category' | 'openedAt'>;
const NO_TEXT: Text = { summary: null, category: null, openedAt: null };

/** Sorts after every instant. */
const LAST = '9999';

const calendarOf = ({ document, standardHours }: Policy, priority: BoardClock['priority']): string =>
  priority === null ? standardHours.name : document.priorities[priority].calendar;
