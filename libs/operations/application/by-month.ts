import { setImmediate as yieldToOthers } from 'node:timers/promises';
import type { Condition, View } from '#read-store';
import type { Months } from './months';

type Values = Readonly<Record<string, string | number | null>>;
/** A group of one month: its values, how many `rows` it has, and the sums. */
export type MonthGroup<S extends string> = Values & { readonly month: string } & { readonly [K in S | 'rows']: number };
type Grouped<C extends string, S extends C> = {
  readonly by: readonly C[];
  readonly sum: readonly S[];
  readonly where: { readonly [K in C]?: Condition };
};

/**
 * Groups of rows by months, each row in the month that it lies in by the zone of its own policy version; in the order of
 * the months, then of the values. Throws what `group` throws.
 */
export const byMonth = async <C extends string, S extends C>(
  view: View<unknown, C | 'at' | 'policyVersion'>,
  { names, zones }: Months,
  { by, sum, where }: Grouped<C, S>,
): Promise<readonly MonthGroup<S>[]> => {
  const lines: MonthGroup<S>[] = [];
  for (const [index, month] of names.entries()) {
    const groups: Values[] = [];
    for (const { versions, months } of zones) {
      const at = { from: months[index]?.from ?? '', to: months[index]?.to ?? '' };
      const inZone = zones.length > 1 ? { policyVersion: versions } : {};
      groups.push(...(await view.group({ by, sum, where: { ...where, at, ...inZone } as never })));
    }
    const together = zones.length > 1 ? added(groups, by, sum) : groups;
    lines.push(...together.map((group) => ({ month, ...group }) as MonthGroup<S>));
    await yieldToOthers(); // an embedded database counts in this very thread, and others wait for it
  }
  return lines;
};

/** The same values of several zones, added up. */
const added = (groups: readonly Values[], by: readonly string[], sum: readonly string[]): readonly Values[] => {
  const together = new Map<string, Values>();
  for (const group of groups) {
    const key = JSON.stringify(by.map((name) => group[name]));
    const before = together.get(key);
    const sums =
      before && Object.fromEntries([...sum, 'rows'].map((name) => [name, Number(before[name]) + Number(group[name])]));
    together.set(key, { ...group, ...sums });
  }
  return [...together.values()].toSorted((a, b) => order(by, a, b));
};
/** Rows without a value come last, as the view has them. */
const order = (by: readonly string[], a: Values, b: Values): number => {
  for (const name of by) {
    const [one, other] = [a[name] ?? null, b[name] ?? null];
    if (one === other) continue;
    if (one === null || other === null) return one === null ? 1 : -1;
    return one < other ? -1 : 1;
  }
  return 0;
};
