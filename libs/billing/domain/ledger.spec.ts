import { decide, replay } from '#kernel';
import { by, recorded } from '#kernel/given';
import { standardPolicy as policy } from '#policy/testing';
import {
  absorbed,
  approved,
  at,
  closed,
  commanded,
  contacted,
  determined,
  disputed,
  eventSummary,
  merged,
  type Night,
  night,
  opened,
  reinstated,
  validated,
  waived,
  worked,
} from '../testing/after-hours-incident.fixture';
import { ledger } from './ledger';
import type { BillingEvent } from './ledger-events';

const outage = [opened('02:03'), validated('02:05'), worked('W1', '02:10', '03:40'), closed('03:40')];
const charged = [...outage, determined('09:00', 'client')];
const last = ({ events }: Night, type: string) => events.findLast((event) => event.type === type);
const count = ({ events }: Night, type: string) => events.filter((event) => event.type === type).length;

describe('A posting', () => {
  it('names its assessment, its instant and the balance with it', () =>
    expect(last(night(...charged), 'ChargePosted')).toStrictEqual({
      type: 'ChargePosted',
      postingId: 'T1/1/1',
      assessmentId: 'T1/1/assessment-2',
      event: 1,
      at: at('09:00'),
      cents: 18_750,
      balanceCents: 18_750,
    }));
  it('is numbered on its event', () => {
    const { state } = night(...charged, waived('10:00'), reinstated('11:00'));
    expect(state.postings.map(({ postingId, balanceCents }) => [postingId, balanceCents])).toStrictEqual([
      ['T1/1/1', 18_750],
      ['T1/1/2', 0],
      ['T1/1/3', 18_750],
    ]);
  });
  it('comes in the same append as the fact that it answers', () =>
    expect(
      night(...charged)
        .events.slice(-3)
        .map(({ type }) => type),
    ).toStrictEqual(['FactNoted', 'ChargeAssessed', 'ChargePosted']));
  it('waits to be shown on the ticket until the ticket shows it', () => {
    const before = night(...charged);
    expect(before.state.unmarked.map(({ postingId }) => postingId)).toStrictEqual(['T1/1/1']);
    const { state } = night(...charged, {
      at: at('09:00'),
      happened: at('09:00'),
      fact: { kind: 'marked_billed', postingId: 'T1/1/1' },
    });
    expect(state.unmarked).toStrictEqual([]);
  });
});

describe('An assessment', () => {
  it('can be derived again from what it names', () =>
    expect(last(night(...charged), 'ChargeAssessed')).toStrictEqual({
      type: 'ChargeAssessed',
      outcome: 'charged',
      assessmentId: 'T1/1/assessment-2',
      event: 1,
      at: at('09:00'),
      wantedCents: 18_750,
      minutes: 90,
      workedSeconds: 5_400,
      contactAt: at('02:03'),
      sessions: [
        { workIds: ['W1'], engineers: ['eve'], counted: [{ from: at('02:10'), to: at('03:40') }], seconds: 5_400 },
      ],
      determination: { determinationId: 'd-09:00', faultClass: 'client' },
      terms: {
        policyId: 'standard-support',
        policyVersion: 1,
        clause: '3',
        ratePerHourCents: 12_500,
        incidentFeeCents: 0,
        incrementMinutes: 1,
        minimumMinutes: 60,
      },
    }));
  it('says why nothing is owed', () =>
    expect(last(night(...outage, determined('09:00', 'provider')), 'ChargeNotApplicable')).toMatchObject({
      rule: 'fault_provider',
      wantedCents: 0,
      determination: { faultClass: 'provider' },
    }));
  it('says what it waits for', () =>
    expect(last(night(...outage, disputed('08:00'), determined('09:00', 'client')), 'BillingHeld')).toMatchObject({
      rule: 'disputed',
      wantedCents: 18_750,
    }));
  it('names the share of the client', () =>
    expect(last(night(...outage, determined('09:00', 'shared', { share: 40 })), 'BillingHeld')).toMatchObject({
      determination: { sharePercent: 40 },
    }));
  it('that says the same again is not written again', () =>
    expect(count(night(...charged, contacted('10:00'), contacted('11:00')), 'ChargeAssessed')).toBe(2));
  it('is known again however a store has put its fields', () => {
    const turned = (value: unknown): unknown =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? Object.fromEntries(
            Object.entries(value)
              .reverse()
              .map(([key, part]) => [key, turned(part)]),
          )
        : Array.isArray(value)
          ? value.map(turned)
          : value;
    const stored = night(...charged).events.map((event) => recorded(turned(event) as BillingEvent));
    const context = { ...by('billing-process', at('10:00')), policy, ticketId: 'T1' };
    const fact = {
      ticketRevision: 9,
      ticketEventId: 'e9',
      occurredAt: at('10:00'),
      recordedAt: at('10:00'),
      fact: { kind: 'contacted' },
    } as const;
    const news = decide(ledger, { type: 'NoteFacts', facts: [fact] }, replay(ledger, stored), context);
    expect(news.map(({ type }) => type)).toStrictEqual(['FactNoted']);
  });
  it('is not made while the work is open', () =>
    expect(
      night(opened('02:03'), validated('02:05'), determined('02:06', 'client')).events.map(({ type }) => type),
    ).toStrictEqual(['FactNoted', 'FactNoted', 'FactNoted']));
});

