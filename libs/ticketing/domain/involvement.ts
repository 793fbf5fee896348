// Who had a hand in which cycle. Whoever worked on a cycle does not judge it, and whoever judged it does not work on
// it afterwards (I14).

import { DomainError, ms } from '#kernel';
import { openedTicket } from './lifecycle';
import type { Ticket } from './part';

/** Cycle 1 takes in everything before it. */
export const cycleAt = (starts: readonly number[], at: number): number =>
  Math.max(1, starts.findLastIndex((start) => start <= at) + 1);

/** Whatever the kind of the entry, voided or not. */
export const hasWorked = (
  { work: { work }, conversation: { cycleStarts } }: Ticket,
  person: string,
  cycle?: number,
): boolean =>
  [...work.values()].some(
    ({ engineer, from }) => engineer === person && (cycle === undefined || cycleAt(cycleStarts, ms(from)) === cycle),
  );
/** Whether or not the determination still stands. */
export const hasJudged = ({ faultReview: { judges } }: Ticket, person: string, cycle?: number): boolean =>
  judges.some((judge) => judge.person === person && (cycle === undefined || judge.cycle === cycle));

/** Refuses a judge who worked on the cycle. */
export const mustNotHaveWorked = (whole: Ticket, person: string, cycle: number): void => {
  if (hasWorked(whole, person, cycle))
    throw new DomainError<InvolvementProblem>(
      'fault.worked-on-it',
      `${person} logged work on cycle ${cycle}. Ask a reviewer who did not; a supervisor may propose an override.`,
    );
};

/** Refuses work by someone who determined the fault of the cycle in which the work began. */
export const mustNotHaveJudged = (whole: Ticket, person: string, from: number): void => {
  const cycle = cycleAt(whole.conversation.cycleStarts, from);
  if (hasJudged(whole, person, cycle))
    throw new DomainError<InvolvementProblem>(
      'work.judged-it',
      `${person} determined the fault of cycle ${cycle} and logs no work on it. Ask somebody else to log their own.`,
    );
};
/** A cycle of the ticket, counted from 1; refuses any other number. */
export const mustBeCycle = ({ lifecycle }: Ticket, cycle: number): number => {
  const { cycle: last } = openedTicket(lifecycle);
  if (Number.isInteger(cycle) && cycle >= 1 && cycle <= last) return cycle;
  throw new DomainError<InvolvementProblem>(
    'cycle.unknown',
    `The ticket has ${last} cycle(s); there is no cycle ${cycle}.`,
  );
};
export type InvolvementProblem = 'cycle.unknown' | 'fault.worked-on-it' | 'work.judged-it';
