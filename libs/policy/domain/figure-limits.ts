// Whether what a policy states can be carried out in the years that calendars are computed for. A figure without a limit
// was published and then no ticket of that priority could be opened, resolved or charged.

import { DAY, MINUTE } from '#kernel';
import { weekly } from './calendar';
import { compile, STANDARD_HOURS, weekOf } from './compile';
import type { PolicyDocument, PolicyVersion } from './document';
import { FIRST_YEAR, LAST_YEAR, type Week } from './open-year';
import { PRIORITIES, TARGETS } from './vocabulary';

/** A span must run out within so many years on its own calendar, whichever of the years it begins in. */
const SPAN_YEARS = 10;
/** The largest sum in a policy. The costliest event under it is still a whole number of cents that is exact. */
const CENTS_MAX = 1_000_000_000;

/** Calendar days of the shortest such span: 2100 is no leap year. */
const SPAN_DAYS = (Date.UTC(LAST_YEAR + 1, 0, 1) - Date.UTC(LAST_YEAR + 1 - SPAN_YEARS, 0, 1)) / DAY;
const AROUND_THE_CLOCK = (SPAN_DAYS * DAY) / MINUTE;

type Figure = readonly [place: string, value: number | null | undefined];

/**
 * One line for each figure that does not work, with its place and the largest one that does. The version must be sound
 * otherwise: its shape, names, windows and zones.
 */
export const limitProblems = (version: PolicyVersion): readonly string[] => {
  const { document } = version;
  const minutes = new Map<string, readonly Figure[]>();
  for (const [calendar, figures] of calendarFigures(document))
    minutes.set(calendar, [...(minutes.get(calendar) ?? []), ...figures]);
  return [
    ...[...minutes].flatMap(([calendar, figures]) => onCalendar(version, calendar, figures)),
    ...aboveLimit(minutesAroundTheClock(document), AROUND_THE_CLOCK, 'minutes'),
    ...aboveLimit(figuresEndingIn('Hours', 'sla', document.sla), SPAN_DAYS * 24, 'hours'),
    ...aboveLimit(days(document), SPAN_DAYS, 'days'),
    ...paging(document),
    ...tooMuchMoney(document),
  ];
};

const calendarFigures = ({ priorities, fault }: PolicyDocument): (readonly [calendar: string, readonly Figure[]])[] => [
  ...PRIORITIES.map((name) => {
    const { calendar, escalate, ...terms } = priorities[name];
    const place = `priorities.${name}`;
    const targets = TARGETS.map((target): Figure => [`${place}.${target}`, terms[target]]);
    const tiers = (['t1t2', 't2t3'] as const).map((step): Figure => [`${place}.escalate.${step}`, escalate?.[step]]);
    return [calendar, [...targets, ...tiers]] as const;
  }),
  [STANDARD_HOURS, [['fault.reviewBusinessMinutes', fault.reviewBusinessMinutes]]],
];

const minutesAroundTheClock = ({ sla, afterHours, billing }: PolicyDocument): readonly Figure[] => [
  ...Object.entries(sla.autoClose).map(([name, value]): Figure => [`sla.autoClose.${name}`, value]),
  ['afterHours.eventWindowMinutes', afterHours.eventWindowMinutes],
  ['afterHours.qualifyMinutes', afterHours.qualifyMinutes],
  ...figuresEndingIn('Minutes', 'billing', billing),
];

const days = ({ sla, fault, billing }: PolicyDocument): readonly Figure[] => [
  ...figuresEndingIn('Days', 'sla', sla),
  ...figuresEndingIn('Days', 'fault', fault),
  ...figuresEndingIn('Days', 'billing', billing),
];

const figuresEndingIn = (unit: string, section: string, terms: object): readonly Figure[] =>
  Object.entries(terms).flatMap(([name, value]) =>
    name.endsWith(unit) && typeof value === 'number' ? [[`${section}.${name}`, value] as const] : [],
  );

const onCalendar = (version: PolicyVersion, name: string, figures: readonly Figure[]): readonly string[] => {
  const most = leastOpenMinutes(version, name);
  if (most === 0)
    return [
      `calendars.${name}: is closed for ten years on end between ${FIRST_YEAR} and ${LAST_YEAR}, by its windows and ` +
        'holidays, so that no clock on it would run out. Leave it some open days.',
    ];
  return aboveLimit(figures, most, `minutes of calendar ${name}`);
};

const aboveLimit = (figures: readonly Figure[], most: number, unit: string): readonly string[] =>
  figures.flatMap(([place, value]) =>
    typeof value === 'number' && value > most
      ? [`${place}: ${value} is too large: it must run out within ${SPAN_YEARS} years. At most ${most} ${unit} work.`]
      : [],
  );

/** All rounds of a page together: either figure may be the one that is meant to be smaller. */
const paging = ({ onCall: { ackMinutes, levels, rounds } }: PolicyDocument): readonly string[] => {
  const pages = Math.max(1, levels.length);
  const mostMinutes = Math.floor(AROUND_THE_CLOCK / (pages * rounds));
  const mostRounds = Math.floor(AROUND_THE_CLOCK / (pages * ackMinutes));
  return [
    ...(mostMinutes > 0 ? aboveLimit([['onCall.ackMinutes', ackMinutes]], mostMinutes, 'minutes') : []),
    ...(mostRounds > 0 ? aboveLimit([['onCall.rounds', rounds]], mostRounds, 'rounds') : []),
    ...(mostMinutes === 0 && mostRounds === 0
      ? aboveLimit(
          [
            ['onCall.ackMinutes', ackMinutes],
            ['onCall.rounds', rounds],
          ],
          1,
          'of either',
        )
      : []),
  ];
};

const tooMuchMoney = ({ billing }: PolicyDocument): readonly string[] =>
  figuresEndingIn('Cents', 'billing', billing).flatMap(([place, value]) =>
    Number(value) > CENTS_MAX ? [`${place}: ${value} is too large: no sum may be above ${CENTS_MAX} cents.`] : [],
  );

const computed = new WeakMap<object, number>();

/** The open minutes of the ten years in which a calendar is open least. Computed once for calendars of equal content. */
const leastOpenMinutes = (version: PolicyVersion, name: string): number => {
  const terms = version.document.calendars[name];
  if (!terms || 'always' in terms) return AROUND_THE_CLOCK;
  const calendar = compile(version).calendars[name] as object;
  const cached = computed.get(calendar) ?? fewestOf(weekOf(version, name, terms));
  computed.set(calendar, cached);
  return cached;
};

/** On a calendar of its own: the one that clocks run on shall not keep 131 years in memory. */
const fewestOf = (week: Week): number => {
  const calendar = weekly('tried', week);
  let fewest = Number.POSITIVE_INFINITY;
  for (let year = FIRST_YEAR; year + SPAN_YEARS <= LAST_YEAR + 1; year++)
    // The last millisecond of 2100 is the last instant that a calendar computes with.
    fewest = Math.min(fewest, calendar.between(Date.UTC(year, 0, 1), Date.UTC(year + SPAN_YEARS, 0, 1) - 1));
  return Math.floor(fewest / MINUTE);
};