describe('A fact', () => {
  it('that was noted before is not noted again', () => {
    const { state } = night(...charged);
    for (const ticketRevision of [3, 4]) {
      const again = {
        ticketRevision,
        ticketEventId: `e${ticketRevision}`,
        occurredAt: at('03:40'),
        recordedAt: at('03:40'),
        fact: { kind: 'work_closed' },
      } as const;
      const context = { ...by('billing-process'), policy, ticketId: 'T1' };
      expect(decide(ledger, { type: 'NoteFacts', facts: [again] }, state, context)).toStrictEqual([]);
    }
  });
  it('that comes with others is answered as if it came alone', () => {
    const alone = night(...charged);
    const together = decide(
      ledger,
      {
        type: 'NoteFacts',
        facts: alone.events
          .flatMap((event) => (event.type === 'FactNoted' ? [event] : []))
          .map(({ type: _, ...fact }) => fact),
      },
      ledger.initial,
      { ...by('billing-process'), policy, ticketId: 'T1' },
    );
    expect(together).toStrictEqual(alone.events);
  });
});

describe('A merge', () => {
  const expected = commanded('03:00', { type: 'ExpectMerge', from: 'T0' }, 'billing-process');
  it('that is on its way holds every charge up', () => {
    const waiting = night(
      opened('02:03'),
      validated('02:05'),
      worked('W1', '02:10', '03:40'),
      expected,
      closed('03:40'),
      determined('09:00', 'client'),
    );
    expect(waiting.state.postings).toStrictEqual([]);
  });
  it('that has arrived lets them go, all at once', () =>
    expect(
      eventSummary(
        night(
          opened('02:03'),
          validated('02:05'),
          worked('W1', '02:10', '03:40'),
          expected,
          closed('03:40'),
          determined('09:00', 'client'),
          absorbed('09:30', {}),
        ),
      ),
    ).toBe('charged, 90 min: charge 18750'));
  it('is expected once, and not after it has arrived', () => {
    expect(count(night(...outage, expected, expected), 'MergeExpected')).toBe(1);
    expect(count(night(...outage, absorbed('04:00', {}), expected), 'MergeExpected')).toBe(0);
  });
  it('is not made once money was decided: that is remembered', () => {
    expect(night(...charged).state.incident.decided).toBe(false);
    expect(night(...charged, waived('10:00')).state.incident.decided).toBe(true);
    expect(night(...charged, waived('10:00'), reinstated('11:00')).state.incident.decided).toBe(true);
    const approval = [determined('09:00', 'force_majeure'), approved('10:00')];
    expect(night(...outage, ...approval).state.incident.decided).toBe(true);
  });
  it('ends what the merged ticket owes, and hands it on once', () => {
    const gone = night(opened('02:03'), validated('02:05'), worked('W1', '02:10', '02:40'), merged('03:00'));
    expect(eventSummary(gone)).toBe('not_applicable merged');
    expect(gone.state.handOnTo).toBe('T2');
    const noted = commanded('03:01', { type: 'NoteHandedOn', survivor: 'T2' }, 'billing-process');
    const handedOn = night(opened('02:03'), merged('03:00'), noted, noted);
    expect(handedOn.state.handOnTo).toBeUndefined();
    expect(count(handedOn, 'MergeHandedOn')).toBe(1);
  });
});
