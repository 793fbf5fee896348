// When somebody is reminded that the cause of a closed after-hours event is not determined yet. domain.md "SLA clocks".

import { iso, MINUTE } from '#kernel';
import type { Policy } from '#policy';
import { assess } from './assessment';
import { closingOf, eventCount } from './incident';
import type { FaultReviewReminded } from './ledger-events';
import { type Ledger, postedOf, reminderName } from './ledger-state';

/** Of the time that a review has, in percent. */
const REMINDED_AT = [75, 100] as const;

export type Reminder = Omit<FaultReviewReminded, 'type' | 'at'> & { readonly at: number };

/**
 * The next reminder, each given once: `fault.reviewBusinessMinutes` on standard hours after the last closing of the
 * event's work, as long as nobody has determined the cause since. Nobody is reminded of what was past when it became known.
 */
export const nextReminder = (state: Ledger, policy: Policy): Reminder | undefined => {
  let next: Reminder | undefined;
  for (let event = 1; event <= eventCount(state.incident); event++)
    for (const reminder of remindersOf(state, event, policy)) if (!next || reminder.at < next.at) next = reminder;
  return next;
};

const remindersOf = (state: Ledger, event: number, policy: Policy): readonly Reminder[] => {
  const closing = closingOf(state.incident, event);
  if (!closing) return [];
  const { outcome, finding } = assess(state.incident, event, policy, postedOf(state, event));
  if (outcome !== 'pending' || finding) return [];
  const minutes = policy.document.fault.reviewBusinessMinutes;
  const after = (percent: number) =>
    policy.standardHours.after(closing.at, Math.round((minutes * MINUTE * percent) / 100));
  const dueAt = iso(after(100));
  return REMINDED_AT.map((percent) => ({ event, percent, dueAt, at: after(percent) })).filter(
    ({ percent, at }) => at > state.notedAt && !state.reminded.includes(reminderName(event, dueAt, percent)),
  );
};
