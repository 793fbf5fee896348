// What waits for an approval, and up to which amount an approval speaks. docs/rules.md "The charge".

import type { Policy } from '#policy';
import { assess, isAmountWaiting, isCorrectionWaiting } from './assessment';
import type { Incident } from './incident';
import { type Ledger, postedOf } from './ledger-state';
import { isWorkWaiting } from './minutes';

/** An approval releases all that waits: a held charge, late work, a correction, an amount. */
export const isWaitingForApproval = (state: Ledger, event: number, policy: Policy): boolean => {
  const { incident } = state;
  const posted = postedOf(state, event);
  return (
    assess(incident, event, policy, posted).outcome === 'held' ||
    isWorkWaiting(incident, event, policy) ||
    isCorrectionWaiting(incident, event) ||
    isAmountWaiting(incident, event, policy, posted)
  );
};

/** As if an event were approved now. */
export const onceApproved = (incident: Incident, event: number): Incident => ({
  ...incident,
  approvals: [...incident.approvals, { event, seq: incident.seq + 1 }],
});

/** By how much an event would come to more, were its late work approved; `undefined` where none waits. In cents. */
export const lateWorkCents = ({ incident, ...ledger }: Ledger, event: number, policy: Policy): number | undefined => {
  if (!isWorkWaiting(incident, event, policy)) return undefined;
  const posted = postedOf({ incident, ...ledger }, event);
  const wantedOf = (as: Incident) => {
    const { wanted } = assess(as, event, policy, posted);
    return wanted === 'unchanged' ? posted.cents : wanted;
  };
  return wantedOf(onceApproved(incident, event)) - wantedOf(incident);
};

/** What an approval given now covers, in cents: all that is wanted with it. Recorded where the policy limits amounts. */
export const coveredBy = (state: Ledger, event: number, policy: Policy): { readonly wantedCents?: number } => {
  if (policy.rules.chargeApprovalOverCents === null) return {};
  const posted = postedOf(state, event);
  const { wanted } = assess(onceApproved(state.incident, event), event, policy, posted);
  return { wantedCents: wanted === 'unchanged' ? posted.cents : wanted };
};
