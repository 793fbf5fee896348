import { algorithmOf, contactBackHoursOf } from './algorithm';
import type { PolicyDocument, PolicyVersion, ZoneTransitions } from './document';
import { leaves } from './leaves';

/**
 * What a version changes against another, in sentences for the person who publishes it and for the one who asks why a
 * target moved: `P2 respond: 120 → 60 minutes`. None where both are the same; the number alone is no difference.
 */
export const diffPolicies = (before: PolicyVersion, after: PolicyVersion): readonly string[] => {
  const old = figures(before);
  const now = figures(after);
  const places = [...now.keys(), ...[...old.keys()].filter((place) => !now.has(place))];
  return [
    ...places.flatMap((place) => {
      const [was, is] = [old.get(place), now.get(place)];
      if (JSON.stringify(was) === JSON.stringify(is)) return [];
      return [`${labelOf(place)}: ${change(was, is, unitOf(place, before, after))}`];
    }),
    ...Object.entries(after.zones).flatMap(([name, zone]) => zoneMoved(name, before.zones[name], zone)),
  ];
};

const figures = ({ document }: PolicyVersion): ReadonlyMap<string, unknown> =>
  new Map(
    leaves({ algorithm: algorithmOf(document), ...document, sla: slaOf(document), version: null }).map(
      ([path, value]) => [path.join('.'), value],
    ),
  );

/** A document that does not state a figure that always was, and one that states what it always was, are the same. */
const slaOf = (document: PolicyDocument): PolicyDocument['sla'] => ({
  contactBackHours: contactBackHoursOf(document),
  ...document.sla,
});

type Unit = { readonly name: string; readonly show?: (value: unknown) => string };
type Sides = readonly [before: string, after: string];

const money = ([before, after]: Sides): Unit => ({
  name: before === after ? after : '',
  show: (cents) => (Number(cents) / 100).toFixed(2),
});
const fixed = (name: string) => (): Unit => ({ name });

/** The first that fits a place names its unit. */
const UNITS: readonly (readonly [place: RegExp, unit: (currencies: Sides) => Unit])[] = [
  [/^priorities\.\w+\.(respond|update|restore|resolve|escalate\.\w+)$/, fixed('minutes')],
  [/^priorities\.\w+\.warn$/, fixed('percent')],
  [/^sla\.autoClose\./, fixed('minutes')],
  [/BusinessMinutes$/, fixed('business minutes')],
  [/Minutes$/, fixed('minutes')],
  [/Days$/, fixed('days')],
  [/Hours$/, fixed('hours')],
  [/Cents$/, money],
];

const unitOf = (place: string, before: PolicyVersion, after: PolicyVersion): Unit =>
  UNITS.find(([places]) => places.test(place))?.[1]([
    before.document.billing.currency,
    after.document.billing.currency,
  ]) ?? { name: '' };

const LABELS: readonly (readonly [RegExp, string])[] = [
  [/^priorities\./, ''],
  [/^calendars\.(.+)\.weekly\./, 'calendar $1 '],
  [/^calendars\./, 'calendar '],
  [/\.escalate\.t(\d)t(\d)$/, ' escalates from tier $1 to $2'],
  [/(Business)?(Minutes|Days|Hours|Cents)$/, ''],
  [/\./g, ' '],
];

const labelOf = (place: string): string =>
  LABELS.reduce((text, [pattern, words]) => text.replace(pattern, words), place).replace(
    /([a-z])([A-Z])(?=[a-z])/g,
    (_, end: string, start: string) => `${end} ${start.toLowerCase()}`,
  );

const change = (was: unknown, is: unknown, unit: Unit): string => {
  const moved = Array.isArray(was) && Array.isArray(is) && unit.name === '' ? addedAndRemoved(was, is) : '';
  if (moved !== '') return moved;
  const bare = (value: unknown) =>
    [value]
      .flat()
      .map(unit.show ?? String)
      .join(', ');
  const shown = (value: unknown) => (value === undefined ? 'none' : `${bare(value)} ${unit.name}`.trim());
  return `${is === undefined || was === undefined ? shown(was) : bare(was)} → ${shown(is)}`;
};

/** Empty where only the order differs, or where the whole list is shorter to read. */
const addedAndRemoved = (was: readonly unknown[], is: readonly unknown[]): string => {
  const added = is.filter((value) => !was.includes(value));
  const removed = was.filter((value) => !is.includes(value));
  if (added.length + removed.length > was.length) return '';
  const phrase = (values: readonly unknown[], done: string) =>
    values.length > 0 ? [`${values.join(', ')} ${done}`] : [];
  return [...phrase(added, 'added'), ...phrase(removed, 'removed')].join('; ');
};

const zoneMoved = (name: string, was: ZoneTransitions | undefined, is: ZoneTransitions): readonly string[] => {
  if (!was) return [];
  const changes = ({ at, offsets }: ZoneTransitions) => [
    `before: ${offsets[0]}`,
    ...at.map((second, i) => `${second}: ${offsets[i + 1]}`),
  ];
  const [old, now] = [changes(was), changes(is)];
  const first = Array.from({ length: Math.max(old.length, now.length) }, (_, i) => i).find((i) => old[i] !== now[i]);
  if (first === undefined) return [];
  const seconds = [was.at[first - 1], is.at[first - 1]].filter((second) => second !== undefined);
  const from = seconds.length > 0 ? ` from ${new Date(Math.min(...seconds) * 1000).toISOString().slice(0, 10)} on` : '';
  return [`zone ${name}: its clock changes differ${from} (${was.source} → ${is.source})`];
};
