// What comes due by itself in a ledger: the automatic waiver, the reminders of a review, the end of a proposal.
// docs/rules.md "The charge".

import { nextLapse } from '#approvals';
import { DAY } from '#kernel';
import type { Policy } from '#policy';
import { assess } from './assessment';
import { closingOf, eventCount } from './incident';
import { type Ledger, postedOf } from './ledger-state';
import { nextReminder, type Reminder } from './review';

/** When the automatic waiver of the next pending event fires; each fires once, `undefined` if there is none ahead. */
export const nextWaiver = (state: Ledger, policy: Policy): { event: number; at: number } | undefined => {
  const days = policy.document.fault.autoWaiveUndeterminedDays;
  let next: { event: number; at: number } | undefined;
  for (let event = 1; event <= eventCount(state.incident); event++) {
    const closing = closingOf(state.incident, event);
    if (!closing || state.incident.waivedByTime.includes(event)) continue;
    const at = closing.at + days * DAY;
    if (at <= state.notedAt || (next && next.at <= at)) continue;
    const soFar = postedOf(state, event);
    if (soFar.cents === 0 && assess(state.incident, event, policy, soFar).outcome === 'pending') next = { event, at };
  }
  return next;
};

/** A proposal that nobody has decided lapses at its instant. */
export type Lapse = { readonly proposalId: string; readonly at: number };
export type Timer = { readonly event: number; readonly at: number } | Reminder | Lapse;

/** What comes due next in a ledger; at one instant a waiver comes first. */
export const nextTimer = (state: Ledger, policy: Policy): Timer | undefined =>
  [nextWaiver(state, policy), nextReminder(state, policy), nextLapse(state.proposals)]
    .filter((timer): timer is Timer => timer !== undefined)
    .reduce<Timer | undefined>((first, timer) => (first && first.at <= timer.at ? first : timer), undefined);
