import { iso, ms, type Recorded } from '#kernel';
import { standardPolicy } from '#policy/testing';
import type { TicketEvent } from '#ticketing';
import { type EscalationState, evolveEscalation, initialEscalation } from './escalation';

/** A Monday, in the middle of standard hours in Chicago. */
const TEN = '2026-03-16T15:00:00.000Z';
const at = (minutes: number) => iso(ms(TEN) + minutes * 60_000);

const opening = (priority: 'P1' | 'P3' | 'P4', tier = 1): TicketEvent => ({
  type: 'TicketOpened',
  client: 'acme',
  channel: 'phone',
  requested: priority,
  assigned: priority,
  summary: 'Calls fail',
  category: 'general',
  tier,
  contactedAt: at(-60),
  policyId: 'standard-support',
  policyVersion: 1,
});
/** What was recorded, and when; `occurred` where it happened earlier. */
type DatedEvent = readonly [event: TicketEvent, recorded: number, occurred?: number];

const after = (...told: readonly DatedEvent[]): EscalationState =>
  told.reduce<EscalationState>((state, [event, recorded, occurred = recorded], revision) => {
    const stamp = { revision, recordedAt: at(recorded), occurredAt: at(occurred), eventId: `e${revision}` };
    return evolveEscalation(state, { event, stamp } as unknown as Recorded, standardPolicy);
  }, initialEscalation);
/** Minutes after ten at which it goes up, and from where. */
const goesUp = (...told: readonly DatedEvent[]) => {
  const { pendingEscalation } = after(...told);
  return pendingEscalation && [pendingEscalation.from, (pendingEscalation.dueAt - ms(TEN)) / 60_000];
};
const waits: TicketEvent = { type: 'CustomerActionRequested', ask: 'Is the router lit?' };
const resumes: TicketEvent = { type: 'TicketResumed', because: 'asked' };
const toTwo: TicketEvent = { type: 'TicketEscalated', from: 1, to: 2, reason: 'too long', trigger: 'time_in_tier' };
const toOne: TicketEvent = { type: 'TicketDeescalated', from: 2, to: 1, reason: 'configured' };
const restored: TicketEvent = { type: 'ServiceRestored', cycle: 1 };

describe('A ticket goes up a tier by itself', () => {
  it('once it was in its tier for the time of its priority, from the opening on', () =>
    expect(goesUp([opening('P1'), 0])).toStrictEqual([1, 15]));
  it('on the calendar of its priority: a P3 of the afternoon goes up the next day', () =>
    // 540 minutes of standard hours: the 420 that are left of Monday, and 120 of Tuesday.
    expect(goesUp([opening('P3'), 0])).toStrictEqual([1, 420 + 15 * 60 + 120]));
  it('and not where the policy names no time, or no tier is above', () => {
    expect(goesUp([opening('P4'), 0])).toBeUndefined();
    expect(goesUp([opening('P1', 3), 0])).toBeUndefined();
  });
  it('later by the time that it waited for the client', () =>
    expect(goesUp([opening('P1'), 0], [waits, 5], [resumes, 35])).toStrictEqual([1, 45]));
  it('and not while it waits, is restored, or is over', () => {
    expect(goesUp([opening('P1'), 0], [waits, 5])).toBeUndefined();
    expect(goesUp([opening('P1'), 0], [restored, 5])).toBeUndefined();
    expect(goesUp([opening('P1'), 0], [{ type: 'TicketCancelled', reason: 'withdrawn' }, 5])).toBeUndefined();
  });
  it('anew from each tier, whoever took it there', () => {
    expect(goesUp([opening('P1'), 0], [{ ...toTwo, trigger: 'person' }, 10])).toStrictEqual([2, 70]);
    expect(goesUp([opening('P1'), 0], [toTwo, 15])).toStrictEqual([2, 75]);
    expect(goesUp([opening('P1'), 0], [toTwo, 15], [toOne, 40])).toStrictEqual([1, 55]);
  });
  it('sooner where it became more urgent: at the earlier of its old time and the new one from the change on', () =>
    expect(
      goesUp([opening('P3'), 0], [{ type: 'PriorityChanged', from: 'P3', to: 'P1', reason: 'all sites' }, 100]),
    ).toStrictEqual([1, 115]));
});

