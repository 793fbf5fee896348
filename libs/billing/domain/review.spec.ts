import { policyWith } from '#policy/testing';
import {
  at,
  closed,
  corrected,
  determined,
  type Night,
  night,
  nightUnder,
  opened,
  reopened,
  timePassed,
  validated,
  worked,
} from '../testing/after-hours-incident.fixture';
import { nextAction } from './next-action';

// Three days of standard hours, from the Monday after that night: 1,620 minutes.
const REMINDED = '2026-03-18 10:15';
const DUE = '2026-03-18 17:00';
const outage = [opened('02:03'), validated('02:05'), worked('W1', '02:10', '03:40'), closed('03:40')];
const reminders = ({ events }: Night) =>
  events.flatMap((event) => (event.type === 'FaultReviewReminded' ? [`${event.percent} % at ${event.at}`] : []));
const bothOf = (first: string, due: string) => [`75 % at ${at(first)}`, `100 % at ${at(due)}`];

describe('The review of a closed event', () => {
  it('is reminded of at three quarters of its time and when it is due, each once', () => {
    const late = night(
      ...outage,
      timePassed(REMINDED),
      timePassed(REMINDED),
      timePassed(DUE),
      timePassed('2026-03-25 09:00'),
    );
    expect(reminders(late)).toStrictEqual(bothOf(REMINDED, DUE));
    expect(late.events.findLast(({ type }) => type === 'FaultReviewReminded')).toMatchObject({
      dueAt: at(DUE),
      event: 1,
    });
  });
  it('is reminded of as of then where nobody looked for a week, and before what was noted since', () => {
    expect(reminders(night(...outage, timePassed('2026-03-21 09:00')))).toStrictEqual(bothOf(REMINDED, DUE));
    expect(reminders(night(...outage, determined('2026-03-21 09:00', 'client')))).toStrictEqual(bothOf(REMINDED, DUE));
  });
  it('is not reminded of what was past before it became known that there is anything to review', () => {
    const knownLate = (time: string) => [
      corrected('09:00', 'P3'),
      corrected(time, 'P1'),
      timePassed('2026-03-25 09:00'),
    ];
    expect(reminders(night(...outage, ...knownLate('2026-03-18 12:00')))).toStrictEqual([`100 % at ${at(DUE)}`]);
    expect(reminders(night(...outage, ...knownLate(REMINDED)))).toStrictEqual([`100 % at ${at(DUE)}`]);
    expect(reminders(night(...outage, ...knownLate('2026-03-18 10:14:59.999')))).toStrictEqual(bothOf(REMINDED, DUE));
    expect(reminders(night(...outage, ...knownLate(DUE)))).toStrictEqual([]);
  });
  it('is reminded of for each event, the one first that is due first', () => {
    const second = [reopened('20:00', 2, 2), worked('W2', '20:10', '20:40'), closed('2026-03-16 12:00')];
    const both = night(...outage, ...second, timePassed('2026-03-25 09:00'));
    const given = both.events.flatMap((event) =>
      event.type === 'FaultReviewReminded' ? [`${event.event}: ${event.percent} % at ${event.at}`] : [],
    );
    expect(given).toStrictEqual([
      `1: 75 % at ${at(REMINDED)}`,
      `2: 75 % at ${at('2026-03-18 14:15')}`,
      `1: 100 % at ${at(DUE)}`,
      `2: 100 % at ${at('2026-03-19 12:00')}`,
    ]);
  });
  it('is not reminded of once the clock has waived it at the very instant', () => {
    const policy = policyWith({ fault: { reviewBusinessMinutes: 540, autoWaiveUndeterminedDays: 1 } });
    const atNoon = [...outage.slice(0, 3), closed('2026-03-16 12:00'), timePassed('2026-03-25 09:00')];
    const { events } = nightUnder(policy, ...atNoon);
    const timers = events.filter(({ type }) => type === 'FaultReviewReminded' || type === 'BillingWaived');
    expect(timers).toMatchObject([
      { type: 'FaultReviewReminded', percent: 75, at: at('2026-03-17 09:45') },
      { type: 'BillingWaived', how: 'time_elapsed', at: at('2026-03-17 12:00') },
    ]);
    expect(timers).toHaveLength(2);
  });
  it('is reminded of no more once somebody has determined the cause, were it as undetermined', () => {
    const judged = night(...outage, determined('2026-03-18 09:00', 'undetermined'), timePassed('2026-03-25 09:00'));
    expect(reminders(judged)).toStrictEqual([]);
  });
  it('is asked for of an after-hours event only', () => {
    const harmless = [opened('02:03'), validated('02:05', 'P3'), worked('W1', '02:10', '03:40'), closed('03:40')];
    expect(reminders(night(...harmless, timePassed('2026-03-25 09:00')))).toStrictEqual([]);
  });
  it('has its time anew after a reopening', () => {
    const again = [reopened('08:00', 2, 1), closed('2026-03-16 12:00')];
    expect(reminders(night(...outage, ...again, timePassed('2026-03-25 09:00')))).toHaveLength(2);
    expect(reminders(night(...outage, ...again, timePassed(REMINDED)))).toStrictEqual([]);
  });
  it('is no reason to be awake once it was due', () => {
    const { state, policy } = night(...outage, timePassed('2026-03-25 09:00'));
    expect(nextAction(state, policy, Date.parse(at('2026-03-25 09:00')))).toStrictEqual({
      do: 'rest',
      until: Date.parse(at('2026-04-13 03:40')),
    });
  });
});
