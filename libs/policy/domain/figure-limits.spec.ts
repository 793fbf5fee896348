import { patched, standardSupport } from '../testing/standard-support.fixture';
import { compile } from './compile';
import { limitProblems } from './figure-limits';
import { WEEKDAYS } from './vocabulary';

const problems = (patch: unknown) => limitProblems(patched(patch));
/** The largest figure that a refusal names. */
const mostOf = (problem = '') => Number(/At most (\d+)/.exec(problem)?.[1]);

const ONE_MINUTE = {
  calendars: { 'standard-hours': { weekly: { mon: ['08:00-08:01'], tue: [], wed: [], thu: [], fri: [] } } },
};
const MONTHS = Array.from({ length: 12 }, (_, i) => String(i + 1).padStart(2, '0'));
const EVERY_WEEKDAY = ['1st', '2nd', '3rd', '4th', '5th'].flatMap((which) =>
  WEEKDAYS.flatMap((day) => MONTHS.map((month) => `${which} ${day} of ${month}`)),
);

describe('A figure of a policy', () => {
  it('is accepted as it stands in the default policy', () => expect(problems({})).toStrictEqual([]));

  it.each<[string, unknown, string]>([
    ['a target', { priorities: { P4: { resolve: 99_999_999 } } }, 'priorities.P4.resolve: 99999999'],
    [
      'an escalation',
      { priorities: { P3: { escalate: { t1t2: 2 ** 31 } } } },
      'priorities.P3.escalate.t1t2: 2147483648',
    ],
    ['a fault review', { fault: { reviewBusinessMinutes: 99_999_999 } }, 'fault.reviewBusinessMinutes: 99999999'],
  ])('names its place and the largest that works on its own calendar: %s', (_, patch, place) => {
    const [problem, ...others] = problems(patch);
    expect(others).toStrictEqual([]);
    expect(problem).toMatch(
      new RegExp(`^${place} is too large: .* At most \\d+ minutes of calendar standard-hours work`),
    );
  });

  it.each<[string, unknown, string]>([
    ['an auto-close', { sla: { autoClose: { P1: 1e12 } } }, 'sla.autoClose.P1'],
    ['a window', { afterHours: { eventWindowMinutes: 2 ** 31 } }, 'afterHours.eventWindowMinutes'],
    ['a qualification', { afterHours: { qualifyMinutes: 2 ** 31 } }, 'afterHours.qualifyMinutes'],
    ['a page', { onCall: { ackMinutes: 2 ** 31 } }, 'onCall.ackMinutes'],
    ['rounds', { onCall: { rounds: 2 ** 31 } }, 'onCall.rounds'],
    ['a minimum', { billing: { minimumMinutes: 2 ** 31 } }, 'billing.minimumMinutes'],
    ['an increment', { billing: { incrementMinutes: 2 ** 53 } }, 'billing.incrementMinutes'],
    ['a reopening', { sla: { reopenDays: 1e12 } }, 'sla.reopenDays'],
    ['a waiver', { fault: { autoWaiveUndeterminedDays: 1e12 } }, 'fault.autoWaiveUndeterminedDays'],
    ['a repeat', { fault: { repeatWindowDays: 1e12 } }, 'fault.repeatWindowDays'],
    ['late work', { billing: { lateEntryDays: 1e12 } }, 'billing.lateEntryDays'],
    ['a rate', { billing: { ratePerHourCents: 2 ** 31 } }, 'billing.ratePerHourCents'],
    ['a fee', { billing: { incidentFeeCents: 1e12 } }, 'billing.incidentFeeCents'],
    ['a limit', { billing: { waiverApprovalOverCents: 2 ** 53 } }, 'billing.waiverApprovalOverCents'],
  ])('is refused beyond what works around the clock: %s', (_, patch, place) =>
    expect(problems(patch).map((problem) => problem.split(':')[0])).toContain(place),
  );

  it('is told of both where a page that is answered slowly is also sent too often', () =>
    expect(problems({ onCall: { ackMinutes: 2 ** 53, rounds: 2 ** 53 } })).toStrictEqual([
      expect.stringMatching(/^onCall\.ackMinutes: .* At most 1 of either work\.$/),
      expect.stringMatching(/^onCall\.rounds: .* At most 1 of either work\.$/),
    ]));

  it('works at the largest that is named, begun in the last year that counts, and not one minute above', () => {
    const most = mostOf(problems({ priorities: { P4: { resolve: 99_999_999 } } })[0]);
    expect(problems({ priorities: { P4: { resolve: most } } })).toStrictEqual([]);
    expect(problems({ priorities: { P4: { resolve: most + 1 } } })).toHaveLength(1);
    const { standardHours } = compile(patched({}));
    const end = standardHours.after(Date.UTC(2090, 11, 31, 23), most * 60_000);
    expect(new Date(end).getUTCFullYear()).toBeLessThanOrEqual(2100);
  });

  it('is too large on a calendar that is open one minute a week, where the other calendars take it', () => {
    const refused = problems(ONE_MINUTE);
    expect(refused).toContainEqual(expect.stringMatching(/^priorities\.P4\.resolve: 5400 .*At most 49\d minutes/));
    expect(refused).toContainEqual(expect.stringMatching(/^fault\.reviewBusinessMinutes: 1620 .*At most 49\d minutes/));
    expect(refused.filter((problem) => problem.startsWith('priorities.P1'))).toStrictEqual([]);
  });

  it('never runs out where every weekday of every month is a holiday, which is said of the calendar', () =>
    expect(problems({ holidays: { 'us-default': { days: EVERY_WEEKDAY } } })).toStrictEqual([
      'calendars.standard-hours: is closed for ten years on end between 1970 and 2100, by its windows and holidays, so that no clock on it would run out. Leave it some open days.',
    ]));

  it('is tried in every decade: single holidays that close one of them are found', () => {
    const days: string[] = [];
    for (let day = Date.UTC(2030, 0, 1); day < Date.UTC(2041, 0, 1); day += 86_400_000)
      days.push(new Date(day).toISOString().slice(0, 10));
    expect(problems({ holidays: { 'us-default': { days, observed: {} } } })).toStrictEqual([
      expect.stringMatching(/^calendars\.standard-hours: is closed for ten years on end/),
    ]);
  });

  it('is looked at wherever it stands: no number of the default policy is without a limit', () => {
    const numbers = (value: unknown, path: readonly string[] = []): readonly string[][] =>
      typeof value === 'number'
        ? [[...path]]
        : typeof value === 'object' && value !== null && !Array.isArray(value)
          ? Object.entries(value).flatMap(([key, inner]) => numbers(inner, [...path, key]))
          : [];
    const places = numbers(standardSupport).filter(([section = '']) => !['version', 'algorithm'].includes(section));
    expect(places.length).toBeGreaterThan(30);
    for (const path of places) {
      const patch = path.reduceRight<unknown>((inner, key) => ({ [key]: inner }), 2 ** 53);
      expect(problems(patch).map((problem) => problem.split(':')[0])).toContain(path.join('.'));
    }
  });
});
