// What comes due by itself in a ledger: the automatic waiver and the reminders of a review. docs/rules.md "The charge".

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

/** What comes due next in a ledger; at one instant a waiver comes first. */
export const nextTimer = (state: Ledger, policy: Policy): { event: number; at: number } | Reminder | undefined => {
  const waiver = nextWaiver(state, policy);
  const reminder = nextReminder(state, policy);
  return waiver && (!reminder || waiver.at <= reminder.at) ? waiver : reminder;
};
