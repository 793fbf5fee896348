// What the clocks need of a ticket: when it began, what it was, when it waited, what was done.

import { type Fold, ms } from '#kernel';
import { cycleAt, type OpenStatus, type Priorities, priorities, type TicketEventOf } from '#ticketing';

type FoldedEvent = TicketEventOf<
  | 'TicketOpened'
  | 'TicketTriaged'
  | 'PriorityChanged'
  | 'PriorityCorrected'
  | 'ReplySent'
  | 'ReplyRetracted'
  | 'ClientContactCorrected'
  | 'CustomerActionRequested'
  | 'ThirdPartyReferred'
  | 'WorkScheduled'
  | 'TicketResumed'
  | 'ServiceRestored'
  | 'TicketResolved'
  | 'TicketReopened'
  | 'TicketCancelled'
  | 'TicketRejected'
  | 'TicketMerged'
  | 'MergeAbsorbed'
  | 'TicketPolicyRebound'
>;

/** Time spent in a waiting state; open-ended while it lasts. Which of them pause a clock is the policy's to say. */
export type Wait = { readonly state: OpenStatus; readonly from: number; readonly to?: number };
/** Service restored, and the cycle that it was a milestone of. */
export type Restoration = { readonly at: number; readonly cycle: number };
/** One cycle: from opening or reopening to the resolution. All instants in epoch milliseconds. */
export type Cycle = { readonly startedAt: number; readonly resolvedAt?: number };
export type TicketTimeline = {
  readonly policyId: string;
  readonly policyVersion: number;
  /** The first contact, or the opening where nobody contacted us: the clocks of cycle 1 start here. */
  readonly startedAt: number;
  /** When cycles were recorded as begun: what an instant belongs to. */
  readonly starts: readonly number[];
  readonly cycles: readonly Cycle[];
  readonly priorities: Priorities;
  readonly replies: readonly number[];
  readonly restorations: readonly Restoration[];
  readonly waits: readonly Wait[];
  readonly ended?: { readonly at: number; readonly how: 'cancelled' | 'rejected' | 'merged' };
};

const endWait = (waits: readonly Wait[], at: number): readonly Wait[] =>
  waits.map((wait) => (wait.to === undefined ? { ...wait, to: at } : wait));
const wait = (timeline: TicketTimeline, state: OpenStatus, at: number): TicketTimeline => ({
  ...timeline,
  waits: [...endWait(timeline.waits, at), { state, from: at }],
});
const lastCycle = (timeline: TicketTimeline, change: (cycle: Cycle) => Cycle): TicketTimeline => ({
  ...timeline,
  cycles: timeline.cycles.map((cycle, index) => (index === timeline.cycles.length - 1 ? change(cycle) : cycle)),
});

/** When a cycle was restored: the first restoration that lies in it, or its resolution. */
export const restoredAt = (timeline: TicketTimeline, cycle: number): number | undefined => {
  const resolution = timeline.cycles[cycle - 1]?.resolvedAt;
  const own = timeline.restorations.filter((restoration) => restoration.cycle === cycle);
  const first = Math.min(...own.map(({ at }) => at), resolution ?? Number.POSITIVE_INFINITY);
  return Number.isFinite(first) ? first : undefined;
};

/** The clocks of cycle 1 start at the first contact. */
const startedAt = (timeline: TicketTimeline, at: number): TicketTimeline => ({
  ...timeline,
  startedAt: at,
  cycles: timeline.cycles.map((cycle, index) => (index === 0 ? { ...cycle, startedAt: at } : cycle)),
});

