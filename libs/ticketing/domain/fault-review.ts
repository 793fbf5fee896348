// ticket-<id>, the fault review: whose fault the outage of a cycle was, who says so, and why. Clause 3 of the policy.

import { type ApprovalRule, ApproverNeeded } from '#approvals';
import { DomainError, type Instead } from '#kernel';
import type { FaultClass } from '#policy';
import { hasWorked, mustBeCycle, mustNotHaveWorked } from './involvement';
import { openedTicket } from './lifecycle';
import type { Ticket, TicketPart } from './part';
import { mustNotBeClaimed } from './review-claim';
import { shareOf } from './share';

// Events. These names and fields are the storage format.
export type Determination = {
  readonly id: string;
  readonly faultClass: FaultClass;
  /** The client's share in percent, 1 to 99; with `shared` only. */
  readonly sharePercent?: number;
  readonly reason: string;
  /** References: attachments, measurements, carrier tickets. */
  readonly evidence: readonly string[];
  readonly by: string;
  /** The second person behind a supersession, or an override. */
  readonly approver?: string;
  /** By somebody who worked on the cycle, because nobody else was left. */
  readonly override?: true;
};
export type FaultDetermined = { type: 'FaultDetermined'; cycle: number; determination: Determination };
export type FaultDeterminationSuperseded = {
  type: 'FaultDeterminationSuperseded';
  cycle: number;
  was: string;
  determination: Determination;
};
export type FaultReviewEvent = FaultDetermined | FaultDeterminationSuperseded;

// State.
export type FaultReview = {
  readonly standing: ReadonlyMap<number, Determination>;
  /** Everybody who determined the fault of a cycle, superseded or not. */
  readonly judges: readonly { readonly cycle: number; readonly person: string }[];
};
const stands = (
  { standing, judges }: FaultReview,
  { cycle, determination }: Pick<FaultDetermined, 'cycle' | 'determination'>,
): FaultReview => ({
  standing: new Map([...standing, [cycle, determination]]),
  judges: [...judges, { cycle, person: determination.by }],
});

// Commands. `cycle` is the current one where none is named.
type Finding = {
  determinationId: string;
  cycle?: number;
  faultClass: FaultClass;
  sharePercent?: number;
  reason: string;
  evidence?: readonly string[];
  /** Nobody is left who did not work on it: judged all the same, with an approver. */
  override?: boolean;
  approver?: string;
};
export type FaultReviewCommand =
  | ({ type: 'DetermineFault' } & Finding)
  | ({ type: 'SupersedeDetermination' } & Finding);

export const faultReview: TicketPart<FaultReviewCommand, FaultReview, FaultReviewEvent> = {
  initial: { standing: new Map(), judges: [] },
  evolve: { FaultDetermined: stands, FaultDeterminationSuperseded: stands },
  decide: {
    DetermineFault: (command, whole, { actor, at }) => {
      const cycle = cycleOf(command, whole);
      if (whole.faultReview.standing.has(cycle))
        throw refusal('fault.determined', `The fault of cycle ${cycle} is determined already. Supersede it instead.`, {
          acts: ['SupersedeDetermination'],
          of: { cycle },
        });
      const overrides = overridesWork(command, whole, actor.id, cycle);
      mustNotBeClaimed(whole.reviewCase.claims, cycle, actor.id, at);
      return [{ type: 'FaultDetermined', cycle, determination: { ...determination(command, actor.id), ...overrides } }];
    },
    SupersedeDetermination: (command, whole, { actor }) => {
      const cycle = cycleOf(command, whole);
      const was = whole.faultReview.standing.get(cycle);
      if (!was)
        throw refusal(
          'fault.not-determined',
          `The fault of cycle ${cycle} is not determined yet. Determine it first.`,
          { acts: ['DetermineFault'], of: { cycle } },
        );
      const found = determination(command, actor.id);
      const approver = secondPerson(command, actor.id, 'supersession', 'To supersede a determination');
      const standing = { ...found, approver, ...overridesWork(command, whole, actor.id, cycle) };
      return [{ type: 'FaultDeterminationSuperseded', cycle, was: was.id, determination: standing }];
    },
  },
};

/** Refuses whoever worked on the cycle, unless they override that with an approver. */
const overridesWork = (
  command: Finding,
  whole: Ticket,
  person: string,
  cycle: number,
): Pick<Determination, 'override' | 'approver'> => {
  if (!command.override) mustNotHaveWorked(whole, person, cycle);
  else if (hasWorked(whole, person, cycle))
    return { approver: secondPerson(command, person, 'override', 'To judge what one worked on'), override: true };
  return {};
};
const secondPerson = ({ approver }: Finding, by: string, rule: ApprovalRule, what: string): string => {
  const message = `${what} needs an approver who is somebody else.`;
  if (approver === undefined) throw new ApproverNeeded<FaultProblem>('fault.approver-needed', message, { rule });
  if (approver === by) throw refusal('fault.approver-needed', message);
  return approver;
};

const cycleOf = ({ cycle }: Finding, whole: Ticket): number =>
  mustBeCycle(whole, cycle ?? openedTicket(whole.lifecycle).cycle);
const determination = (finding: Finding, by: string): Determination => {
  const { determinationId: id, faultClass, sharePercent, reason, evidence = [] } = finding;
  return { id, faultClass, ...shareOf(faultClass, sharePercent), reason, evidence, by };
};
const refusal = (code: FaultProblem, message: string, instead?: Instead) => new DomainError(code, message, instead);
export type FaultProblem = `fault.${'determined' | 'not-determined' | 'approver-needed'}`;
