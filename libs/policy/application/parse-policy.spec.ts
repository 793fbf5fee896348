import { mergePolicy } from '../domain/merge';
import { PolicyInvalid } from '../domain/publication';
import { standardSupport } from '../testing/standard-support.fixture';
import { parsePolicy } from './parse-policy';

const problems = (input: unknown): readonly string[] => {
  try {
    parsePolicy(input);
  } catch (refusal) {
    if (refusal instanceof PolicyInvalid) return refusal.problems;
    throw refusal;
  }
  return [];
};
const withPatch = (patch: unknown) => problems(mergePolicy(standardSupport, patch));
const P2 = (terms: object) => ({ priorities: { P2: terms } });
const mon = (...windows: string[]) => ({ calendars: { 'standard-hours': { weekly: { mon: windows } } } });

describe('A policy document', () => {
  it('is accepted as it lies in policies/standard-support.yaml', () =>
    expect(parsePolicy(standardSupport)).toStrictEqual(standardSupport));

  it('may leave out targets, a minimum, an increment of its own, and close a day', () =>
    expect(withPatch({ ...P2({ restore: null, escalate: null }), billing: { minimumMinutes: 0 }, ...mon() })).toEqual(
      [],
    ));

  it.each<[string, unknown, string]>([
    [
      'a value that is none',
      { billing: { minimumScope: 'day' } },
      "billing.minimumScope: 'day' is not one of event, session",
    ],
    [
      'days as a unit',
      P2({ respond: '2 days' }),
      "priorities.P2.respond: '2 days' is in days, which are 9 hours on one calendar and 24 on another. Write minutes.",
    ],
    [
      'days in short',
      P2({ resolve: '3d' }),
      "priorities.P2.resolve: '3d' is in days, which are 9 hours on one calendar and 24 on another. Write minutes.",
    ],
    [
      'days in ISO 8601',
      P2({ resolve: 'P3D' }),
      "priorities.P2.resolve: 'P3D' is in days, which are 9 hours on one calendar and 24 on another. Write minutes.",
    ],
    [
      'days in the name',
      P2({ resolveDays: 3 }),
      'priorities.P2.resolveDays: is not a field here. There is calendar, respond, update, restore, resolve, page, warn, escalate.',
    ],
    [
      'minutes as text',
      P2({ respond: '120' }),
      "priorities.P2.respond: '120' is not a whole number of minutes, 1 or more.",
    ],
    ['negative minutes', P2({ respond: -5 }), 'priorities.P2.respond: -5 is not a whole number of minutes, 1 or more.'],
    ['no minutes at all', P2({ respond: 0 }), 'priorities.P2.respond: 0 is not a whole number of minutes, 1 or more.'],
    [
      'fractional minutes',
      P2({ respond: 2.5 }),
      'priorities.P2.respond: 2.5 is not a whole number of minutes, 1 or more.',
    ],
    [
      'fractional cents',
      { billing: { ratePerHourCents: 0.5 } },
      'billing.ratePerHourCents: 0.5 is not a whole number of cents, 0 or more.',
    ],
    [
      'warnings beyond the target',
      P2({ warn: [75, 120] }),
      'priorities.P2.warn[1]: 120 is not a whole number of percent, 1 to 100.',
    ],
    [
      'warnings that do not ascend',
      P2({ warn: [90, 75] }),
      'priorities.P2.warn: 90, 75 does not ascend. Sort it, each once.',
    ],
    [
      'an unknown calendar',
      P2({ calendar: 'constructor' }),
      "priorities.P2.calendar: 'constructor' is not known. There is standard-hours, 24x7; correct the name, or add it.",
    ],
    [
      'an unknown holiday list',
      { calendars: { 'standard-hours': { holidays: 'uk' } } },
      "calendars.standard-hours.holidays: 'uk' is not known. There is us-default; correct the name, or add it.",
    ],
    [
      'an unknown roster',
      { onCall: { levels: ['primary', 'boss'] } },
      "onCall.levels[1]: 'boss' is not one of primary, secondary, manager",
    ],
    [
      'a roster without anybody',
      { onCall: { levels: [] } },
      'onCall.levels: nobody is named, and a priority pages. Name a level, or set page: false.',
    ],
    [
      'an unknown zone',
      { timezone: 'America/Chicgo' },
      "timezone: 'America/Chicgo' is no IANA zone that this host knows. Write one such as America/Chicago.",
    ],
    [
      'windows that overlap',
      mon('11:00-17:00', '08:00-12:00'),
      "calendars.standard-hours.weekly.mon: '08:00-12:00' and '11:00-17:00' overlap. Make them one, or part them.",
    ],
    [
      'a window that runs backwards',
      mon('22:00-06:00'),
      "calendars.standard-hours.weekly.mon[0]: '22:00-06:00' runs backwards. Over midnight, write two: to 24:00, and from 00:00.",
    ],
    [
      'a window of nothing',
      mon('08:00-08:00'),
      "calendars.standard-hours.weekly.mon[0]: '08:00-08:00' runs backwards. Over midnight, write two: to 24:00, and from 00:00.",
    ],
    [
      'what is no window',
      mon('8-17'),
      "calendars.standard-hours.weekly.mon[0]: '8-17' is no window. Write 08:00-17:00, at most to 24:00.",
    ],
    [
      'a calendar that never opens',
      { calendars: { never: { weekly: {} } } },
      'calendars.never.weekly: never opens, so that no clock on it would ever run out. Give it a window.',
    ],
    [
      'what is no holiday',
      { holidays: { 'us-default': { days: ['easter'] } } },
      "holidays.us-default.days[0]: 'easter' is no day. Write 12-25, '1st mon of 09', 'last mon of 05', 2026-11-27.",
    ],
    [
      'a fault class in no list',
      { fault: { chargeable: ['client'] } },
      'fault: third_party_client_side is in no list. Put it into chargeable, notChargeable or needsApproval.',
    ],
    [
      'a fault class in two lists',
      { fault: { needsApproval: ['force_majeure', 'shared', 'client'] } },
      'fault: client is listed twice (chargeable, needsApproval). Leave it in one.',
    ],
    [
      'a start without an offset',
      { effectiveFrom: '2026-01-01T00:00:00' },
      'effectiveFrom: needs a date, a time and an offset: 2026-01-01T00:00:00-06:00.',
    ],
    [
      'a start in years that no calendar has',
      { effectiveFrom: '2101-01-01T00:00:00Z' },
      'effectiveFrom: 2101-01-01T00:00:00Z lies outside 1970 to 2100, for which calendars are computed.',
    ],
    [
      'an unknown field',
      { sla: { graceMinutes: 5 } },
      'sla.graceMinutes: is not a field here. There is clockStart, pauseOn, onUpgrade, onDowngrade, autoClose, reopenDays, contactBackHours.',
    ],
    [
      'a name of another kind',
      { calendars: { 'Night Shift': { always: true } } },
      'calendars.Night Shift: is no name. Use a to z, 0 to 9 and hyphens.',
    ],
    [
      'a name that is reserved',
      JSON.parse('{"calendars":{"__proto__":{"always":true}}}'),
      'calendars.__proto__.always: is no name. Take it out.',
    ],
  ])('is refused with %s', (_, patch, message) => expect(withPatch(patch)).toEqual([message]));

  it('is refused where undetermined faults would be charged', () =>
    expect(
      withPatch({
        fault: {
          chargeable: ['client', 'third_party_client_side', 'undetermined'],
          notChargeable: ['provider', 'third_party_provider_side'],
        },
      }),
    ).toEqual(['fault.chargeable: undetermined is never charged. Put it into notChargeable.']));

  it.each<[string, unknown]>([
    ['sla.clockStart', { sla: { clockStart: 'triage' } }],
    ['sla.onUpgrade.start', { sla: { onUpgrade: { start: 'clock-start' } } }],
    ['sla.onUpgrade.keep', { sla: { onUpgrade: { keep: 'latest-due' } } }],
    ['sla.onDowngrade.start', { sla: { onDowngrade: { start: 'change' } } }],
    ['sla.onDowngrade.keepBreaches', { sla: { onDowngrade: { keepBreaches: false } } }],
    ['afterHours.trigger', { afterHours: { trigger: 'work-off-hours' } }],
    ['afterHours.priorityTest', { afterHours: { priorityTest: 'requested' } }],
    ['billing.roundScope', { billing: { roundScope: 'session' } }],
    ['billing.amountRounding', { billing: { amountRounding: 'half-even' } }],
  ])('has one value for %s, and refuses others', (place, patch) => {
    expect(withPatch(patch)).toEqual([
      expect.stringMatching(new RegExp(`^${place}: .* is not .*, the only value there is$`)),
    ]);
  });

  it('is refused without its standard hours', () => {
    const { 'standard-hours': _, ...calendars } = standardSupport.calendars;
    expect(problems({ ...standardSupport, calendars })).toContain(
      'calendars: standard-hours is missing. It says what is off-hours; add it.',
    );
  });

  it('says whether a calendar keeps hours or never closes, not both', () =>
    expect(withPatch({ calendars: { '24x7': { weekly: { mon: [] } } } })).toEqual([
      'calendars.24x7.weekly: goes not with always: true. Leave one of the two out.',
    ]));

  it('names all that is wrong at once', () =>
    expect(withPatch({ ...P2({ respond: -1, update: 1.5 }), billing: { currency: 'dollars' } })).toHaveLength(3));

  it('names what is missing', () => {
    const { billing: _, ...rest } = standardSupport;
    expect(problems(rest)).toEqual([
      expect.stringMatching(/^billing: is missing. It must be an object with currency, /),
    ]);
    expect(withPatch({ billing: { minimumScope: undefined } })).toEqual([
      'billing.minimumScope: is missing. Write one of event, session.',
    ]);
    expect(withPatch({ billing: { minimumMinutes: undefined } })).toEqual([
      'billing.minimumMinutes: is missing. Add it.',
    ]);
  });

  it.each([undefined, null, 7, 'policy', []])('is not %p', (input) => expect(problems(input)).toHaveLength(1));
});

describe('A patch', () => {
  it('merges objects, and replaces lists, figures and nulls', () =>
    expect(mergePolicy({ a: { b: 1, c: [1, 2], d: { e: 1 } } }, { a: { c: [3], d: null, f: { g: 1 } } })).toEqual({
      a: { b: 1, c: [3], d: null, f: { g: 1 } },
    }));

  it('changes neither what it is laid over nor anything else', () => {
    const before = JSON.stringify(standardSupport);
    mergePolicy(standardSupport, JSON.parse('{"__proto__":{"polluted":true},"billing":{"currency":"EUR"}}'));
    expect(JSON.stringify(standardSupport)).toBe(before);
    expect('polluted' in {}).toBe(false);
  });
});
