// From minutes to cents. Integers only: a rate is in cents an hour, a share in whole percent.

import type { Policy } from '#policy';

/** `numerator / denominator`, half up. Throws `RangeError` below zero. */
const roundHalfUp = (numerator: bigint, denominator: bigint): bigint => {
  if (numerator < 0n) throw new RangeError('An amount below zero is never rounded here.');
  return (2n * numerator + denominator) / (2n * denominator);
};

/** As much of a policy as an amount is made of. */
type Tariff = {
  readonly document: {
    readonly billing: Pick<Policy['document']['billing'], 'ratePerHourCents' | 'incidentFeeCents'>;
  };
};

/**
 * What `minutes` billed minutes cost, in cents: rate × minutes / 60, plus the incident fee, half a cent up, once; of
 * that the client's share, half a cent up. Source: support policy clause 3, docs/rules.md "The charge".
 */
export const amountOf = (minutes: number, { document: { billing } }: Tariff, sharePercent = 100): number => {
  const whole = roundHalfUp(BigInt(billing.ratePerHourCents) * BigInt(minutes), 60n) + BigInt(billing.incidentFeeCents);
  return Number(sharePercent === 100 ? whole : roundHalfUp(whole * BigInt(sharePercent), 100n));
};
