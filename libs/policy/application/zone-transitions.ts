import type { ZoneTransitions } from '../domain/document';
import { canonicalZone } from './zone-names';

// The only file that reads the host's zone data. What it finds is published with the policy and read from there.

/** Calendars are computed for the years 1970 to 2100; a clock is at most a day away from UTC. */
const FROM = Date.UTC(1969, 11, 30) / 1000;
const UNTIL = Date.UTC(2101, 0, 3) / 1000;
/** The two nearest clock changes of any zone since 1970 lie a week apart (America/Boa_Vista, October 2000). */
const STEP = 4 * 86_400;

const computed = new Map<string, ZoneTransitions>();

/** Every change of a zone's clock from 1970 to 2100. undefined where the host knows no such IANA zone. */
export const zoneTransitions = (zone: string): ZoneTransitions | undefined => {
  const cached = computed.get(zone);
  if (cached) return cached;
  const offsetAt = offsetsOf(zone);
  if (!offsetAt) return undefined;
  const at: number[] = [];
  const offsets = [offsetAt(FROM)];
  for (let from = FROM; from < UNTIL; from += STEP) {
    const before = offsets.at(-1);
    const until = Math.min(from + STEP, UNTIL);
    const after = offsetAt(until);
    if (before === undefined || after === before) continue;
    at.push(firstSecond(from, until, (second) => offsetAt(second) !== before));
    offsets.push(after);
  }
  const transitions = { source: `tzdata ${process.versions.tz}`, from: FROM, until: UNTIL, offsets, at };
  computed.set(zone, transitions);
  return transitions;
};

/** The first second in (from, until] for which `changed` holds, given that it holds from there on. */
const firstSecond = (from: number, until: number, changed: (second: number) => boolean): number => {
  let low = from;
  let high = until;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (changed(middle)) high = middle;
    else low = middle;
  }
  return high;
};

const OFFSET = /GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?$/;

const offsetsOf = (zone: string): ((second: number) => number) | undefined => {
  if (canonicalZone(zone) === undefined) return undefined;
  const format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' });
  return (second) => {
    const text = format.format(second * 1000);
    const found = OFFSET.exec(text);
    if (!found) throw new Error(`This Node says '${text}' for the offset of ${zone}, which cannot be read.`);
    const [, sign, hours, minutes, seconds] = found;
    if (sign === undefined) return 0;
    const size = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds ?? 0);
    return sign === '-' ? -size : size;
  };
};
