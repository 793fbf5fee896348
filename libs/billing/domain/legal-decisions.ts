// What people may decide about a ledger now: asked of the decider itself, so that there is no second table to keep.

import { CLIENT_ROLES, DESK_ROLES, MONEY_ROLES, type Role } from '#identity/principal';
import { DomainError, decide } from '#kernel';
import type { Policy } from '#policy';
import { closingOf, eventCount } from './incident';
import { type BillingCommand, ledger } from './ledger';
import type { Ledger } from './ledger-state';

export type Decision =
  | 'DiscloseTerms'
  | 'AcceptTerms'
  | 'DeclineTerms'
  | 'ApproveBilling'
  | 'WaiveBilling'
  | 'ReinstateBilling';
type DecisionRule = {
  /** Who says it. */
  readonly by: readonly Role[];
  /** With all that a person could add: what is refused in spite of it is not legal now. */
  readonly said: BillingCommand;
  /** It speaks of work to come: taken at any time, offered while there can be any. */
  readonly isOfWorkToCome?: true;
  readonly needsSecond?: 'always' | 'sometimes';
};

const SOMEBODY = 'a second person';
const EVERYONE: readonly Role[] = [...CLIENT_ROLES, ...DESK_ROLES];
export const DECISION_RULES: Readonly<Record<Decision, DecisionRule>> = {
  DiscloseTerms: { by: DESK_ROLES, said: { type: 'DiscloseTerms', channel: 'phone' }, isOfWorkToCome: true },
  AcceptTerms: { by: EVERYONE, said: { type: 'AcceptTerms' }, isOfWorkToCome: true },
  DeclineTerms: { by: EVERYONE, said: { type: 'DeclineTerms' }, isOfWorkToCome: true },
  ApproveBilling: { by: MONEY_ROLES, said: { type: 'ApproveBilling' }, needsSecond: 'sometimes' },
  WaiveBilling: { by: MONEY_ROLES, said: { type: 'WaiveBilling', approver: SOMEBODY }, needsSecond: 'sometimes' },
  ReinstateBilling: { by: MONEY_ROLES, said: { type: 'ReinstateBilling', approver: SOMEBODY }, needsSecond: 'always' },
};

const WORK_IS_OVER =
  'The work is over, and terms speak of the work that comes after the answer. They are offered again once the ticket is reopened.';

/** Why a decision about the last after-hours event is not offered now; `undefined` where it is. `at`: ISO 8601, UTC. */
export const whyNotDecided = (
  decision: Decision,
  ticketId: string,
  state: Ledger,
  { policy, at }: { readonly policy: Policy; readonly at: string },
): string | undefined => {
  const context = { commandId: 'asked', actor: { id: 'asked', role: 'asked' }, at, ticketId, policy };
  try {
    const events = decide(ledger, DECISION_RULES[decision].said, state, context);
    if (events.length === 0) return 'It is so already.';
    const isOver = closingOf(state.incident, eventCount(state.incident)) !== undefined;
    return DECISION_RULES[decision].isOfWorkToCome && isOver ? WORK_IS_OVER : undefined;
  } catch (refusal) {
    if (refusal instanceof DomainError) return refusal.message;
    throw refusal;
  }
};
