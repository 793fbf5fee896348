import { type AlgorithmRules, rulesOf } from './algorithm';
import { always, type Calendar, weekly } from './calendar';
import type { CalendarTerms, PolicyDocument, PolicyVersion, WeeklyTerms, ZoneTransitions } from './document';
import type { Zone } from './local-time';
import type { Week } from './open-year';
import { WEEKDAYS, type Weekday } from './vocabulary';
import { type Window, windowsOf } from './windows';

/** A published policy, ready to be computed with. */
export type Policy = {
  readonly id: string;
  readonly version: number;
  readonly document: PolicyDocument;
  /** What its algorithm says where the algorithms differ. */
  readonly rules: AlgorithmRules;
  readonly calendars: Readonly<Record<string, Calendar>>;
  readonly standardHours: Calendar;
  /** In which people read its instants. */
  readonly zone: Zone;
};

/** The calendar that says what is off-hours. Every policy has it. */
export const STANDARD_HOURS = 'standard-hours';

const CALENDARS_MAX = 256;
const compiled = new WeakMap<PolicyVersion, Policy>();
const calendars = new Map<string, Calendar>();

/**
 * Reads nothing but the version: years from now it gives the same instants. Calendars are shared between versions of
 * equal content, so compiling again is cheap. Throws `RangeError` where the version could not have been published.
 */
export const compile = (version: PolicyVersion): Policy => {
  const cached = compiled.get(version);
  if (cached) return cached;
  const { policyId: id, document } = version;
  const named = Object.fromEntries(
    Object.entries(document.calendars).map(([name, terms]) => [name, calendarOf(version, name, terms)]),
  );
  const standardHours = named[STANDARD_HOURS];
  if (!standardHours) throw new RangeError(`${id}@${version.version} has no calendar ${STANDARD_HOURS}.`);
  const policy: Policy = {
    id,
    version: version.version,
    document,
    rules: rulesOf(document),
    calendars: named,
    standardHours,
    zone: { name: document.timezone, transitions: zoneOf(version, document.timezone) },
  };
  compiled.set(version, policy);
  return policy;
};

const calendarOf = (version: PolicyVersion, name: string, terms: CalendarTerms): Calendar => {
  if ('always' in terms) return shared(JSON.stringify([name]), () => always(name));
  const week = weekOf(version, name, terms);
  const { from, until, at, offsets } = week.zone;
  const content = JSON.stringify([name, terms.weekly, week.holidays, from, until, at, offsets]);
  return shared(content, () => weekly(name, week));
};

/** What one calendar by the week is computed from. Throws `RangeError` on a zone or a holiday list that is missing. */
export const weekOf = (version: PolicyVersion, name: string, terms: WeeklyTerms): Week => {
  const { document } = version;
  const zone = zoneOf(version, terms.timezone ?? document.timezone);
  const list = terms.holidays ?? undefined;
  if (list !== undefined && !Object.hasOwn(document.holidays, list))
    throw new RangeError(`${version.policyId}@${version.version}, calendar ${name}: there is no holiday list ${list}.`);
  const holidays = (list === undefined ? undefined : document.holidays[list]) ?? { days: [] };
  const windows = Object.fromEntries(WEEKDAYS.map((day) => [day, windowsOf(terms.weekly[day] ?? [])]));
  return { windows: windows as Record<Weekday, readonly Window[]>, holidays, zone };
};

const zoneOf = ({ policyId, version, zones }: PolicyVersion, name: string): ZoneTransitions => {
  const zone = Object.hasOwn(zones, name) ? zones[name] : undefined;
  if (zone) return zone;
  throw new RangeError(`${policyId}@${version}: the version carries no transitions of ${name}.`);
};

/** One calendar for one content. The oldest goes when there are too many: it would be computed again, no more. */
const shared = (content: string, make: () => Calendar): Calendar => {
  const cached = calendars.get(content);
  if (cached) return cached;
  const made = make();
  calendars.set(content, made);
  const [oldest] = calendars.keys();
  if (calendars.size > CALENDARS_MAX && oldest !== undefined) calendars.delete(oldest);
  return made;
};
