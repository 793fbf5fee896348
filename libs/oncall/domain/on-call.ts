// Who is on call at an instant, as it was known at another one: the layers of the version in force, with what was
// overridden and swapped laid over them in the order in which it was recorded.

import { ms } from '#kernel';
import type { RosterLevel } from '#policy';
import { layerSpans } from './layer-spans';
import type { Roster, RosterChange, RosterVersion, ShiftOverridden, ShiftSwapped, SwappedShift } from './roster';
import { cut, joined, lay, type Span } from './spans';

/** Why somebody has a shift: their layer, or the id of what changed it. */
export type ShiftCause = { readonly layer: string } | { readonly override: string } | { readonly swap: string };
export type Shift = Span<ShiftCause>;

/** Who has a level in [from, to), epoch milliseconds; with `knownAt`, as it was known then. Gaps are left out. */
export const onCallSpans = (
  roster: Roster,
  level: RosterLevel,
  from: number,
  to: number,
  knownAt = Number.POSITIVE_INFINITY,
): readonly Shift[] => {
  const versions = roster.versions.filter(({ recordedAt }) => ms(recordedAt) <= knownAt);
  const planned = versions.flatMap((version, i) => {
    const next = Math.min(...versions.slice(i + 1).map(({ effectiveFrom }) => ms(effectiveFrom)));
    const begin = Math.max(from, ms(version.effectiveFrom));
    const finish = Math.min(to, next);
    return begin < finish ? versionSpans(version, level, begin, finish) : [];
  });
  return roster.changes
    .filter((change) => change.level === level && ms(change.recordedAt) <= knownAt)
    .filter((change) => concerns(change, from, to))
    .reduce(
      (spans, change) => changed(spans, change, versions),
      planned.toSorted((a, b) => a.from - b.from),
    )
    .flatMap((span) => cut([span], from, to));
};

/** Who it is at one instant; undefined where nobody is. */
export const onCallAt = (
  roster: Roster,
  level: RosterLevel,
  at: number,
  knownAt?: number,
): Pick<Shift, 'person' | 'because'> | undefined => onCallSpans(roster, level, at, at + 1, knownAt)[0];

/** The version in force at an instant, as known. */
export const rosterVersionAt = (
  { versions }: Roster,
  at: number,
  knownAt = Number.POSITIVE_INFINITY,
): RosterVersion | undefined =>
  versions.findLast(({ effectiveFrom, recordedAt }) => ms(effectiveFrom) <= at && ms(recordedAt) <= knownAt);

/** The layers of one version, the last above all others. */
export const versionSpans = (
  { document, zone }: Pick<RosterVersion, 'document' | 'zone'>,
  level: RosterLevel,
  from: number,
  to: number,
): readonly Shift[] =>
  (document.levels[level] ?? []).reduce<readonly Shift[]>(
    (under, layer) => lay<ShiftCause>(layerSpans(layer, zone, from, to, { layer: layer.name }), under),
    [],
  );

const concerns = (change: RosterChange, from: number, to: number): boolean => {
  const spans = change.type === 'ShiftOverridden' ? [change] : change.shifts;
  return spans.some((span) => ms(span.from) < to && ms(span.to) > from);
};

const changed = (spans: readonly Shift[], change: RosterChange, versions: readonly RosterVersion[]): Shift[] =>
  change.type === 'ShiftOverridden' ? overridden(spans, change, versions) : swapped(spans, change);

/** Nobody takes over whom the version in force does not know: they could not be called. */
const overridden = (
  spans: readonly Shift[],
  { overrideId, person, from, to }: ShiftOverridden,
  versions: readonly RosterVersion[],
): Shift[] => {
  const because = { override: overrideId };
  const over = versions.flatMap((version, i): Shift[] => {
    if (!version.document.people.some(({ id }) => id === person)) return [];
    const next = Math.min(...versions.slice(i + 1).map(({ effectiveFrom }) => ms(effectiveFrom)));
    const begin = Math.max(ms(from), ms(version.effectiveFrom));
    const finish = Math.min(ms(to), next);
    return begin < finish ? [{ from: begin, to: finish, person, because }] : [];
  });
  return lay(joined(over.toSorted((a, b) => a.from - b.from)), spans);
};

/** Both are taken from the shifts as they were: what one gives away does not come back to them by the other. */
const swapped = (spans: readonly Shift[], { swapId, shifts: [first, second] }: ShiftSwapped): Shift[] => {
  const because = { swap: swapId };
  const taken = (leg: SwappedShift, taker: string): Shift[] =>
    cut(spans, ms(leg.from), ms(leg.to))
      .filter(({ person }) => person === leg.person)
      .map((span) => ({ ...span, person: taker, because }));
  const both = [...taken(first, second.person), ...taken(second, first.person)];
  return lay(
    both.toSorted((a, b) => a.from - b.from),
    spans,
  );
};
