// For specs only: one random roster, worked out and walked, compared minute by minute.

import { DAY, iso, MINUTE } from '#kernel';
import { onCallSpans } from '../domain/on-call';
import { type Minutes, minutesOf, walk } from './plain-walk';
import { randomFrom, randomRoster, ZONES } from './random-roster';

export type Difference = { readonly seed: number; readonly zone: string; readonly what: string };

const YEARS = [2024, 2025, 2026, 2027, 2028];
const walls = new Map<string, Minutes>();
const yearIn = (zone: string, year: number): Minutes => {
  const name = `${zone} ${year}`;
  const minutes = walls.get(name) ?? minutesOf(zone, Date.UTC(year, 0, 1), Date.UTC(year + 1, 0, 1));
  walls.set(name, minutes);
  return minutes;
};

/** The whole year of the seed's roster; the first minute that differs, if any does. */
export const compareYear = (seed: number): Difference | undefined => {
  const random = randomFrom(seed);
  const [zone, year] = [random.oneOf(ZONES), random.oneOf(YEARS)];
  return compare(seed, random, zone, year, yearIn(zone, year));
};

/** Some days of it, clock changes among them where the seed says so: quick enough for a suite. */
export const compareDays = (seed: number, days: number): Difference | undefined => {
  const random = randomFrom(seed);
  const [zone, year] = [random.oneOf(ZONES), random.oneOf(YEARS)];
  const from = Date.UTC(year, random.oneOf([0, 2, 3, 9, 10, 11]), 1 + random.upTo(28 - days));
  return compare(seed, random, zone, year, minutesOf(zone, from, from + days * DAY));
};

const compare = (
  seed: number,
  random: ReturnType<typeof randomFrom>,
  zone: string,
  year: number,
  minutes: Minutes,
): Difference | undefined => {
  const roster = randomRoster(random, zone, year);
  const knownAt = random.chance(0.3) ? Date.UTC(year, random.upTo(11), 1) : Number.POSITIVE_INFINITY;
  const to = minutes.from + minutes.shown.length * MINUTE;
  const spans = onCallSpans(roster, 'primary', minutes.from, to, knownAt);
  const walked = walk(roster, 'primary', minutes, knownAt);
  let next = 0;
  for (let i = 0; i < walked.length; i++) {
    const at = minutes.from + i * MINUTE;
    while (next < spans.length && (spans[next] as (typeof spans)[number]).to <= at) next++;
    const span = spans[next];
    const computed = span && span.from <= at ? span.person : undefined;
    if (computed !== walked[i])
      return { seed, zone, what: `${iso(at)}: worked out ${computed ?? 'nobody'}, walked ${walked[i] ?? 'nobody'}` };
  }
  return undefined;
};
