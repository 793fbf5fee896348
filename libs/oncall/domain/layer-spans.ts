// Whose turn it is on one layer. Shifts are read off the clock on the wall: 17:00 to 08:00 is 15 hours in most nights, 14
// where the clock is put forward, 16 where it is put back.

import { DAY } from '#kernel';
import { WEEKDAYS, type Weekday, type ZoneTransitions } from '#policy';
import type { LayerHours, RosterLayer } from './roster-document';
import { cut, joined, type Span } from './spans';
import { clockReading, dateReading, instantOf, readingAt } from './wall-clock';

type Stretch = readonly [from: number, to: number];

/** Who has the layer in [from, to). */
export const layerSpans = <B>(
  layer: RosterLayer,
  zone: ZoneTransitions,
  from: number,
  to: number,
  because: B,
): readonly Span<B>[] => {
  const turns = turnsOf(layer, zone, from, to, because);
  if (layer.hours === undefined) return turns;
  const open = openHours(layer.hours, zone, from, to);
  return joined(open.flatMap(([opens, closes]) => cut(turns, opens, closes)));
};

const turnsOf = <B>(
  { people, startsOn, endsOn, handover, rotateDays }: RosterLayer,
  zone: ZoneTransitions,
  from: number,
  to: number,
  because: B,
): Span<B>[] => {
  const begins = dateReading(startsOn) + clockReading(handover);
  const length = rotateDays * DAY;
  const ends = endsOn === undefined ? to : instantOf(zone, dateReading(endsOn) + clockReading(handover));
  const first = Math.max(0, Math.floor((readingAt(zone, from) - begins) / length) - 1);
  const spans: Span<B>[] = [];
  for (let turn = first; ; turn++) {
    const begin = instantOf(zone, begins + turn * length);
    if (begin >= to) break;
    const person = people[turn % people.length] as string;
    spans.push({ from: begin, to: instantOf(zone, begins + (turn + 1) * length), person, because });
  }
  return joined(cut(spans, from, Math.min(to, ends)));
};

/** The hours of a layer in [from, to), each stretch once however many of its lines say it. */
const openHours = (hours: readonly LayerHours[], zone: ZoneTransitions, from: number, to: number): Stretch[] => {
  const first = Math.floor(readingAt(zone, from) / DAY) - 2;
  const last = Math.floor(readingAt(zone, to) / DAY) + 2;
  const open: Stretch[] = [];
  for (let day = first; day <= last; day++)
    for (const line of hours) {
      if (line.days && !line.days.includes(weekdayOf(day))) continue;
      const [opens, closes] = readingsOf(line, day);
      open.push([instantOf(zone, opens), instantOf(zone, closes)]);
    }
  return merged(open);
};

const readingsOf = ({ from, to }: LayerHours, day: number): Stretch => {
  const [opens, closes] = [clockReading(from), clockReading(to)];
  return [day * DAY + opens, day * DAY + (closes > opens ? closes : closes + DAY)];
};

const merged = (stretches: readonly Stretch[]): Stretch[] => {
  const found: [number, number][] = [];
  for (const [from, to] of stretches.toSorted(([a], [b]) => a - b)) {
    const last = found.at(-1);
    if (from >= to) continue;
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else found.push([from, to]);
  }
  return found;
};

/** Of a local date, as days since 1970-01-01, which was a Thursday. */
const weekdayOf = (day: number): Weekday => WEEKDAYS[(((day + 3) % 7) + 7) % 7] as Weekday;
