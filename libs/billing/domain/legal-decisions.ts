// What people may decide about a ledger now: asked of the decider itself, so that there is no second table to keep.

import { DomainError, decide } from '#kernel';
import type { Policy } from '#policy';
import { type BillingCommand, ledger } from './ledger';
import type { Ledger } from './ledger-state';

const DESK = ['agent', 'engineer', 'on-call', 'supervisor'];
const CLIENT_OR_DESK = ['client-contact', 'noc-contact', ...DESK];
const MONEY = ['billing', 'supervisor'];
type Decision =
  | 'DiscloseTerms'
  | 'AcceptTerms'
  | 'DeclineTerms'
  | 'ApproveBilling'
  | 'WaiveBilling'
  | 'ReinstateBilling';

/** Where each decision is said, and by whom: what the controller declares, which a test compares. */
export const DECISION_ROUTES: Readonly<Record<Decision, { readonly path: string; readonly roles: readonly string[] }>> =
  {
    DiscloseTerms: { path: 'terms/disclosures', roles: DESK },
    AcceptTerms: { path: 'terms', roles: CLIENT_OR_DESK },
    DeclineTerms: { path: 'terms', roles: CLIENT_OR_DESK },
    ApproveBilling: { path: 'billing/approval', roles: MONEY },
    WaiveBilling: { path: 'billing/waiver', roles: MONEY },
    ReinstateBilling: { path: 'billing/reinstatement', roles: MONEY },
  };
/** With all that a person could add: what is refused in spite of it is not legal now. */
const SAID: Readonly<Record<Decision, BillingCommand>> = {
  DiscloseTerms: { type: 'DiscloseTerms', channel: 'phone' },
  AcceptTerms: { type: 'AcceptTerms' },
  DeclineTerms: { type: 'DeclineTerms' },
  ApproveBilling: { type: 'ApproveBilling' },
  WaiveBilling: { type: 'WaiveBilling', approver: 'a second person' },
  ReinstateBilling: { type: 'ReinstateBilling', approver: 'a second person' },
};

/** The decisions that change something about the last after-hours event, each with its route. `at` is ISO 8601, UTC. */
export const legalDecisions = (
  ticketId: string,
  state: Ledger,
  { policy, at }: { readonly policy: Policy; readonly at: string },
  roles?: readonly string[],
): readonly { readonly command: string; readonly method: 'POST'; readonly path: string }[] => {
  const context = { commandId: 'asked', actor: { id: 'asked', role: 'asked' }, at, ticketId, policy };
  return (Object.keys(DECISION_ROUTES) as Decision[]).flatMap((command) => {
    const { path, roles: theirs } = DECISION_ROUTES[command];
    if (roles && !roles.some((role) => theirs.includes(role))) return [];
    if (!isTaken(() => decide(ledger, SAID[command], state, context))) return [];
    return [{ command, method: 'POST', path: `/tickets/${ticketId}/${path}` }];
  });
};

const isTaken = (say: () => readonly unknown[]): boolean => {
  try {
    return say().length > 0;
  } catch (refusal) {
    if (refusal instanceof DomainError) return false;
    throw refusal;
  }
};
