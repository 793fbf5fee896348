import { DomainError } from '#kernel';
import type { FaultClass } from '#policy';

/** The client's share in percent, 1 to 99: with `shared` it is said, with any other class it is not. */
export const shareOf = (
  faultClass: FaultClass,
  sharePercent: number | undefined,
): { readonly sharePercent?: number } => {
  if (faultClass === 'shared' && !isShare(sharePercent))
    throw refusal('fault.share-needed', "With 'shared' say the client's share: a whole number of percent, 1 to 99.");
  if (faultClass !== 'shared' && sharePercent !== undefined)
    throw refusal('fault.share-not-shared', `A share goes with 'shared' only, not with '${faultClass}'.`);
  return sharePercent === undefined ? {} : { sharePercent };
};
const isShare = (percent: number | undefined) =>
  percent !== undefined && Number.isInteger(percent) && percent >= 1 && percent <= 99;

const refusal = (code: ShareProblem, message: string) => new DomainError(code, message);
export type ShareProblem = `fault.${'share-needed' | 'share-not-shared'}`;
