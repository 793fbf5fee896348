import { MINUTE } from '#kernel';
import type { Calendar } from '#policy';
import { standardPolicy } from '#policy/testing';
import { at } from '../testing/ticket-history.fixture';
import { dueAt, type Interval, legBehind, usedUp } from './due';

const { standardHours, calendars } = standardPolicy;
const roundTheClock = calendars['24x7'] as Calendar;
const instant = (time: string) => Date.parse(at(time));
const span = (from: string, to?: string): Interval => ({
  from: instant(from),
  to: to === undefined ? Number.POSITIVE_INFINITY : instant(to),
});
const end = (calendar: Calendar, from: string, minutes: number, ...pauses: Interval[]) => {
  const used = usedUp(calendar, instant(from), minutes * MINUTE, pauses);
  return Number.isFinite(used) ? new Date(used).toISOString().slice(5, -8) : 'never';
};

// Standard hours on that Monday are 13:00 to 22:00 UTC.
describe('Minutes are used up', () => {
  it('one after the other on a calendar that never closes', () =>
    expect(end(roundTheClock, '03:00', 60)).toBe('03-16T04:00'));
  it('only while the calendar is open', () => expect(end(standardHours, '21:00', 120)).toBe('03-17T14:00'));
  it('at closing time, where that is just enough', () => expect(end(standardHours, '21:00', 60)).toBe('03-16T22:00'));
  it('at once, where there are none', () => expect(end(standardHours, '03:00', 0)).toBe('03-16T03:00'));
  it('later by a pause', () => expect(end(roundTheClock, '03:00', 60, span('03:30', '05:00'))).toBe('03-16T05:30'));
  it('later by each of several pauses', () =>
    expect(end(roundTheClock, '03:00', 60, span('03:10', '03:20'), span('03:30', '04:00'))).toBe('03-16T04:40'));
  it('no later for a pause while the calendar was closed', () =>
    expect(end(standardHours, '21:30', 60, span('22:00', '2026-03-17T13:00:00Z'))).toBe('03-17T13:30'));
  it('later by the open part of a pause', () =>
    expect(end(standardHours, '21:30', 60, span('21:45', '2026-03-17T13:15:00Z'))).toBe('03-17T14:00'));
  it('no later for a pause that was over before they began', () =>
    expect(end(roundTheClock, '03:00', 60, span('01:00', '02:00'))).toBe('03-16T04:00'));
  it('later by the rest of a pause that they began in', () =>
    expect(end(roundTheClock, '03:00', 60, span('02:00', '03:20'))).toBe('03-16T04:20'));
  it('before a pause that begins just then', () =>
    expect(end(roundTheClock, '03:00', 60, span('04:00', '09:00'))).toBe('03-16T04:00'));
  it('never, while a pause lasts', () => {
    expect(end(roundTheClock, '03:00', 60, span('03:59'))).toBe('never');
    expect(end(roundTheClock, '03:00', 60, span('02:00'))).toBe('never');
  });
  it('even so, if that was before the pause that lasts', () =>
    expect(end(roundTheClock, '03:00', 60, span('04:01'))).toBe('03-16T04:00'));
});

describe('A due instant', () => {
  const short = { from: instant('03:00'), minutes: 60, calendar: roundTheClock };
  const long = { from: instant('03:30'), minutes: 60, calendar: roundTheClock };
  it('may be the earlier or the later of two', () => {
    expect(dueAt({ earliest: [short, long] }, [])).toBe(instant('04:00'));
    expect(dueAt({ latest: [short, long] }, [])).toBe(instant('04:30'));
    expect(dueAt({ latest: [{ earliest: [short, long] }, short] }, [])).toBe(instant('04:00'));
  });
  it('is chosen after the pauses: each of the two on its own calendar', () => {
    const inHours = { from: instant('21:00'), minutes: 60, calendar: standardHours };
    const allDay = { from: instant('21:00'), minutes: 120, calendar: roundTheClock };
    expect(dueAt({ earliest: [inHours, allDay] }, [])).toBe(instant('22:00'));
    expect(dueAt({ earliest: [inHours, allDay] }, [span('21:30', '21:45')])).toBe(instant('23:15'));
  });
  it('has its warnings at a part of its minutes', () => {
    expect(dueAt(short, [], 50)).toBe(instant('03:30'));
    expect(dueAt({ earliest: [short, long] }, [], 90)).toBe(instant('03:54'));
    expect(dueAt(short, [span('03:10', '03:20')], 75)).toBe(instant('03:55'));
  });
});

describe('The budget behind a due instant', () => {
  const early = { from: instant('03:00'), minutes: 60, calendar: roundTheClock };
  const late = { from: instant('03:30'), minutes: 60, calendar: roundTheClock };
  const asEarly = { from: instant('02:00'), minutes: 120, calendar: roundTheClock };
  it('is the one that gave it, in whichever place it stands', () => {
    expect(legBehind(early, [])).toBe(early);
    expect(legBehind({ earliest: [early, late] }, [])).toBe(early);
    expect(legBehind({ earliest: [late, early] }, [])).toBe(early);
    expect(legBehind({ latest: [early, late] }, [])).toBe(late);
    expect(legBehind({ latest: [late, early] }, [])).toBe(late);
    expect(legBehind({ latest: [{ earliest: [late, early] }, early] }, [])).toBe(early);
  });
  it('is the first of two that give the same, for the earlier one', () =>
    expect(legBehind({ earliest: [early, asEarly] }, [])).toBe(early));
  it('is chosen after the pauses', () => {
    const inHours = { from: instant('21:00'), minutes: 60, calendar: standardHours };
    const allDay = { from: instant('21:00'), minutes: 120, calendar: roundTheClock };
    expect(legBehind({ earliest: [inHours, allDay] }, [])).toBe(inHours);
    expect(legBehind({ earliest: [inHours, allDay] }, [span('21:30', '21:45')])).toBe(allDay);
  });
});
