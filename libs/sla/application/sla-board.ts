// One row a ticket that has clocks: every clock that is open, what is next, and what has run out. Due instants are
// stored; the time that remains is computed when somebody asks.

import type { Delivered } from '#event-store';
import { subjectOf } from '#kernel';
import type { Priority } from '#policy';
import type { Projection } from '#read-store';
import { cycleAt, statusAfter, type TicketEventOf } from '#ticketing';
import { type BoardClock, type BoardRow, summed } from '../domain/board-row';
import { clockKey } from '../domain/clock-name';
import type { SlaEvent } from '../domain/sla';

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
type BoardEvent =
  | SlaEvent
  | TicketEventOf<
      | 'TicketOpened'
      | 'TicketTriaged'
      | 'PriorityChanged'
      | 'PriorityCorrected'
      | 'TicketAssigned'
      | 'WorkStarted'
      | 'WorkLogged'
      | 'TicketUnassigned'
      | 'TicketEscalated'
      | 'TicketDeescalated'
      | 'ReplySent'
      | 'ReplyRetracted'
      | 'CustomerActionRequested'
      | 'ThirdPartyReferred'
      | 'WorkScheduled'
      | 'TicketResumed'
      | 'ServiceRestored'
      | 'TicketResolved'
      | 'TicketClosed'
      | 'TicketReopened'
      | 'TicketCancelled'
      | 'TicketRejected'
      | 'TicketMerged'
      | 'MergeAbsorbed'
      | 'TicketPolicyRebound'
    >;
type Clocked = Delivered<SlaEvent>;

const idOf = ({ stream }: { stream: string }) => subjectOf(stream);
const known = (row: BoardRow | undefined, { stream, stamp }: Delivered): BoardRow => {
  if (row) return row;
  throw new Error(`${stream}@${stamp.revision} comes before the ticket was opened.`);
};

const changed = (row: BoardRow | undefined, recorded: Delivered, change: Partial<BoardRow> = {}): BoardRow => {
  const before = known(row, recorded);
  return summed({ ...before, status: statusAfter(recorded.event.type, before), ...change });
};
/** Changes the status, and nothing else. */
const moved = (row: BoardRow | undefined, recorded: Delivered): BoardRow => changed(row, recorded);
const NOT_SET = { warnedPercent: 0, calendar: null, policyVersion: null, priority: null };
const clock = (row: BoardRow | undefined, recorded: Clocked, change: Partial<BoardClock>): BoardRow => {
  const { target, cycle, armedAt } = recorded.event;
  const { clocks } = known(row, recorded);
  const key = clockKey(recorded.event);
  const before = clocks[key] ?? { target, cycle, armedAt, state: 'running', dueAt: null, ...NOT_SET };
  return changed(row, recorded, { clocks: { ...clocks, [key]: { ...before, ...change, armedAt } } });
};
const done = (row: BoardRow | undefined, recorded: Delivered, change: Partial<BoardRow['done']>): BoardRow =>
  changed(row, recorded, { done: { ...known(row, recorded).done, ...change } });
const replied = (row: BoardRow | undefined, recorded: Delivered, replies: readonly string[]): BoardRow =>
  done(row, recorded, { replies, repliedAt: replies.toSorted().at(-1) ?? null });
const repliesOf = (row: BoardRow | undefined, recorded: Delivered) => known(row, recorded).done.replies;
export const slaBoard: Projection<BoardRow, BoardEvent, BoardColumn> = {
  name: 'sla-board',
  version: 4, // v3: each clock names its calendar; v4: a retracted reply answers nothing, nobody may have a ticket
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
      policyId: event.policyId,
      status: 'new',
      priority: event.assigned,
      validated: false,
      tier: event.tier,
      assignee: null,
      clocks: {},
      done: { replies: [], repliedAt: null, restored: [], cycleStarts: [stamp.recordedAt] },
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
    TicketTriaged: (row, recorded) => changed(row, recorded, { priority: recorded.event.priority, validated: true }),
    PriorityChanged: (row, recorded) => changed(row, recorded, { priority: recorded.event.to, validated: true }),
    PriorityCorrected: (row, recorded) => changed(row, recorded, { priority: recorded.event.to, validated: true }),
    TicketAssigned: (row, recorded) => changed(row, recorded, { assignee: recorded.event.assignee }),
    TicketUnassigned: (row, recorded) => changed(row, recorded, { assignee: null }),
    WorkStarted: moved,
    WorkLogged: moved,
    TicketEscalated: (row, recorded) => changed(row, recorded, { tier: recorded.event.to }),
    TicketDeescalated: (row, recorded) => changed(row, recorded, { tier: recorded.event.to }),
    ReplySent: (row, recorded) => replied(row, recorded, [...repliesOf(row, recorded), recorded.stamp.occurredAt]),
    ReplyRetracted: (row, recorded) => {
      const replies = repliesOf(row, recorded);
      return replied(row, recorded, replies.toSpliced(replies.indexOf(recorded.event.sentAt), 1));
    },
    MergeAbsorbed: (row, recorded) => replied(row, recorded, [...repliesOf(row, recorded), ...recorded.event.replies]),
    CustomerActionRequested: moved,
    ThirdPartyReferred: moved,
    WorkScheduled: moved,
    TicketResumed: moved,
    ServiceRestored: (row, recorded) => {
      const { restored, cycleStarts } = known(row, recorded).done;
      const cycle = cycleAt(cycleStarts.map(Date.parse), Date.parse(recorded.stamp.occurredAt));
      return done(row, recorded, { restored: [...new Set([...restored, cycle])] });
    },
    TicketResolved: moved,
    TicketClosed: moved,
    TicketPolicyRebound: (row, recorded) => changed(row, recorded, { policyId: recorded.event.policyId }),
    TicketCancelled: moved,
    TicketRejected: moved,
    TicketMerged: moved,
    TicketReopened: (row, recorded) => {
      const { done: before } = known(row, recorded);
      // A resolution answers as well: what was open in the cycle before is over.
      const cycleStarts = [...before.cycleStarts, recorded.stamp.occurredAt];
      return changed(row, recorded, { done: { ...before, cycleStarts } });
    },
    TargetSet: (row, recorded) => {
      const { dueAt, policyVersion, calendar = null, priority } = recorded.event;
      return clock(row, recorded, {
        state: 'running',
        dueAt,
        policyVersion,
        calendar,
        priority: priority as Priority,
      });
    },
    TargetWarned: (row, recorded) => clock(row, recorded, { warnedPercent: recorded.event.percent }),
    TargetBreached: (row, recorded) => clock(row, recorded, { state: 'breached', dueAt: recorded.event.dueAt }),
    SlaBreachWithdrawn: (row, recorded) => clock(row, recorded, { state: 'running' }),
    TargetMet: (row, recorded) => clock(row, recorded, { state: 'met', dueAt: recorded.event.dueAt }),
    TargetPaused: (row, recorded) => clock(row, recorded, { state: 'paused', dueAt: null }),
    TargetResumed: (row, recorded) => clock(row, recorded, { state: 'running', dueAt: recorded.event.dueAt }),
    TargetCancelled: (row, recorded) => clock(row, recorded, { state: 'cancelled', dueAt: null }),
  },
};
