// When a ticket goes up a tier by itself. Source: clause 2d; docs/rules.md "The clocks".

import { evolve, ms, type Recorded } from '#kernel';
import type { Policy, Priority } from '#policy';
import { assignedAt, type TicketEvent } from '#ticketing';
import { pausesOf, reissued } from './clocks';
import { dueAt } from './due';
import { restoredAt, type Story, story } from './story';

/** A ticket's way through the tiers, as far as it was followed. Instants in epoch milliseconds. */
export type Climb = {
  readonly story: Story;
  readonly revision: number;
  readonly tier: number;
  /** When it came into its tier, and the revision that says so. */
  readonly since: number;
  readonly entered: number;
  /** From when on its time counts, where a later fact made it past before anybody could know. */
  readonly anew: number;
  readonly owed?: Owed;
};
/** It goes up at `dueAt`, unless something happens before. */
export type Owed = {
  readonly from: number;
  readonly dueAt: number;
  readonly minutes: number;
  readonly priority: Priority;
};

const TIER_MAX = 3;
const NEVER = Number.NEGATIVE_INFINITY;
export const unseen: Climb = { story: story.initial, revision: -1, tier: 1, since: 0, entered: -1, anew: NEVER };

/**
 * After one more event. What came due before the event was recorded stays owed, however late we are: it is dated when
 * it was due. What the event itself puts into the past was nobody's to know: then the time begins anew with the event.
 */
export const climbed = (before: Climb, recorded: Recorded, policy: Policy): Climb => {
  const { stamp } = recorded;
  const event = recorded.event as TicketEvent;
  const grown = {
    ...before,
    ...entry(event, recorded),
    story: evolve(story, before.story, recorded),
    revision: stamp.revision,
  };
  const { owed, ...rest } = grown;
  if (!mayClimb(rest)) return rest;
  // What the clock did it did in time, whenever it was written down.
  const knownAt = ms(isByClock(event) ? stamp.occurredAt : stamp.recordedAt);
  if (owed && owed.dueAt < knownAt && rest.entered === before.entered) return grown;
  const due = owedFrom(rest, Math.max(rest.since, rest.story.starts.at(-1) ?? NEVER, rest.anew), policy);
  if (!due || due.dueAt >= knownAt) return due ? { ...rest, owed: due } : rest;
  const anew = owedFrom(rest, knownAt, policy);
  return { ...rest, anew: knownAt, ...(anew && { owed: anew }) };
};

const isByClock = (event: TicketEvent): boolean => event.type === 'TicketEscalated' && event.trigger === 'time_in_tier';

const entry = (event: TicketEvent, { stamp }: Recorded): Partial<Climb> => {
  if (event.type === 'TicketOpened') return { tier: event.tier, since: ms(stamp.recordedAt), entered: stamp.revision };
  if (event.type === 'TicketEscalated') return { tier: event.to, since: ms(stamp.occurredAt), entered: stamp.revision };
  return {};
};

/** Open, not restored, and with a tier above it. */
const mayClimb = ({ story: told, tier }: Climb): boolean => {
  const cycle = told.cycles.length;
  return cycle > 0 && tier < TIER_MAX && !told.ended && restoredAt(told, cycle) === undefined;
};

const owedFrom = ({ story: told, tier }: Climb, from: number, policy: Policy): Owed | undefined => {
  const pauses = pausesOf(told, policy);
  const minutesOf = (priority: Priority) =>
    policy.document.priorities[priority].escalate?.[tier === 1 ? 't1t2' : 't2t3'];
  const leg = (priority: Priority, start: number) => {
    const calendar = policy.calendars[policy.document.priorities[priority].calendar];
    const minutes = minutesOf(priority);
    return minutes === undefined || !calendar ? undefined : { from: start, minutes, calendar };
  };
  const later = told.priorities.changes.filter(({ at }) => at > from);
  const set = reissued(leg, { before: assignedAt(told.priorities, from), later }, from, pauses);
  if (!set) return undefined;
  const at = dueAt(set.due, pauses);
  if (!Number.isFinite(at)) return undefined;
  return { from: tier, dueAt: at, minutes: minutesOf(set.priority) ?? 0, priority: set.priority };
};