describe('A process that was down', () => {
  it('dates what came due meanwhile when it was due, one tier after the other', () => {
    const note: TicketEvent = { type: 'ClientContactRecorded', channel: 'phone' };
    expect(goesUp([opening('P1'), 0], [note, 500])).toStrictEqual([1, 15]);
    // Written down a day later, and happened in time: tier 2 had its hour as well.
    expect(goesUp([opening('P1'), 0], [note, 500], [toTwo, 1440, 15])).toStrictEqual([2, 75]);
  });
  it('escalates no ticket that is restored by the time it looks', () =>
    expect(goesUp([opening('P1'), 0], [restored, 500])).toBeUndefined());
});

describe('At the very instant', () => {
  const note: TicketEvent = { type: 'NoteAdded', text: 'on it' };
  const triaged: TicketEvent = { type: 'TicketTriaged', priority: 'P1' };
  const changed: TicketEvent = { type: 'PriorityChanged', from: 'P1', to: 'P3', reason: 'one phone' };
  it('at which its time is over, a fact may still change what comes of it', () => {
    expect(goesUp([opening('P1'), 0], [changed, 15])).toStrictEqual([1, 420 + 15 * 60 + 120]);
    expect(goesUp([opening('P1'), 0], [changed, 15 + 1 / 60_000])).toStrictEqual([1, 15]);
    expect(goesUp([opening('P1'), 0], [restored, 15])).toBeUndefined();
  });
  it('a triage that makes it due now lets it go up now', () => {
    expect(goesUp([opening('P3'), 0], [triaged, 15])).toStrictEqual([1, 15]);
    expect(goesUp([opening('P3'), 0], [triaged, 16])).toStrictEqual([1, 31]);
  });
  it('it stays due whatever else is recorded', () =>
    expect(goesUp([opening('P1'), 0], [note, 15], [note, 16], [note, 400])).toStrictEqual([1, 15]));
  it('and one that somebody took up meanwhile is due in its new tier', () =>
    expect(goesUp([opening('P1'), 0], [{ ...toTwo, trigger: 'person' }, 500])).toStrictEqual([2, 560]));
});

describe('A reopened ticket', () => {
  const resolved: TicketEvent = { type: 'TicketResolved', cycle: 1, code: 'x', note: 'x', autoCloseAt: at(9_000) };
  const again: TicketEvent = { type: 'TicketReopened', cycle: 2, event: 1, channel: 'phone', reason: 'again' };
  it('has its time in the tier from the reopening on', () =>
    expect(goesUp([opening('P1'), 0], [resolved, 10], [again, 100])).toStrictEqual([1, 115]));
  it('and none while it is resolved', () => expect(goesUp([opening('P1'), 0], [resolved, 10])).toBeUndefined());
});

describe('A fact that makes the time past before anybody could know', () => {
  const triaged: TicketEvent = { type: 'TicketTriaged', priority: 'P1' };
  it('begins it anew: nothing is escalated after the fact', () =>
    expect(goesUp([opening('P3'), 0], [triaged, 200])).toStrictEqual([1, 215]));
  it('once, however much is recorded then', () => {
    const note: TicketEvent = { type: 'NoteAdded', text: 'on it' };
    expect(goesUp([opening('P3'), 0], [triaged, 200], [note, 205], [note, 210])).toStrictEqual([1, 215]);
  });
  it('and changes nothing where there is time left', () =>
    expect(goesUp([opening('P3'), 0], [triaged, 10])).toStrictEqual([1, 15]));
});
