// How the review of a cycle stands for one person: what the deciders would say, so that a queue can say it before.

import { ms } from '#kernel';
import { cycleAt, hasWorked } from './involvement';
import type { Ticket } from './part';
import type { Gathered } from './review-case';
import { type Claim, claimAt } from './review-claim';

export type ReviewStanding = {
  readonly engineers: readonly string[];
  readonly claim?: Claim;
  readonly gathered: Gathered;
  /** Why this person may not judge it; absent where they may. */
  readonly mayNot?: string;
};

/** `now` in epoch milliseconds. */
export const reviewStanding = (whole: Ticket, cycle: number, person: string, now: number): ReviewStanding => {
  const { work, conversation, reviewCase } = whole;
  const { claims, gathered } = reviewCase;
  const worked = [...work.work.values()].filter(({ from }) => cycleAt(conversation.cycleStarts, ms(from)) === cycle);
  const claim = claimAt(claims, cycle, now);
  const mayNot = hasWorked(whole, person, cycle) ? 'worked on it' : takenUp(claim, person);
  return {
    engineers: [...new Set(worked.map(({ engineer }) => engineer))],
    ...(claim && { claim }),
    gathered: gathered.get(cycle) ?? { evidence: 0 },
    ...(mayNot !== undefined && { mayNot }),
  };
};
const takenUp = (claim: Claim | undefined, person: string) =>
  claim && claim.by !== person ? `taken up by ${claim.by}` : undefined;
