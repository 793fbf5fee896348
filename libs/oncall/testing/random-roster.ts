// For specs only: rosters that hurt. Handovers and hours at the readings at which clocks change, several versions, changes
// recorded before and after an instant at which somebody asks. The same seed makes the same roster.

import { DAY, HOUR, iso, MINUTE } from '#kernel';
import { WEEKDAYS, zoneTransitions } from '#policy';
import type { Roster, RosterChange, RosterVersion } from '../domain/roster';
import type { LayerHours, RosterLayer } from '../domain/roster-document';

/** Half-hour steps, changes at midnight, on a Thursday, the other half year, two hours at once, none. */
export const ZONES = [
  'America/Chicago',
  'America/New_York',
  'America/St_Johns',
  'America/Santiago',
  'America/Havana',
  'America/Sao_Paulo',
  'Europe/Berlin',
  'Europe/Dublin',
  'Atlantic/Azores',
  'Africa/Casablanca',
  'Africa/Cairo',
  'Asia/Jerusalem',
  'Asia/Beirut',
  'Asia/Kolkata',
  'Asia/Tehran',
  'Australia/Lord_Howe',
  'Australia/Adelaide',
  'Pacific/Auckland',
  'Pacific/Chatham',
  'Antarctica/Troll',
  'Pacific/Apia',
  'UTC',
];

export const randomFrom = (seed: number) => {
  let state = (seed * 2_654_435_761 + 1) >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const upTo = (most: number) => Math.floor(next() * (most + 1));
  return {
    upTo,
    oneOf: <T>(all: readonly T[]): T => all[upTo(all.length - 1)] as T,
    chance: (of: number) => next() < of,
  };
};
type Random = ReturnType<typeof randomFrom>;

const PEOPLE = ['ann', 'bob', 'cyd', 'dan', 'eve', 'fay', 'gus'];
const SORE = ['00:00', '00:30', '01:00', '01:30', '02:00', '02:30', '03:00', '08:00', '09:00', '17:00', '23:59'];

const someHours = (random: Random): LayerHours[] =>
  Array.from({ length: 1 + random.upTo(3) }, () => ({
    ...(random.chance(0.6) && { days: WEEKDAYS.filter(() => random.chance(0.5)).concat(random.oneOf(WEEKDAYS)) }),
    from: random.oneOf(SORE),
    to: random.oneOf([...SORE, '24:00']),
  }));

const someLayer = (random: Random, year: number): RosterLayer => {
  const startsOn = iso(Date.UTC(year, 0, 1) + (random.upTo(200) - 120) * DAY).slice(0, 10);
  return {
    name: `layer ${random.upTo(9)}`,
    people: Array.from({ length: 1 + random.upTo(4) }, () => random.oneOf(PEOPLE)),
    startsOn,
    ...(random.chance(0.2) && { endsOn: iso(Date.parse(startsOn) + random.upTo(300) * DAY).slice(0, 10) }),
    handover: random.oneOf(SORE),
    rotateDays: random.oneOf([1, 1, 2, 3, 7, 7, 14, 28]),
    ...(random.chance(0.7) && { hours: someHours(random) }),
  };
};

const someVersion = (random: Random, zone: string, year: number, version: number): RosterVersion => ({
  version,
  recordedAt: iso(Date.UTC(year, 0, 1) + (random.upTo(60) - 70 + version * 70) * DAY),
  effectiveFrom: iso(Date.UTC(year, 0, 1) + (random.upTo(250) - 50) * DAY + random.upTo(1439) * MINUTE),
  document: {
    timezone: zone,
    covers: 'always',
    people: PEOPLE.filter(() => random.chance(0.9)).map((id) => ({ id, name: id, channels: [{ kind: 'console' }] })),
    levels: { primary: Array.from({ length: 1 + random.upTo(3) }, () => someLayer(random, year)) },
  },
  zone: zoneTransitions(zone) as RosterVersion['zone'],
});

const someChange = (random: Random, year: number, n: number): RosterChange => {
  const span = () => {
    const from = Date.UTC(year, 0, 1) + random.upTo(365) * DAY + random.upTo(1439) * MINUTE;
    return { person: random.oneOf(PEOPLE), from: iso(from), to: iso(from + (1 + random.upTo(72)) * HOUR) };
  };
  const recorded = {
    level: 'primary',
    recordedAt: iso(Date.UTC(year, 0, 1) + random.upTo(365) * DAY),
    by: 'sue',
  } as const;
  return random.chance(0.5)
    ? { type: 'ShiftOverridden', overrideId: `o${n}`, reason: 'ill', ...span(), ...recorded }
    : { type: 'ShiftSwapped', swapId: `s${n}`, shifts: [span(), span()], ...recorded };
};

export const randomRoster = (random: Random, zone: string, year: number): Roster => ({
  versions: Array.from({ length: 1 + random.upTo(2) }, (_, i) => someVersion(random, zone, year, i + 1)),
  changes: Array.from({ length: random.upTo(8) }, (_, n) => someChange(random, year, n)),
});
