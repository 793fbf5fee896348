// An instant as people read it: by the clock in the zone of the ticket's policy, with the zone's abbreviation. Machines
// get UTC beside it.

import type { ZoneTransitions } from './document';

/** A zone with the clock changes that its policy version carries. */
export type Zone = { readonly name: string; readonly transitions: ZoneTransitions };

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const two = (count: number) => String(count).padStart(2, '0');

/** `at` in epoch milliseconds: 'Sat 28 Nov, 02:10 CST'; seconds where they are not zero. */
export const localTime = (zone: Zone, at: number): string => {
  const offset = offsetAt(zone.transitions, at / 1000);
  const local = new Date(at + offset * 1000);
  const seconds = local.getUTCSeconds() === 0 ? '' : `:${two(local.getUTCSeconds())}`;
  return (
    `${DAYS[local.getUTCDay()]} ${local.getUTCDate()} ${MONTHS[local.getUTCMonth()]}, ` +
    `${two(local.getUTCHours())}:${two(local.getUTCMinutes())}${seconds} ${abbreviation(zone.name, at, offset)}`
  );
};

/** The same for machines, by the transitions of the policy version alone: `2027-01-04T08:00-06:00`. */
export const localIso = ({ transitions }: Zone, at: number): string => {
  const offset = offsetAt(transitions, at / 1000);
  const [sign, minutes] = [offset < 0 ? '-' : '+', Math.abs(offset) / 60];
  const local = new Date(at + offset * 1000).toISOString().slice(0, 16);
  return `${local}${sign}${two(Math.floor(minutes / 60))}:${two(Math.floor(minutes % 60))}`;
};

/** An instant in a text: ISO 8601 with its offset. One in brackets stands beside its local time already. */
const INSTANT = /(?<!\()\b\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)/g;

/** The text with every instant by the clock of the zone, and the instant itself beside it for machines. */
export const inLocalTime = (zone: Zone, text: string): string =>
  text.replace(INSTANT, (instant) => {
    const at = Date.parse(instant);
    return Number.isNaN(at) ? instant : `${localTime(zone, at)} (${instant})`;
  });

/** Seconds east of UTC. */
const offsetAt = ({ at, offsets }: ZoneTransitions, second: number): number =>
  offsets[at.findLastIndex((change) => change <= second) + 1] ?? 0;

/** Where in the world each abbreviation is in use, so that a locale of that place knows it. */
const LOCALES = ['en-US', 'en-GB', 'en-AU', 'en-IN', 'en-ZA'];
const formats = new Map<string, Intl.DateTimeFormat>();
const formatOf = (locale: string, timeZone: string): Intl.DateTimeFormat => {
  const key = `${locale} ${timeZone}`;
  const format =
    formats.get(key) ??
    new Intl.DateTimeFormat(locale, {
      timeZone,
      timeZoneName: 'short',
      hourCycle: 'h23',
      hour: 'numeric',
      minute: 'numeric',
    });
  formats.set(key, format);
  return format;
};

/**
 * The host is asked for the letters alone. Where it knows none, or keeps another time there than the policy version does,
 * the offset stands instead of them: 'UTC+8'.
 */
const abbreviation = (timeZone: string, at: number, offset: number): string => {
  const local = new Date(at + offset * 1000);
  for (const locale of LOCALES) {
    const parts = formatOf(locale, timeZone).formatToParts(at);
    const of = (type: string) => parts.find((part) => part.type === type)?.value ?? '';
    if (Number(of('hour')) !== local.getUTCHours() || Number(of('minute')) !== local.getUTCMinutes()) break;
    if (/^[A-Z]{2,5}$/.test(of('timeZoneName'))) return of('timeZoneName');
  }
  const minutes = Math.round(Math.abs(offset) / 60);
  const rest = minutes % 60 === 0 ? '' : `:${two(minutes % 60)}`;
  return offset === 0 ? 'UTC' : `UTC${offset < 0 ? '-' : '+'}${Math.trunc(minutes / 60)}${rest}`;
};
