// Instants as people read them: by the server's clock, in the zone of the policy. And the way back, where a wall clock
// shows a time twice or not at all.

/** How far the server's clock is ahead of this machine's, ms. */
let ahead = 0;
let standing: number | undefined;

export const sawServerTime = (at: string): void => {
  ahead = Date.parse(at) - Date.now();
  if (standing !== undefined) standing = Date.parse(at);
};
/** Under a clock that stands still nothing ticks. */
export const timeStands = (stands: boolean): void => {
  standing = stands ? Date.now() + ahead : undefined;
};
export const serverNow = (): number => standing ?? Date.now() + ahead;

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const two = (n: number) => String(n).padStart(2, '0');

/** Of whoever looks: for what is under no policy, and so has no zone of its own. */
export const OWN_ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** `04:31`, `2:20:01`, `3 d 4 h`: what is left, or what it is over by. */
export const span = (ms: number): string => {
  const whole = Math.floor(Math.abs(ms) / SECOND) * SECOND;
  if (whole >= 2 * DAY) return `${Math.floor(whole / DAY)} d ${Math.floor((whole % DAY) / HOUR)} h`;
  const [hours, minutes, seconds] = [whole / HOUR, (whole % HOUR) / MINUTE, (whole % MINUTE) / SECOND].map(Math.floor);
  return hours ? `${hours}:${two(minutes ?? 0)}:${two(seconds ?? 0)}` : `${two(minutes ?? 0)}:${two(seconds ?? 0)}`;
};
/** `1 h 26 min`, for a sentence. */
export const lasted = (ms: number): string => {
  const minutes = Math.floor(Math.abs(ms) / MINUTE);
  if (minutes < 60) return `${minutes} min`;
  if (minutes < 48 * 60) return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
  return `${Math.floor(minutes / 1440)} d ${Math.floor((minutes % 1440) / 60)} h`;
};

const formats = new Map<string, Intl.DateTimeFormat>();
const format = (zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat => {
  const key = JSON.stringify([zone, options]);
  const known = formats.get(key) ?? new Intl.DateTimeFormat('en-US', { timeZone: zone, hourCycle: 'h23', ...options });
  formats.set(key, known);
  return known;
};
const CLOCK = { hour: '2-digit', minute: '2-digit' } as const;
export const clockTime = (at: string | number, zone: string): string => format(zone, CLOCK).format(new Date(at));
export const dayOf = (at: string | number, zone: string): string =>
  format(zone, { weekday: 'long', month: 'long', day: 'numeric', year: 'numeric' }).format(new Date(at));
/** With its day where that is not today. */
export const dateTime = (at: string | number, zone: string): string => {
  const isToday = dayOf(at, zone) === dayOf(serverNow(), zone);
  if (isToday) return clockTime(at, zone);
  const day = format(zone, { weekday: 'short', month: 'short', day: 'numeric' }).format(new Date(at));
  return `${day.replace(',', '')} ${clockTime(at, zone)}`;
};
export const zoneName = (at: number, zone: string): string =>
  format(zone, { timeZoneName: 'short' })
    .formatToParts(new Date(at))
    .find(({ type }) => type === 'timeZoneName')?.value ?? zone;

/** The same with its zone, where nothing else on the page names one. */
export const zonedTime = (at: string | number, zone: string): string =>
  `${dateTime(at, zone)} ${zoneName(new Date(at).getTime(), zone)}`;

const PARTS = {
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
} as const;
/** `2026-11-01T01:30`, as a field for dates and times shows it. */
export const wallClock = (at: number, zone: string): string => {
  const part = Object.fromEntries(
    format(zone, PARTS)
      .formatToParts(new Date(at))
      .map(({ type, value }) => [type, value]),
  );
  return `${part.year}-${part.month}-${part.day}T${part.hour}:${part.minute}`;
};
const offsetAt = (at: number, zone: string): number => {
  const whole = Math.floor(at / MINUTE) * MINUTE;
  return Date.parse(`${wallClock(whole, zone)}Z`) - whole;
};

/** One instant that a wall clock may have meant. */
export type Meant = { readonly at: string; readonly said: string };
/**
 * The instants at which the clocks of a zone show `wall` (`2026-11-01T01:30`): none where they were put forward over it,
 * two where they were put back.
 */
export const instantsOf = (wall: string, zone: string): readonly Meant[] => {
  const asUtc = Date.parse(`${wall}Z`);
  if (Number.isNaN(asUtc)) return [];
  const offsets = new Set([offsetAt(asUtc - DAY, zone), offsetAt(asUtc + DAY, zone)]);
  const times = [...offsets].map((offset) => asUtc - offset).filter((at) => wallClock(at, zone) === wall.slice(0, 16));
  return [...new Set(times)]
    .sort((a, b) => a - b)
    .map((at) => ({ at: new Date(at).toISOString(), said: `${zoneName(at, zone)} ${signed(offsetAt(at, zone))}` }));
};
const signed = (offset: number): string => {
  const minutes = Math.abs(offset) / MINUTE;
  return `${offset < 0 ? '−' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
};
