// One row of the SLA board: its clocks, and what follows from them. Pure: sla-board.ts says which events change it.

import type { Priority } from '#policy';
import { isOpen, type Status } from '#ticketing';
import type { Target } from './clocks';

export type BoardClock = {
  target: Target;
  cycle: number;
  armedAt: string;
  state: 'running' | 'paused' | 'breached' | 'met' | 'cancelled';
  /** Where it is paused, absent: it is not known before it goes on. */
  dueAt: string | null;
  warnedPercent: number;
  /** What its minutes run on: a calendar of a policy version. Null before a target was set. */
  calendar: string | null;
  policyVersion: number | null;
  /** That set it: of what older builds recorded, its calendar is the one. */
  priority: Priority | null;
};
export type BoardRow = {
  ticketId: string;
  client: string;
  policyId: string;
  status: Exclude<Status, 'none'>;
  priority: Priority;
  validated: boolean;
  tier: number;
  assignee: string | null;
  clocks: Record<string, BoardClock>;
  /** What has been done, for telling a breach that is still open from one that is over. */
  done: {
    replies: readonly string[];
    repliedAt: string | null;
    restored: readonly number[];
    cycleStarts: readonly string[];
  };
  /** The running clock that runs out next. */
  nextTarget: Target | null;
  nextDueAt: string | null;
  /** The open clock that ran out first; nothing where none has. */
  overdueTarget: Target | null;
  overdueAt: string | null;
  /** What the board is sorted by: when the first open clock ran out, or will. */
  urgentAt: string | null;
  /** How many open clocks have run out, and how many stand still. */
  breached: number;
  paused: number;
  /** 1 while the ticket waits for somebody. */
  onHold: number;
  /** 1 while the ticket is open. */
  open: number;
};

const WAITING: readonly Status[] = ['awaiting_customer', 'awaiting_third_party', 'scheduled'];

/** A clock that somebody still has to answer: it runs, it waits, or it ran out and nothing has been done about it. */
export const isOpenClock = (
  { done }: Pick<BoardRow, 'done'>,
  { target, cycle, armedAt, state }: BoardClock,
): boolean => {
  if (state !== 'breached') return state === 'running' || state === 'paused';
  if (cycle < done.cycleStarts.length) return false;
  if (target === 'respond') return done.repliedAt === null;
  if (target === 'update') return done.repliedAt === null || done.repliedAt <= armedAt;
  return target === 'restore' ? !done.restored.includes(cycle) : true;
};
const first = (clocks: readonly BoardClock[]): BoardClock | undefined =>
  clocks.toSorted((a, b) => String(a.dueAt).localeCompare(String(b.dueAt)))[0];

/** Names what is next, what has run out, and what waits. */
export const summed = (row: BoardRow): BoardRow => {
  const clocks = Object.values(row.clocks).filter((clock) => isOpenClock(row, clock));
  const inState = (wanted: BoardClock['state']) => clocks.filter(({ state }) => state === wanted);
  const next = first(inState('running').filter(({ dueAt }) => dueAt !== null));
  const overdue = first(inState('breached'));
  return {
    ...row,
    nextTarget: next?.target ?? null,
    nextDueAt: next?.dueAt ?? null,
    overdueTarget: overdue?.target ?? null,
    overdueAt: overdue?.dueAt ?? null,
    urgentAt: first([overdue, next].filter((clock) => clock !== undefined))?.dueAt ?? null,
    breached: inState('breached').length,
    paused: inState('paused').length,
    onHold: WAITING.includes(row.status) ? 1 : 0,
    open: isOpen(row.status) ? 1 : 0,
  };
};
