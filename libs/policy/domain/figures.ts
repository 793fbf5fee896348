import type { PolicyDocument } from './document';
import { leaves } from './leaves';

/**
 * What of a policy is carried out, and by which part of this build; null where nothing does it yet. A feature that
 * arrives ticks off its line. `*` is any name; a line holds for all that lies under it, and the first that fits counts.
 */
export const CARRIED_OUT_BY: Readonly<Record<string, string | null>> = {
  policyId: 'policy',
  version: 'policy',
  algorithm: 'policy',
  effectiveFrom: 'policy',
  provenance: 'policy',
  timezone: 'policy',
  calendars: 'policy',
  holidays: 'policy',
  'priorities.*.page': 'oncall',
  priorities: 'sla',
  defaultPriority: 'ticketing',
  'sla.contactBackHours': 'ticketing',
  sla: 'sla',
  onCall: 'oncall',
  'afterHours.untriagedP1': 'ticketing',
  afterHours: 'billing',
  'fault.repeatWindowDays': 'operations',
  fault: 'billing',
  'billing.maxEntryMinutes': 'ticketing',
  billing: 'billing',
};

/** A build that claims to be whole refuses a policy with figures that nothing carries out. */
export const BUILD_IS_WHOLE = true;

/** The figures that a document states and nothing in this build carries out, by their places, in its order. `false` asks for nothing. */
export const notCarriedOut = (document: PolicyDocument): readonly string[] => [
  ...new Set(leaves(document).flatMap(([path, value]) => (value === false ? [] : idle(path)))),
];

const idle = (path: readonly string[]): readonly string[] => {
  const line = lineFor(path);
  if (line === undefined || CARRIED_OUT_BY[line] !== null) return [];
  return [path.slice(0, line.split('.').length).join('.')];
};

/** The line of CARRIED_OUT_BY that speaks of a place; undefined where the table forgot one. */
export const lineFor = (path: readonly string[]): string | undefined =>
  Object.keys(CARRIED_OUT_BY).find((line) => line.split('.').every((name, i) => name === '*' || name === path[i]));
