// ticket-<id>, the fault review: whose fault the outage of a cycle was, who says so, and why. Clause 3 of the policy.

import { type ApprovalRule, ApproverNeeded } from '#approvals';
import { type Decider, DomainError } from '#kernel';
import type { FaultClass } from '#policy';
import {
  hasWorked,
  hearInvolvement,
  type Involvement,
  type InvolvementSeen,
  mustNotHaveWorked,
  nobody,
} from './involvement';

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
export type FaultReview = Involvement & { readonly standing: ReadonlyMap<number, Determination> };
const stands = (state: FaultReview, cycle: number, determination: Determination): FaultReview => ({
  ...state,
  standing: new Map([...state.standing, [cycle, determination]]),
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

export const faultReview: Decider<FaultReviewCommand, FaultReview, FaultReviewEvent, InvolvementSeen> = {
  initial: { ...nobody, standing: new Map() },
  evolve: {
    TicketOpened: (state, _event, { recordedAt }) => hearInvolvement.opened(state, recordedAt),
    TicketReopened: (state, _event, { occurredAt }) => hearInvolvement.reopened(state, occurredAt),
    WorkLogged: (state, event) => hearInvolvement.worked(state, event),
    WorkAmended: (state, event) => hearInvolvement.amended(state, event),
    MergeAbsorbed: (state, event) => hearInvolvement.absorbed(state, event),
    FaultDetermined: (state, event) =>
      stands(hearInvolvement.determined(state, event), event.cycle, event.determination),
    FaultDeterminationSuperseded: (state, event) =>
      stands(hearInvolvement.superseded(state, event), event.cycle, event.determination),
  },
  decide: {
    DetermineFault: (command, state, { actor }) => {
      const cycle = cycleOf(command, state);
      if (state.standing.has(cycle))
        throw refusal(
          'fault.determined',
          `The fault of cycle ${cycle} is determined already. Supersede it instead: POST …/cycles/${cycle}/supersession.`,
        );
      const overrides = overridesWork(command, state, actor.id, cycle);
      return [{ type: 'FaultDetermined', cycle, determination: { ...determination(command, actor.id), ...overrides } }];
    },
    SupersedeDetermination: (command, state, { actor }) => {
      const cycle = cycleOf(command, state);
      const was = state.standing.get(cycle);
      if (!was)
        throw refusal(
          'fault.not-determined',
          `The fault of cycle ${cycle} is not determined yet. Determine it first: POST …/cycles/${cycle}/determination.`,
        );
      const found = determination(command, actor.id);
      const approver = secondPerson(command, actor.id, 'supersession', 'To supersede a determination');
      const standing = { ...found, approver, ...overridesWork(command, state, actor.id, cycle) };
      return [{ type: 'FaultDeterminationSuperseded', cycle, was: was.id, determination: standing }];
    },
  },
};

/** Refuses whoever worked on the cycle, unless they override that with an approver. */
const overridesWork = (
  command: Finding,
  state: FaultReview,
  person: string,
  cycle: number,
): Pick<Determination, 'override' | 'approver'> => {
  if (!command.override) mustNotHaveWorked(state, person, cycle);
  else if (hasWorked(state, person, cycle))
    return { approver: secondPerson(command, person, 'override', 'To judge what one worked on'), override: true };
  return {};
};
const secondPerson = ({ approver }: Finding, by: string, rule: ApprovalRule, what: string): string => {
  const message = `${what} needs an approver who is somebody else.`;
  if (approver === undefined) throw new ApproverNeeded<FaultProblem>('fault.approver-needed', message, { rule });
  if (approver === by) throw refusal('fault.approver-needed', message);
  return approver;
};

const cycleOf = ({ cycle }: Finding, { starts }: FaultReview): number => {
  const named = cycle ?? starts.length;
  if (Number.isInteger(named) && named >= 1 && named <= starts.length) return named;
  throw refusal('cycle.unknown', `The ticket has ${starts.length} cycle(s); there is no cycle ${named}.`);
};
const determination = (finding: Finding, by: string): Determination => {
  const { determinationId: id, faultClass, sharePercent, reason, evidence = [] } = finding;
  if (faultClass === 'shared' && !isShare(sharePercent))
    throw refusal('fault.share-needed', "With 'shared' say the client's share: a whole number of percent, 1 to 99.");
  if (faultClass !== 'shared' && sharePercent !== undefined)
    throw refusal('fault.share-not-shared', `A share goes with 'shared' only, not with '${faultClass}'.`);
  return { id, faultClass, ...(sharePercent !== undefined && { sharePercent }), reason, evidence, by };
};
const isShare = (percent: number | undefined) =>
  percent !== undefined && Number.isInteger(percent) && percent >= 1 && percent <= 99;
const refusal = (code: FaultProblem, message: string) => new DomainError(code, message);
export type FaultProblem =
  | `fault.${'determined' | 'not-determined' | 'approver-needed' | 'share-needed' | 'share-not-shared'}`
  | 'cycle.unknown';
