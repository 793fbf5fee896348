// Is it an after-hours event at all? Source: docs/rules.md "The charge", support policy clause 3.

import { MINUTE } from '#kernel';
import type { Policy } from '#policy';
import { assignedAt } from '#ticketing';
import { answersOf, cyclesOf, type Incident } from './incident';

export const QUALIFICATION_RULES = [
  'merged',
  'no_client_contact',
  'contact_in_hours',
  'not_p1',
  'terms_declined',
] as const;
export type QualificationRule = (typeof QUALIFICATION_RULES)[number];
/** Either the first off-hours contact about a P1, or the first rule that says no. */
export type Qualification = { readonly contactAt: number } | { readonly rule: QualificationRule };

/** The contacts of an event: from its first reopening (the first event: from ever) to the one that starts the next. */
const contactsOf = (incident: Incident, event: number): readonly number[] => {
  const from = event === 1 ? Number.NEGATIVE_INFINITY : (cyclesOf(incident, event)[0]?.startedAt ?? 0);
  const to = cyclesOf(incident, event + 1)[0]?.startedAt ?? Number.POSITIVE_INFINITY;
  return incident.contacts.filter((at) => at >= from && at < to).toSorted((a, b) => a - b);
};

/** P1 was assigned at that contact, or became so by a change soon after it. */
const isAboutP1 = (incident: Incident, { document: { afterHours } }: Policy, contactAt: number): boolean => {
  const until = contactAt + afterHours.qualifyMinutes * MINUTE;
  const soon = incident.changes.filter(({ at }) => at > contactAt && at <= until);
  const priorities = [assignedAt(incident, contactAt), ...soon.map(({ priority }) => priority)];
  return priorities.some((priority) => afterHours.priority.includes(priority));
};

/** Under algorithm 1 the last answer to the terms decides the whole event; later ones cut the minutes (minutes.ts). */
const isDeclined = (incident: Incident, event: number, { rules }: Policy): boolean =>
  rules.refusedTerms === 'whole-event' && answersOf(incident, event).at(-1)?.accepted === false;

/** The rules that hold whatever the priority; they are known while the work is still open. */
export const disqualifiedEarly = (incident: Incident, event: number, policy: Policy): QualificationRule | undefined => {
  if (incident.merged) return 'merged';
  const contacts = contactsOf(incident, event);
  if (contacts.length === 0) return 'no_client_contact';
  if (contacts.every((at) => policy.standardHours.isOpen(at))) return 'contact_in_hours';
  return isDeclined(incident, event, policy) ? 'terms_declined' : undefined;
};

export const qualify = (incident: Incident, event: number, policy: Policy): Qualification => {
  const early = disqualifiedEarly(incident, event, policy);
  if (early !== undefined && early !== 'terms_declined') return { rule: early };
  const contactAt = contactsOf(incident, event)
    .filter((at) => !policy.standardHours.isOpen(at))
    .find((at) => isAboutP1(incident, policy, at));
  if (contactAt === undefined || !incident.validated) return { rule: 'not_p1' };
  return early === undefined ? { contactAt } : { rule: early };
};
