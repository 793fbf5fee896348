// A rule that takes two says so by throwing `ApproverNeeded`. Whoever writes both persons on one line names the approver
// in the command; whoever acts with a key of their own proposes, and the refusal becomes a proposal.

import { DomainError } from '#kernel';

/** Why an act takes two: stored with the proposal. */
export const APPROVAL_RULES = [
  'waiver_above_limit',
  'reinstatement',
  'supersession',
  'override',
  'lowers_what_is_posted',
  'involved_in_the_charge',
  'policy_rebind',
] as const;
export type ApprovalRule = (typeof APPROVAL_RULES)[number];

/** `cents`: by how much it changes what the client owes; absent where the rule does not know. */
export type TwoPersonRule = { readonly rule: ApprovalRule; readonly cents?: number };

export class ApproverNeeded<Code extends string = string> extends DomainError<Code> {
  readonly needs: TwoPersonRule;
  constructor(code: Code, message: string, needs: TwoPersonRule) {
    super(code, message);
    this.needs = needs;
  }
}

/** Stands for the approver of a proposal that nobody has approved: it is never stored. */
export const SECOND_PERSON = 'a second person';

/** Why this decision takes two; `undefined` where one person is enough. Any other refusal is thrown. */
export const twoPersonRule = (decideAct: () => unknown): TwoPersonRule | undefined => {
  try {
    decideAct();
    return undefined;
  } catch (refusal) {
    if (refusal instanceof ApproverNeeded) return refusal.needs;
    throw refusal;
  }
};
