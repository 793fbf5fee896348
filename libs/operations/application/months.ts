import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '#kernel';
import type { PolicyVersion, Zone } from '#policy';
import { Policies } from '#policy/policies';
import { POLICY_ID } from '#ticketing/module';
import { type Month, monthAt, monthOf, monthsBetween, monthsUpTo } from '../domain/month';

const USUAL = 12;
const MOST = 36;

/** Which months are asked for: from one to another or to this one, both included; the last twelve where none is named. */
export type MonthsAsked = { readonly first?: string; readonly last?: string };

/** The months as they are in one zone, and the policy versions that keep it. */
export type ZoneMonths = {
  readonly zone: Zone;
  readonly versions: readonly number[];
  readonly months: readonly Month[];
};
/**
 * An instant belongs to the month that it lies in by the zone of the version that its ticket is pinned to, whatever is
 * published later. One element for each zone that any version has; `zone` is that of the newest.
 */
export type Months = {
  readonly zone: string;
  readonly names: readonly string[];
  readonly zones: readonly ZoneMonths[];
};

@Injectable()
export class MonthsInZones {
  constructor(
    @Inject(Policies) private readonly policies: Policies,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Throws `RangeError` on what is no month, and on more than three years of them. */
  async asked({ first, last }: MonthsAsked): Promise<Months> {
    const versions = await this.policies.versions(POLICY_ID);
    const newest = versions.at(-1);
    if (!newest) throw new Error(`Policy ${POLICY_ID} was never published, so that no month is known.`);
    const end = last ?? monthAt(zoneOf(newest).transitions, this.clock.now());
    const names = first === undefined ? monthsUpTo(end, USUAL) : monthsBetween(first, end, MOST);
    const zones = [...bySameClock(versions)].map(({ zone, versions: numbers }) => ({
      zone,
      versions: numbers,
      months: names.map((name) => monthOf(zone.transitions, name)),
    }));
    return { zone: newest.document.timezone, names, zones };
  }
}

const zoneOf = ({ policyId, version, document, zones }: PolicyVersion): Zone => {
  const transitions = zones[document.timezone];
  if (transitions) return { name: document.timezone, transitions };
  throw new Error(`${policyId}@${version} carries no clock changes of its zone.`);
};

/** Versions whose clocks read the same at all times, together. */
const bySameClock = (versions: readonly PolicyVersion[]): Iterable<{ zone: Zone; versions: number[] }> => {
  const groups = new Map<string, { zone: Zone; versions: number[] }>();
  for (const version of versions) {
    const zone = zoneOf(version);
    const key = JSON.stringify([zone.transitions.at, zone.transitions.offsets]);
    const group = groups.get(key) ?? { zone, versions: [] };
    group.versions.push(version.version);
    groups.set(key, group);
  }
  return groups.values();
};
