import { iso, type Recorded, replay } from '#kernel';
import { by, recorded } from '#kernel/given';
import type { Policy, Priority } from '#policy';
import { standardPolicy } from '#policy/testing';
import type { TicketEvent } from '#ticketing';
import { type Clock, clocks, type Target } from '../domain/clocks';
import { type TicketTimeline, ticketTimeline } from '../domain/ticket-timeline';

// For specs only: a ticket's history in few words. Monday, 16 March 2026, unless an instant says otherwise; UTC.

/** '14:30' on the Monday, or an instant as it is. */
export const at = (time: string): string =>
  new Date(time.length > 8 ? time : `2026-03-16T${time.padEnd(8, ':00')}.000Z`).toISOString();

const told = (time: string, event: TicketEvent, happened = time): Recorded<TicketEvent> =>
  recorded(event, { ...by('someone', at(time)), occurredAt: at(happened), commandId: `${event.type}@${time}` });

export const opened = (time: string, assigned: Priority, contactedAt: string | null = time) =>
  told(time, {
    type: 'TicketOpened',
    client: 'acme',
    channel: 'phone',
    requested: assigned,
    assigned,
    summary: 'calls fail',
    category: 'general',
    tier: 1,
    ...(contactedAt !== null && { contactedAt: at(contactedAt) }),
    policyId: 'standard-support',
    policyVersion: 1,
  });
export const replied = (time: string, happened = time) => told(time, { type: 'ReplySent' }, happened);
export const noted = (time: string) => told(time, { type: 'NoteAdded', text: 'x' });
export const retracted = (time: string, sent: string) =>
  told(time, { type: 'ReplyRetracted', reply: 1, sentAt: at(sent), reason: 'x' });
export const contactCorrected = (time: string, was: string, contact: string) =>
  told(time, {
    type: 'ClientContactCorrected',
    was: at(was),
    contactedAt: at(contact),
    firstContactAt: at(contact),
    reason: 'x',
  });
export const rejected = (time: string) => told(time, { type: 'TicketRejected', ground: 'spam', reason: 'x' });
export const restored = (time: string, happened = time, cycle = 1) =>
  told(time, { type: 'ServiceRestored', cycle }, happened);
export const resolved = (time: string, happened = time) =>
  told(time, { type: 'TicketResolved', cycle: 1, code: 'x', note: 'x', autoCloseAt: at(time) }, happened);
export const reopened = (time: string, cycle = 2) =>
  told(time, { type: 'TicketReopened', cycle, event: 1, channel: 'phone', reason: 'again' });
export const asked = (time: string, happened = time) =>
  told(time, { type: 'CustomerActionRequested', ask: 'Is it lit?' }, happened);
export const referred = (time: string) => told(time, { type: 'ThirdPartyReferred', ask: 'Is it up?' });
export const planned = (time: string) => told(time, { type: 'WorkScheduled', ask: 'On Friday' });
export const resumed = (time: string) => told(time, { type: 'TicketResumed', because: 'asked' });
export const changed = (time: string, from: Priority, to: Priority) =>
  told(time, { type: 'PriorityChanged', from, to, reason: 'x' });
export const corrected = (time: string, from: Priority, to: Priority) =>
  told(time, { type: 'PriorityCorrected', from, to, reason: 'x' });
export const triaged = (time: string, priority: Priority) => told(time, { type: 'TicketTriaged', priority });
export const cancelled = (time: string) => told(time, { type: 'TicketCancelled', reason: 'x' });
export const merged = (time: string) => told(time, { type: 'TicketMerged', into: 'T2', reason: 'x' });
export const absorbed = (time: string, contact: string, reply?: string) =>
  told(time, {
    type: 'MergeAbsorbed',
    from: 'T0',
    sourceRevision: 3,
    contacts: [{ at: at(contact), channel: 'voicemail' }],
    replies: reply === undefined ? [] : [at(reply)],
    work: [],
    terms: [],
  });

const timelineOf = (history: readonly Recorded[]): TicketTimeline => replay(ticketTimeline, history);

const shown = ({ state, dueAt }: Clock) => (dueAt === undefined ? state : `${state}, due ${iso(dueAt).slice(5, -8)}`);

/** How the latest clock of each target stands: 'running, due 03-16T14:30'. */
export const clocksAt = (
  time: string,
  history: readonly Recorded[],
  policy: Policy = standardPolicy,
): Partial<Record<Target, string>> =>
  Object.fromEntries(
    clocks(timelineOf(history), policy, Date.parse(at(time))).map((clock) => [clock.target, shown(clock)]),
  );
/** All clocks of one target, oldest first. */
export const armings = (target: Target, time: string, history: readonly Recorded[]): readonly string[] =>
  clocks(timelineOf(history), standardPolicy, Date.parse(at(time)))
    .filter((clock) => clock.target === target)
    .map(shown);
