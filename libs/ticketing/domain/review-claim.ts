// Who has taken up the fault review of a cycle, so that two reviewers do not judge one case at once. A claim is about
// work, not about rights: it lapses by itself, and a supervisor lets anybody's go.

import { DomainError, HOUR, iso, ms, type Stamp } from '#kernel';

export type FaultReviewClaimed = { type: 'FaultReviewClaimed'; cycle: number };
export type FaultReviewReleased = { type: 'FaultReviewReleased'; cycle: number };

/** One shift. */
const CLAIM_HOURS = 8;

export type Claim = { readonly by: string; readonly until: number };
/** By cycle. */
export type Claims = ReadonlyMap<number, Claim>;

export const evolveClaims = {
  claimed: (claims: Claims, { cycle }: FaultReviewClaimed, { actor, recordedAt }: Stamp): Claims =>
    new Map([...claims, [cycle, { by: actor.id, until: ms(recordedAt) + CLAIM_HOURS * HOUR }]]),
  ended: (claims: Claims, { cycle }: { readonly cycle: number }): Claims =>
    new Map([...claims].filter(([claimed]) => claimed !== cycle)),
};

/** The claim that holds at `at` (epoch milliseconds). */
export const claimAt = (claims: Claims, cycle: number, at: number): Claim | undefined => {
  const claim = claims.get(cycle);
  return claim && at < claim.until ? claim : undefined;
};

/** Refuses whoever comes between a reviewer and the case that they have taken up. */
export const mustNotBeClaimed = (claims: Claims, cycle: number, person: string, at: string): void => {
  const claim = claimAt(claims, cycle, ms(at));
  if (!claim || claim.by === person) return;
  throw new DomainError<ClaimProblem>(
    'fault.claimed',
    `${claim.by} has taken up the review of cycle ${cycle}, until ${iso(claim.until)}. Ask them; or a supervisor lets it go.`,
    { acts: ['ReleaseReview'], of: { cycle } },
  );
};
export type ClaimProblem = 'fault.claimed';
