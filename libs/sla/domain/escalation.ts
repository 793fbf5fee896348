// When a ticket goes up a tier by itself. Source: clause 2d; docs/rules.md "The clocks".

import { evolve, ms, type Recorded } from '#kernel';
import type { Policy, Priority } from '#policy';
import { assignedAt, type TicketEvent } from '#ticketing';
import { pausesOf, reissued } from './clocks';
import { dueAt } from './due';
import { restoredAt, type TicketTimeline, ticketTimeline } from './ticket-timeline';

/** A ticket's way through the tiers, as far as it was followed. Instants in epoch milliseconds. */
export type EscalationState = {
  readonly timeline: TicketTimeline;
  readonly revision: number;
  readonly tier: number;
  /** When it came into its tier, and the revision that says so. */
  readonly since: number;
  readonly entered: number;
  /** From when on its time counts, where a later fact made it past before anybody could know. */
  readonly restartedAt: number;
  readonly pendingEscalation?: PendingEscalation;
};
/** It goes up at `dueAt`, unless something happens before. */
export type PendingEscalation = {
  readonly from: number;
  readonly dueAt: number;
  readonly minutes: number;
  readonly priority: Priority;
};

const TIER_MAX = 3;
const NEVER = Number.NEGATIVE_INFINITY;
export const initialEscalation: EscalationState = {
  timeline: ticketTimeline.initial,
  revision: -1,
  tier: 1,
  since: 0,
  entered: -1,
  restartedAt: NEVER,
};

/**
 * After one more event. What came due before the event was recorded stays pending, however late it is noticed: it is dated
 * when it was due. What the event itself puts into the past nobody could know: then the time in the tier restarts with the event.
 */
export const evolveEscalation = (before: EscalationState, recorded: Recorded, policy: Policy): EscalationState => {
  const { stamp } = recorded;
  const event = recorded.event as TicketEvent;
  const grown = {
    ...before,
    ...entry(event, recorded),
    timeline: evolve(ticketTimeline, before.timeline, recorded),
    revision: stamp.revision,
  };
  const { pendingEscalation: pending, ...rest } = grown;
  if (!mayEscalate(rest)) return rest;
  // What the clock did it did in time, whenever it was written down.
  const knownAt = ms(isByClock(event) ? stamp.occurredAt : stamp.recordedAt);
  if (pending && pending.dueAt < knownAt && rest.entered === before.entered) return grown;
  const due = pendingFrom(rest, Math.max(rest.since, rest.timeline.starts.at(-1) ?? NEVER, rest.restartedAt), policy);
  if (!due || due.dueAt >= knownAt) return due ? { ...rest, pendingEscalation: due } : rest;
  const restarted = pendingFrom(rest, knownAt, policy);
  return { ...rest, restartedAt: knownAt, ...(restarted && { pendingEscalation: restarted }) };
};

const isByClock = (event: TicketEvent): boolean => event.type === 'TicketEscalated' && event.trigger === 'time_in_tier';

const entry = (event: TicketEvent, { stamp }: Recorded): Partial<EscalationState> => {
  if (event.type === 'TicketOpened') return { tier: event.tier, since: ms(stamp.recordedAt), entered: stamp.revision };
  if (event.type === 'TicketEscalated') return { tier: event.to, since: ms(stamp.occurredAt), entered: stamp.revision };
  if (event.type === 'TicketDeescalated')
    return { tier: event.to, since: ms(stamp.recordedAt), entered: stamp.revision };
  return {};
};

/** Open, not restored, and with a tier above it. */
const mayEscalate = ({ timeline, tier }: EscalationState): boolean => {
  const cycle = timeline.cycles.length;
  return cycle > 0 && tier < TIER_MAX && !timeline.ended && restoredAt(timeline, cycle) === undefined;
};

const pendingFrom = (
  { timeline, tier }: EscalationState,
  from: number,
  policy: Policy,
): PendingEscalation | undefined => {
  const pauses = pausesOf(timeline, policy);
  const minutesOf = (priority: Priority) =>
    policy.document.priorities[priority].escalate?.[tier === 1 ? 't1t2' : 't2t3'];
  const leg = (priority: Priority, start: number) => {
    const calendar = policy.calendars[policy.document.priorities[priority].calendar];
    const minutes = minutesOf(priority);
    return minutes === undefined || !calendar ? undefined : { from: start, minutes, calendar };
  };
  const later = timeline.priorities.changes.filter(({ at }) => at > from);
  const set = reissued(leg, { before: assignedAt(timeline.priorities, from), later }, from, pauses);
  if (!set) return undefined;
  const at = dueAt(set.due, pauses);
  if (!Number.isFinite(at)) return undefined;
  return { from: tier, dueAt: at, minutes: minutesOf(set.priority) ?? 0, priority: set.priority };
};
