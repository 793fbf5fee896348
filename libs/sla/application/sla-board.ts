// One row a ticket that has clocks: every clock that is open, what is next, and what has run out. Due instants are
// stored; the time that remains is computed when somebody asks.

import type { Delivered } from '#event-store';
import type { Priority } from '#policy';
import type { Projection } from '#read-store';
import { cycleAt, isOpen, type Status, type TicketEvent } from '#ticketing';
import { clockKey } from '../domain/clock-name';
import type { Target } from '../domain/clocks';
import type { SlaEvent } from '../domain/sla';

export type BoardClock = {
  target: Target;
  cycle: number;
  armedAt: string;
  state: 'running' | 'paused' | 'breached' | 'met' | 'cancelled';
  /** Where it is paused, absent: it is not known before it goes on. */
  dueAt: string | null;
  warnedPercent: number;
};
export type BoardRow = {
  ticketId: string;
  client: string;
  status: Exclude<Status, 'none'>;
  priority: Priority;
  tier: number;
  assignee: string | null;
  clocks: Record<string, BoardClock>;
  /** What has been done, for telling a breach that is still open from one that is over. */
  done: { repliedAt: string | null; restored: readonly number[]; cycleStarts: readonly string[] };
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
export type BoardColumn =
  | 'client'
  | 'status'
  | 'priority'
  | 'tier'
  | 'assignee'
  | 'nextTarget'
  | 'nextDueAt'
  | 'urgentAt'
  | 'breached'
  | 'onHold'
  | 'open';
type Named<T extends TicketEvent['type']> = Extract<TicketEvent, { type: T }>;
type BoardEvent =
  | SlaEvent
  | Named<
      | 'TicketOpened'
      | 'TicketTriaged'
      | 'PriorityChanged'
      | 'PriorityCorrected'
      | 'TicketAssigned'
      | 'WorkStarted'
      | 'WorkLogged'
      | 'TicketEscalated'
      | 'ReplySent'
      | 'CustomerActionRequested'
      | 'ThirdPartyReferred'
      | 'WorkScheduled'
      | 'TicketResumed'
      | 'ServiceRestored'
      | 'TicketResolved'
      | 'TicketClosed'
      | 'TicketReopened'
      | 'TicketCancelled'
      | 'TicketMerged'
      | 'MergeAbsorbed'
    >;
type Clocked = Delivered<SlaEvent>;

const WAITING: readonly Status[] = ['awaiting_customer', 'awaiting_third_party', 'scheduled'];
const BEFORE_WORK: readonly Status[] = ['new', 'triaged', 'assigned'];

const idOf = ({ stream }: { stream: string }) => stream.slice(stream.indexOf('-') + 1);
const known = (row: BoardRow | undefined, { stream, stamp }: Delivered): BoardRow => {
  if (row) return row;
  throw new Error(`${stream}@${stamp.revision} comes before the ticket was opened.`);
};

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
const summed = (row: BoardRow): BoardRow => {
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
const changed = (row: BoardRow | undefined, recorded: Delivered, change: Partial<BoardRow>): BoardRow =>
  summed({ ...known(row, recorded), ...change });
const clock = (row: BoardRow | undefined, recorded: Clocked, change: Partial<BoardClock>): BoardRow => {
  const { target, cycle, armedAt } = recorded.event;
  const { clocks } = known(row, recorded);
  const key = clockKey(recorded.event);
  const before = clocks[key] ?? { target, cycle, armedAt, state: 'running', dueAt: null, warnedPercent: 0 };
  return changed(row, recorded, { clocks: { ...clocks, [key]: { ...before, ...change, armedAt } } });
};
const done = (row: BoardRow | undefined, recorded: Delivered, change: Partial<BoardRow['done']>): BoardRow =>
  changed(row, recorded, { done: { ...known(row, recorded).done, ...change } });
const replied = (row: BoardRow | undefined, recorded: Delivered, at: readonly string[]): BoardRow => {
  const all = [known(row, recorded).done.repliedAt, ...at].filter((one) => one !== null);
  return done(row, recorded, { repliedAt: all.toSorted().at(-1) ?? null });
};
const begun = (row: BoardRow | undefined, recorded: Delivered, status: 'assigned' | 'in_progress'): BoardRow =>
  BEFORE_WORK.includes(known(row, recorded).status) ? changed(row, recorded, { status }) : known(row, recorded);

export const slaBoard: Projection<BoardRow, BoardEvent, BoardColumn> = {
  name: 'sla-board',
  version: 2, // v2: what is overdue comes first, states by their names, breaches that were answered are over
  streams: ['ticket-', 'sla-'],
  key: idOf,
  columns: {
    client: 'text',
    status: 'text',
    priority: 'text',
    tier: 'integer',
    assignee: 'text',
    nextTarget: 'text',
    nextDueAt: 'text',
    urgentAt: 'text',
    breached: 'integer',
    onHold: 'integer',
    open: 'integer',
  },
  indexes: [
    ['open', 'urgentAt'],
    ['open', 'priority', 'urgentAt'],
    ['client', 'open', 'urgentAt'],
    ['assignee', 'open', 'urgentAt'],
  ],
  onFailure: 'park',
  on: {
    TicketOpened: (_row, { event, stream, stamp }) => ({
      ticketId: idOf({ stream }),
      client: event.client,
      status: 'new',
      priority: event.assigned,
      tier: event.tier,
      assignee: null,
      clocks: {},
      done: { repliedAt: null, restored: [], cycleStarts: [stamp.recordedAt] },
      nextTarget: null,
      nextDueAt: null,
      overdueTarget: null,
      overdueAt: null,
      urgentAt: null,
      breached: 0,
      paused: 0,
      onHold: 0,
      open: 1,
    }),
    TicketTriaged: (row, recorded) =>
      changed(row, recorded, {
        ...(known(row, recorded).status === 'new' && { status: 'triaged' }),
        priority: recorded.event.priority,
      }),
    PriorityChanged: (row, recorded) => changed(row, recorded, { priority: recorded.event.to }),
    PriorityCorrected: (row, recorded) => changed(row, recorded, { priority: recorded.event.to }),
    TicketAssigned: (row, recorded) => ({
      ...begun(row, recorded, 'assigned'),
      assignee: recorded.event.assignee,
    }),
    WorkStarted: (row, recorded) => begun(row, recorded, 'in_progress'),
    WorkLogged: (row, recorded) => begun(row, recorded, 'in_progress'),
    TicketEscalated: (row, recorded) => changed(row, recorded, { tier: recorded.event.to }),
    ReplySent: (row, recorded) => replied(row, recorded, [recorded.stamp.occurredAt]),
    MergeAbsorbed: (row, recorded) => replied(row, recorded, recorded.event.replies),
    CustomerActionRequested: (row, recorded) => changed(row, recorded, { status: 'awaiting_customer' }),
    ThirdPartyReferred: (row, recorded) => changed(row, recorded, { status: 'awaiting_third_party' }),
    WorkScheduled: (row, recorded) => changed(row, recorded, { status: 'scheduled' }),
    TicketResumed: (row, recorded) => changed(row, recorded, { status: 'in_progress' }),
    ServiceRestored: (row, recorded) => {
      const { restored, cycleStarts } = known(row, recorded).done;
      const cycle = cycleAt(cycleStarts.map(Date.parse), Date.parse(recorded.stamp.occurredAt));
      return done(row, recorded, { restored: [...new Set([...restored, cycle])] });
    },
    TicketResolved: (row, recorded) => changed(row, recorded, { status: 'resolved' }),
    TicketClosed: (row, recorded) => changed(row, recorded, { status: 'closed' }),
    TicketCancelled: (row, recorded) => changed(row, recorded, { status: 'cancelled' }),
    TicketMerged: (row, recorded) => changed(row, recorded, { status: 'merged' }),
    TicketReopened: (row, recorded) => {
      const { done: before } = known(row, recorded);
      // A resolution answers as well: what was open in the cycle before is over.
      const cycleStarts = [...before.cycleStarts, recorded.stamp.occurredAt];
      return changed(row, recorded, { status: 'in_progress', done: { ...before, cycleStarts } });
    },
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
