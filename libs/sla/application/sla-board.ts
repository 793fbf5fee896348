// One row a ticket that has clocks: every clock that runs or has run out, and which one is next. Due instants are
// stored; the time that remains is computed when somebody asks.

import type { Delivered } from '#event-store';
import type { Priority } from '#policy';
import type { Projection } from '#read-store';
import type { TicketEvent } from '#ticketing';
import { clockKey } from '../domain/clock-name';
import type { Target } from '../domain/clocks';
import type { SlaEvent } from '../domain/sla';

export type BoardClock = {
  target: Target;
  cycle: number;
  state: 'running' | 'paused' | 'breached' | 'met' | 'cancelled';
  dueAt: string | null;
  warnedPercent: number;
};
export type BoardRow = {
  ticketId: string;
  client: string;
  status: string;
  priority: Priority;
  tier: number;
  assignee: string | null;
  clocks: Record<string, BoardClock>;
  /** The running clock that runs out first. */
  nextTarget: Target | null;
  nextDueAt: string | null;
  breached: number;
  paused: number;
  /** 1 while somebody has to look at it: it is open, and something runs, waits or has run out. */
  open: number;
};
type Columns = 'client' | 'priority' | 'tier' | 'assignee' | 'nextDueAt' | 'breached' | 'open';
type Named<T extends TicketEvent['type']> = Extract<TicketEvent, { type: T }>;
type BoardEvent =
  | SlaEvent
  | Named<
      | 'TicketOpened'
      | 'TicketTriaged'
      | 'PriorityChanged'
      | 'PriorityCorrected'
      | 'TicketAssigned'
      | 'TicketEscalated'
      | 'TicketResolved'
      | 'TicketClosed'
      | 'TicketReopened'
      | 'TicketCancelled'
      | 'TicketMerged'
    >;
type Clocked = Delivered<SlaEvent>;

const idOf = ({ stream }: { stream: string }) => stream.slice(stream.indexOf('-') + 1);
const known = (row: BoardRow | undefined, { stream, stamp }: Delivered): BoardRow => {
  if (row) return row;
  throw new Error(`${stream}@${stamp.revision} comes before the ticket was opened.`);
};

/** Names what is next, and counts what has run out or waits. */
const summed = (row: BoardRow): BoardRow => {
  const clocks = Object.values(row.clocks);
  const running = clocks.filter(({ state, dueAt }) => state === 'running' && dueAt !== null);
  const [next] = running.toSorted((a, b) => String(a.dueAt).localeCompare(String(b.dueAt)));
  return {
    ...row,
    nextTarget: next?.target ?? null,
    nextDueAt: next?.dueAt ?? null,
    breached: clocks.filter(({ state }) => state === 'breached').length,
    paused: clocks.filter(({ state }) => state === 'paused').length,
  };
};
const clock = (row: BoardRow | undefined, recorded: Clocked, change: Partial<BoardClock>): BoardRow => {
  const { target, cycle } = recorded.event;
  const key = clockKey(recorded.event);
  const seen = known(row, recorded);
  const before = seen.clocks[key] ?? { target, cycle, state: 'running', dueAt: null, warnedPercent: 0 };
  return summed({ ...seen, clocks: { ...seen.clocks, [key]: { ...before, ...change } } });
};
const ended = (row: BoardRow | undefined, recorded: Delivered, status: string): BoardRow => ({
  ...known(row, recorded),
  status,
  open: 0,
});
const prioritised = (row: BoardRow | undefined, recorded: Delivered, priority: Priority): BoardRow => ({
  ...known(row, recorded),
  priority,
});

export const slaBoard: Projection<BoardRow, BoardEvent, Columns> = {
  name: 'sla-board',
  version: 1,
  streams: ['ticket-', 'sla-'],
  key: idOf,
  columns: {
    client: 'text',
    priority: 'text',
    tier: 'integer',
    assignee: 'text',
    nextDueAt: 'text',
    breached: 'integer',
    open: 'integer',
  },
  indexes: [
    ['open', 'nextDueAt'],
    ['client', 'nextDueAt'],
  ],
  onFailure: 'park',
  on: {
    TicketOpened: (_row, { event, stream }) => ({
      ticketId: idOf({ stream }),
      client: event.client,
      status: 'open',
      priority: event.assigned,
      tier: event.tier,
      assignee: null,
      clocks: {},
      nextTarget: null,
      nextDueAt: null,
      breached: 0,
      paused: 0,
      open: 1,
    }),
    TicketTriaged: (row, recorded) => prioritised(row, recorded, recorded.event.priority),
    PriorityChanged: (row, recorded) => prioritised(row, recorded, recorded.event.to),
    PriorityCorrected: (row, recorded) => prioritised(row, recorded, recorded.event.to),
    TicketAssigned: (row, recorded) => ({ ...known(row, recorded), assignee: recorded.event.assignee }),
    TicketEscalated: (row, recorded) => ({ ...known(row, recorded), tier: recorded.event.to }),
    TicketResolved: (row, recorded) => ended(row, recorded, 'resolved'),
    TicketClosed: (row, recorded) => ended(row, recorded, 'closed'),
    TicketCancelled: (row, recorded) => ended(row, recorded, 'cancelled'),
    TicketMerged: (row, recorded) => ended(row, recorded, 'merged'),
    TicketReopened: (row, recorded) => ({ ...known(row, recorded), status: 'open', open: 1 }),
    TargetSet: (row, recorded) => clock(row, recorded, { state: 'running', dueAt: recorded.event.dueAt }),
    TargetWarned: (row, recorded) => clock(row, recorded, { warnedPercent: recorded.event.percent }),
    TargetBreached: (row, recorded) => clock(row, recorded, { state: 'breached', dueAt: recorded.event.dueAt }),
    SlaBreachWithdrawn: (row, recorded) => clock(row, recorded, { state: 'running' }),
    TargetMet: (row, recorded) => clock(row, recorded, { state: 'met', dueAt: recorded.event.dueAt }),
    TargetPaused: (row, recorded) => clock(row, recorded, { state: 'paused', dueAt: null }),
    TargetResumed: (row, recorded) => clock(row, recorded, { state: 'running', dueAt: recorded.event.dueAt }),
    TargetCancelled: (row, recorded) => clock(row, recorded, { state: 'cancelled', dueAt: null }),
  },
};
