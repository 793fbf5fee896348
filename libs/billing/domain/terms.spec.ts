import { policyOfAlgorithm1, policyWith } from '#policy/testing';
import {
  type Act,
  absorbed,
  changed,
  closed,
  commanded,
  determined,
  eventSummary,
  night,
  nightUnder,
  opened,
  reopened,
  validated,
  worked,
} from '../testing/after-hours-incident.fixture';

// The client's answer to what it may cost speaks of the work that comes after it, and takes nothing back.

const FREE = { billing: { minimumMinutes: 0 } };
const declined = (time: string, event?: number) =>
  commanded(time, { type: 'DeclineTerms', ...(event !== undefined && { event }) });
const accepted = (time: string, event?: number) =>
  commanded(time, { type: 'AcceptTerms', ...(event !== undefined && { event }) });
const inOrder = (acts: readonly Act[]) => acts.toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
/** Worked from 02:10 to 03:40, closed then, the client's fault. */
const outage = (...answers: readonly Act[]) =>
  inOrder([
    opened('02:03'),
    validated('02:03'),
    ...answers,
    worked('W1', '02:10', '03:40'),
    closed('03:40'),
    determined('09:00', 'client'),
  ]);
const without = (...answers: readonly Act[]) => eventSummary(nightUnder(policyWith(FREE), ...outage(...answers)));

describe('Of the work of an event', () => {
  it.each<[string, readonly Act[], string]>([
    ['all is billed where nobody answers', [], '90 min: charge 18750'],
    ['all is billed where the client accepts, before or after it', [accepted('02:20')], '90 min: charge 18750'],
    ['what comes after a refusal is not', [declined('02:40')], '30 min: charge 6250'],
    ['what comes after the next acceptance is again', [declined('02:40'), accepted('03:10')], '60 min: charge 12500'],
    ['a refusal said twice begins with the first', [declined('02:20'), declined('03:00')], '10 min: charge 2083'],
    ['a refusal after the work takes nothing back', [declined('03:40')], '90 min: charge 18750'],
    ['a refusal up to its very end counts nothing of it', [declined('02:10')], ''],
    [
      'of two answers at one instant the later one holds',
      [declined('02:40'), accepted('02:40')],
      '90 min: charge 18750',
    ],
    ['and either may be the later one', [accepted('02:40'), declined('02:40')], '30 min: charge 6250'],
  ])('%s', (_title, answers, expected) =>
    expect(without(...answers)).toBe(expected === '' ? 'not_applicable terms_declined' : `charged, ${expected}`),
  );

  it('less than a second before a refusal is no work', () => {
    const at = (time: string) => [declined(time)];
    expect(without(...at('02:10:00.999'))).toBe('not_applicable terms_declined');
    expect(without(...at('02:10:01'))).toBe('charged, 1 min: charge 208');
  });
});

describe('Where nothing is billed', () => {
  it('it is for the refusal only if there was work at all', () => {
    const nobodyWorked = [opened('02:03'), validated('02:03'), declined('02:05'), closed('03:00')];
    expect(eventSummary(night(...nobodyWorked))).toBe('not_applicable no_off_hours_work');
    const asP3 = [...nobodyWorked.slice(0, 3), changed('02:06', 'P3'), worked('W1', '02:10', '02:50'), closed('03:00')];
    expect(eventSummary(night(...asP3))).toBe('not_applicable no_off_hours_work');
  });
  it('it is said to be the refusal before whose fault it was', () =>
    expect(eventSummary(night(...outage(declined('02:05')), determined('09:30', 'provider')))).toBe(
      'not_applicable terms_declined',
    ));
});

describe('An answer', () => {
  it('speaks of its own event', () => {
    const twice = [
      ...outage(),
      reopened('20:00', 2, 2),
      declined('20:01', 1),
      worked('W2', '20:05', '21:05'),
      closed('21:05'),
      determined('22:00', 'client', { cycle: 2 }),
    ];
    expect(eventSummary(night(...twice), 2)).toBe('charged, 60 min: charge 12500');
    const own = twice.with(6, declined('20:01'));
    expect(eventSummary(night(...own), 2)).toBe('not_applicable terms_declined');
    expect(eventSummary(night(...own))).toBe('charged, 90 min: charge 18750');
  });
  it('that a merged ticket brings counts from when it was given', () => {
    const brings = (at: string, answer: boolean) =>
      absorbed('03:00', { contacts: ['02:03'], terms: [{ at, accepted: answer }] });
    expect(without(brings('02:30', false))).toBe('charged, 20 min: charge 4167');
    expect(without(brings('02:30', false), accepted('02:40'))).toBe('charged, 80 min: charge 16667');
    expect(without(declined('02:20'), brings('02:30', true))).toBe('charged, 80 min: charge 16667');
  });
  it('leaves a session one session: the minimum is raised for what is left of it', () => {
    const perSession = policyWith({ billing: { minimumScope: 'session' } });
    expect(eventSummary(nightUnder(perSession, ...outage(declined('02:20'), accepted('03:30'))))).toBe(
      'charged, 60 min: charge 12500',
    );
  });
});

describe('Under a version of algorithm 1', () => {
  const under1 = (...acts: readonly Act[]) => eventSummary(nightUnder(policyOfAlgorithm1(), ...acts));
  it('the last answer decides the whole event, as it always did', () => {
    expect(under1(...outage(accepted('02:05')), declined('10:00'))).toBe(
      'credited terms_declined: charge 18750, credit -18750',
    );
    expect(under1(...outage(declined('02:05')), accepted('10:00'))).toBe('charged, 90 min: charge 18750');
    expect(under1(opened('02:03'), validated('02:03'), declined('02:05'))).toBe('not_applicable terms_declined');
    expect(under1(opened('02:03'), validated('02:03'), declined('02:05'), closed('03:00'))).toBe(
      'not_applicable terms_declined',
    );
  });
  it('is asked after the priority', () =>
    expect(under1(opened('02:03'), validated('02:03', 'P3'), declined('02:05'), closed('03:00'))).toBe(
      'not_applicable not_p1',
    ));
});
