import { twoPersonRule } from '#approvals';
import { decide, replay } from '#kernel';
import { by, recorded } from '#kernel/given';
import { standardPolicy } from '#policy/testing';
import { given } from '../reference/given-ticket';
import type { TicketPolicyRebound } from './policy-binding';
import { opened, triagedP1 } from './stories';
import { type TicketCommand, ticket } from './ticket';

const rebind: Extract<TicketCommand, { type: 'RebindPolicy' }> = {
  type: 'RebindPolicy',
  policyId: 'standard-support',
  policyVersion: 2,
  reason: 'Opened under the contract of somebody else',
  approver: 'mara',
};
const { type: _, ...bound } = rebind;
const rebound: TicketPolicyRebound = {
  type: 'TicketPolicyRebound',
  ...bound,
  from: { policyId: 'standard-support', policyVersion: 1 },
  approver: 'mara',
};

describe('A ticket keeps the policy version of its opening', () => {
  it('until a person rebinds it, with another who approves', () =>
    given(opened, triagedP1).when(rebind, by('sven')).yieldsOnce(rebound));

  it('and is not rebound by one person alone, nor by one who approves themselves', () => {
    const { approver: _, ...alone } = rebind;
    given(opened).when(alone, by('sven')).refuses('rebinding.approver-needed');
    given(opened)
      .when({ ...rebind, approver: 'sven' }, by('sven'))
      .refuses('rebinding.approver-needed');
  });

  it('and the proposal says which rule takes the second person', () => {
    const { approver: _, ...alone } = rebind;
    const state = replay(ticket, [recorded(opened)]);
    expect(twoPersonRule(() => decide(ticket, alone, state, { ...by('sven'), policy: standardPolicy }))).toStrictEqual({
      rule: 'policy_rebind',
    });
  });

  it('of that policy, and not where another one has a version of the same number', () =>
    given(opened)
      .when({ ...rebind, policyId: 'gold', policyVersion: 1 }, by('sven'))
      .yieldsOnce({ ...rebound, policyId: 'gold', policyVersion: 1 }));

  it('may go back, and is where it is already', () => {
    given(opened, rebound).when(rebind, by('sven')).yieldsNothing();
    given(opened, rebound)
      .when({ ...rebind, policyVersion: 1 }, by('sven'))
      .yieldsOnce({ ...rebound, policyVersion: 1, from: { policyId: 'standard-support', policyVersion: 2 } });
  });
});
