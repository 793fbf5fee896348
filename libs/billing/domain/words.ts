// How billing says things to people.

import type { FaultClass } from '#policy';
import type { Rule } from './assessment';

/** Cents as '-$1,234.50'. */
export const dollars = (cents: number): string => {
  const [whole, rest] = [Math.trunc(Math.abs(cents) / 100), Math.abs(cents) % 100];
  return `${cents < 0 ? '-' : ''}$${whole.toLocaleString('en-US')}.${String(rest).padStart(2, '0')}`;
};
export const plural = (count: number, one: string, many = `${one}s`) => `${count} ${count === 1 ? one : many}`;

/** After 'the fault was …'. */
export const FAULT: Readonly<Record<FaultClass, string>> = {
  provider: "the provider's",
  third_party_provider_side: "a third party's on the provider's side",
  client: "the client's",
  third_party_client_side: "a third party's on the client's side",
  force_majeure: 'force majeure',
  shared: 'shared',
  undetermined: 'undetermined',
};

/** After 'The rule: …': what decided how much is owed. */
export const sayRule = (rule: string): string => {
  if (rule.startsWith('fault_')) return `the fault was ${FAULT[rule.slice('fault_'.length) as FaultClass]}`;
  return { ...WHY_NOTHING, ...WHAT_IS_OWED }[rule as keyof typeof WHY_NOTHING | keyof typeof WHAT_IS_OWED] ?? rule;
};
const WHAT_IS_OWED = {
  charged: 'what the minutes come to as they stand now',
  waived: 'the event is waived',
  undetermined: 'undetermined is never charged',
} as const;

/** Why nothing is owed. */
export const WHY_NOTHING: Readonly<Record<Exclude<Rule, `fault_${FaultClass}`>, string>> = {
  merged: 'the ticket was merged; what is owed is on the one that survives',
  no_client_contact: 'no client contacted us about it',
  contact_in_hours: 'the client contacted us within standard hours',
  not_p1: 'it is not a P1 that somebody has validated',
  terms_declined: 'the client has declined the terms',
  no_off_hours_work: 'no emergency work was done outside standard hours',
};
