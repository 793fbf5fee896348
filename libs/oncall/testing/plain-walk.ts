// For specs only: who is on call, found by walking through time minute by minute. Written apart from the arithmetic that it
// judges: it reads the wall by luxon and the host's zone data, and knows no spans.

import { DateTime } from 'luxon';
import { DAY, HOUR, MINUTE, ms } from '#kernel';
import type { RosterLevel } from '#policy';
import type { Roster, RosterChange, RosterVersion } from '../domain/roster';
import type { RosterLayer } from '../domain/roster-document';

/** The minutes of a stretch of time, with what the wall shows at each: a clock that waits instead of going back. */
export type Minutes = { readonly from: number; readonly shown: Float64Array };

const offsetOf = (zone: string, at: number): number => DateTime.fromMillis(at, { zone }).offset * MINUTE;

/** No clock changes twice within half an hour. */
const LOOK_EVERY = HOUR / 2;

export const minutesOf = (zone: string, from: number, to: number): Minutes => {
  const shown = new Float64Array((to - from) / MINUTE);
  // It may have been put back just before: what it showed then counts.
  let highest = Number.NEGATIVE_INFINITY;
  let [offset, changes] = [0, true];
  for (let at = from - 2 * DAY; at < to; at += MINUTE) {
    if (at % LOOK_EVERY === 0) {
      offset = offsetOf(zone, at);
      changes = offsetOf(zone, at + LOOK_EVERY) !== offset;
    }
    highest = Math.max(highest, at + (changes ? offsetOf(zone, at) : offset));
    if (at >= from) shown[(at - from) / MINUTE] = highest;
  }
  return { from, shown };
};

const WEEK = ['thu', 'fri', 'sat', 'sun', 'mon', 'tue', 'wed'] as const;
const readingOf = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));

/** For each minute of a week that begins on a Thursday, as 1970 did, whether the layer has hours then. */
const weekOf = ({ hours }: RosterLayer): readonly boolean[] =>
  Array.from({ length: 7 * 1440 }, (_, minute) => {
    if (!hours) return true;
    const [day, reading] = [Math.floor(minute / 1440), minute % 1440];
    return hours.some(({ days = WEEK, from, to }) => {
      const [opens, closes] = [readingOf(from), readingOf(to)];
      const isOn = (which: number) => (days as readonly string[]).includes(WEEK[(which + 7) % 7] as string);
      if (opens < closes) return isOn(day) && reading >= opens && reading < closes;
      return (isOn(day) && reading >= opens) || (isOn(day - 1) && reading < closes);
    });
  });

const walker = (layer: RosterLayer) => {
  const week = weekOf(layer);
  const begins = Date.parse(`${layer.startsOn}T${layer.handover}:00Z`);
  const ends =
    layer.endsOn === undefined ? Number.POSITIVE_INFINITY : Date.parse(`${layer.endsOn}T${layer.handover}:00Z`);
  return (shown: number): string | undefined => {
    if (shown < begins || shown >= ends) return undefined;
    if (!week[Math.floor(shown / MINUTE) % (7 * 1440)]) return undefined;
    const turn = Math.floor((shown - begins) / (layer.rotateDays * DAY));
    return layer.people[turn % layer.people.length];
  };
};

/** Who has it after a change, from who had it before. */
const changing = (change: RosterChange, { document }: RosterVersion) => {
  const within = ({ from, to }: { from: string; to: string }) => {
    const [begin, finish] = [ms(from), ms(to)];
    return (at: number) => begin <= at && at < finish;
  };
  if (change.type === 'ShiftOverridden') {
    const isIn = within(change);
    const isKnown = document.people.some(({ id }) => id === change.person);
    return (at: number, person: string | undefined) => (isKnown && isIn(at) ? change.person : person);
  }
  const [first, second] = change.shifts;
  const [isInFirst, isInSecond] = [within(first), within(second)];
  return (at: number, person: string | undefined) => {
    if (isInFirst(at) && person === first.person) return second.person;
    if (isInSecond(at) && person === second.person) return first.person;
    return person;
  };
};

/** Who has the level at each minute, as known at `knownAt`. */
export const walk = (
  { versions, changes }: Roster,
  level: RosterLevel,
  { from, shown }: Minutes,
  knownAt: number,
): readonly (string | undefined)[] => {
  const known = versions.filter(({ recordedAt }) => ms(recordedAt) <= knownAt);
  const begins = known.map(({ effectiveFrom }) => ms(effectiveFrom));
  const walkers = known.map(({ document }) => (document.levels[level] ?? []).map(walker));
  const made = known.map((version) =>
    changes
      .filter((change) => change.level === level && ms(change.recordedAt) <= knownAt)
      .map((change) => changing(change, version)),
  );
  return Array.from(shown, (reading, i) => {
    const at = from + i * MINUTE;
    const which = begins.findLastIndex((begin) => begin <= at);
    if (which < 0) return undefined;
    let person: string | undefined;
    for (const layer of walkers[which] as readonly ReturnType<typeof walker>[]) person = layer(reading) ?? person;
    for (const change of made[which] as (typeof made)[number]) person = change(at, person);
    return person;
  });
};
