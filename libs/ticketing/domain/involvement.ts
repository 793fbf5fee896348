// Who had a hand in which cycle. Whoever worked on a cycle does not judge it, and whoever judged it does not work on
// it afterwards (I14): both parts that check this fold the same events here.

import { DomainError, ms } from '#kernel';
import type { FaultDeterminationSuperseded, FaultDetermined } from './fault-review';
import type { TicketOpened, TicketReopened } from './lifecycle-events';
import type { MergeAbsorbed } from './merging';
import type { WorkAmended, WorkLogged } from './work';

type Entry = { readonly engineer: string; readonly from: number };
export type Involvement = {
  /** When each cycle began; cycle 1 takes in everything before it. */
  readonly starts: readonly number[];
  /** Every entry there ever was, voided or not. */
  readonly entries: ReadonlyMap<string, Entry>;
  readonly judges: readonly { readonly cycle: number; readonly person: string }[];
};
export const nobody: Involvement = { starts: [], entries: new Map(), judges: [] };

/** The cycle in which an instant lies, counted from 1. */
export const cycleAt = (starts: readonly number[], at: number): number =>
  Math.max(1, starts.findLastIndex((start) => start <= at) + 1);

export type InvolvementSeen =
  | TicketOpened
  | TicketReopened
  | WorkLogged
  | WorkAmended
  | MergeAbsorbed
  | FaultDetermined
  | FaultDeterminationSuperseded;

const withEntries = <S extends Involvement>(state: S, entries: Iterable<[string, Entry]>): S => ({
  ...state,
  entries: new Map([...state.entries, ...entries]),
});
const judged = <S extends Involvement>(state: S, cycle: number, person: string): S => ({
  ...state,
  judges: [...state.judges, { cycle, person }],
});

export const hearInvolvement = {
  opened: <S extends Involvement>(state: S, recordedAt: string): S => ({ ...state, starts: [ms(recordedAt)] }),
  reopened: <S extends Involvement>(state: S, occurredAt: string): S => ({
    ...state,
    starts: [...state.starts, ms(occurredAt)],
  }),
  worked: <S extends Involvement>(state: S, { workId, engineer, from }: WorkLogged): S =>
    withEntries(state, [[workId, { engineer, from: ms(from) }]]),
  amended: <S extends Involvement>(state: S, { workId, from }: WorkAmended): S => {
    const entry = state.entries.get(workId);
    if (!entry) throw new Error(`there is no work entry ${workId}`);
    return withEntries(state, [[workId, { ...entry, from: ms(from) }]]);
  },
  absorbed: <S extends Involvement>(state: S, { work }: MergeAbsorbed): S =>
    withEntries(
      state,
      work.map(({ workId, engineer, from }) => [workId, { engineer, from: ms(from) }]),
    ),
  determined: <S extends Involvement>(state: S, { cycle, determination }: FaultDetermined): S =>
    judged(state, cycle, determination.by),
  superseded: <S extends Involvement>(state: S, { cycle, determination }: FaultDeterminationSuperseded): S =>
    judged(state, cycle, determination.by),
};

/** Whatever the kind of the entry, voided or not. */
export const hasWorked = ({ entries, starts }: Involvement, person: string, cycle: number): boolean =>
  [...entries.values()].some(({ engineer, from }) => engineer === person && cycleAt(starts, from) === cycle);

/** Refuses a judge who worked on the cycle. */
export const mustNotHaveWorked = (state: Involvement, person: string, cycle: number): void => {
  if (hasWorked(state, person, cycle))
    throw new DomainError<InvolvementProblem>(
      'fault.worked-on-it',
      `${person} logged work on cycle ${cycle}. Ask a reviewer who did not; a supervisor may propose an override.`,
    );
};

/** Refuses work by someone who determined the fault of the cycle in which the work began. */
export const mustNotHaveJudged = ({ judges, starts }: Involvement, person: string, from: number): void => {
  const cycle = cycleAt(starts, from);
  if (judges.some((judge) => judge.cycle === cycle && judge.person === person))
    throw new DomainError<InvolvementProblem>(
      'work.judged-it',
      `${person} determined the fault of cycle ${cycle} and logs no work on it. Ask somebody else to log their own.`,
    );
};
export type InvolvementProblem = 'fault.worked-on-it' | 'work.judged-it';
