import {
  at,
  closed,
  determined,
  type Night,
  night,
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