export const ticketTimeline: Fold<TicketTimeline, FoldedEvent> = {
  initial: {
    policyId: '',
    policyVersion: 0,
    startedAt: 0,
    starts: [],
    cycles: [],
    priorities: priorities.initial,
    replies: [],
    restorations: [],
    waits: [],
  },
  evolve: {
    TicketOpened: (state, event, stamp) => {
      const openedAt = ms(stamp.recordedAt);
      const startedAt = event.contactedAt === undefined ? openedAt : ms(event.contactedAt);
      return {
        ...state,
        policyId: event.policyId,
        policyVersion: event.policyVersion,
        startedAt,
        starts: [openedAt],
        cycles: [{ startedAt }],
        priorities: priorities.evolve.TicketOpened(state.priorities, event, stamp),
      };
    },
    TicketTriaged: (state, event, stamp) => ({
      ...state,
      priorities: priorities.evolve.TicketTriaged(state.priorities, event, stamp),
    }),
    PriorityChanged: (state, event, stamp) => ({
      ...state,
      priorities: priorities.evolve.PriorityChanged(state.priorities, event, stamp),
    }),
    PriorityCorrected: (state, event, stamp) => ({
      ...state,
      priorities: priorities.evolve.PriorityCorrected(state.priorities, event, stamp),
    }),
    ReplySent: (state, _event, { occurredAt }) => ({ ...state, replies: [...state.replies, ms(occurredAt)] }),
    // It answered nothing; an equal one that was sent at the same instant still does.
    ReplyRetracted: (state, { sentAt }) => ({
      ...state,
      replies: state.replies.toSpliced(state.replies.indexOf(ms(sentAt)), 1),
    }),
    ClientContactCorrected: (state, { firstContactAt }) =>
      firstContactAt === undefined ? state : startedAt(state, ms(firstContactAt)),
    CustomerActionRequested: (state, _event, { occurredAt }) => wait(state, 'awaiting_customer', ms(occurredAt)),
    ThirdPartyReferred: (state, _event, { occurredAt }) => wait(state, 'awaiting_third_party', ms(occurredAt)),
    WorkScheduled: (state, _event, { occurredAt }) => wait(state, 'scheduled', ms(occurredAt)),
    // A call that is written down later lets the ticket go on from then.
    TicketResumed: (state, _event, { recordedAt }) => ({ ...state, waits: endWait(state.waits, ms(recordedAt)) }),
    // What is written down later belongs to the cycle in which it happened.
    ServiceRestored: (state, { cycle: current }, { occurredAt, recordedAt }) => {
      const at = ms(occurredAt);
      const cycle = occurredAt === recordedAt ? current : cycleAt(state.starts, at);
      return { ...state, restorations: [...state.restorations, { at, cycle }] };
    },
    // The clocks stop when it was solved; the state is left when that is recorded.
    TicketResolved: (state, _event, { occurredAt, recordedAt }) => ({
      ...lastCycle(state, (cycle) => ({ ...cycle, resolvedAt: ms(occurredAt) })),
      waits: endWait(state.waits, ms(recordedAt)),
    }),
    TicketReopened: (state, event, stamp) => ({
      ...state,
      starts: [...state.starts, ms(stamp.occurredAt)],
      cycles: [...state.cycles, { startedAt: ms(stamp.occurredAt) }],
      priorities: priorities.evolve.TicketReopened(state.priorities, event, stamp),
    }),
    TicketCancelled: (state, _event, { occurredAt }) => ({
      ...state,
      waits: endWait(state.waits, ms(occurredAt)),
      ended: { at: ms(occurredAt), how: 'cancelled' },
    }),
    TicketRejected: (state, _event, { occurredAt }) => ({
      ...state,
      waits: endWait(state.waits, ms(occurredAt)),
      ended: { at: ms(occurredAt), how: 'rejected' },
    }),
    TicketMerged: (state, _event, { occurredAt }) => ({
      ...state,
      waits: endWait(state.waits, ms(occurredAt)),
      ended: { at: ms(occurredAt), how: 'merged' },
    }),
    TicketPolicyRebound: (state, { policyId, policyVersion }) => ({ ...state, policyId, policyVersion }),
    // The first contact of both starts the survivor's clocks; what was answered on the other ticket was answered.
    MergeAbsorbed: (state, { contacts, replies }) => {
      const first = Math.min(state.startedAt, ...contacts.map(({ at }) => ms(at)));
      return {
        ...startedAt(state, first),
        replies: [...state.replies, ...replies.map(ms)],
      };
    },
  },
};
