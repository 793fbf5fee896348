// The arithmetic of a posting as a staircase: from the seconds that were worked to the cents of this line, one rule a
// step. It computes from what the assessment has stored, so that a step that does not come out would be seen.

import type { Policy } from '#policy';
import type { Derivation } from './derivation';
import { dollars, plural } from './words';

/** One step down: what is done, and what it comes to. */
export type Step = { readonly rule: string; readonly comesTo: string };
export type Staircase = {
  readonly steps: readonly Step[];
  /** What the steps come to, in cents; the assessment says the same. */
  readonly owedCents: number;
};
type Posted = { readonly cents: number; readonly balanceCents: number };

const clock = (seconds: number): string => `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
const halfUp = (numerator: bigint, denominator: bigint): bigint => (2n * numerator + denominator) / (2n * denominator);

export const staircaseOf = (
  { terms, sessions = [], determination, wantedCents = 0 }: Derivation,
  scope: Policy['document']['billing']['minimumScope'],
  { cents, balanceCents }: Posted,
): Staircase => {
  const { incrementMinutes: step, minimumMinutes: least, ratePerHourCents: rate, incidentFeeCents: fee } = terms;
  const worked = sessions.map(({ seconds }) => seconds);
  const total = worked.reduce((sum, seconds) => sum + seconds, 0);
  const perSession = scope === 'session';
  const parts = perSession ? worked : [total];
  const rounded = parts.map((seconds) => Math.ceil(seconds / 60 / step) * step);
  const minutes = rounded.map((part) => Math.max(part, least));
  const billed = minutes.reduce((sum, part) => sum + part, 0);
  const time = halfUp(BigInt(rate) * BigInt(billed), 60n);
  const share = determination?.sharePercent;
  const whole = time + BigInt(fee);
  const owed = share === undefined ? whole : halfUp(whole * BigInt(share), 100n);
  const each = perSession && worked.length > 1 ? 'each session' : 'the total';
  // Nothing is owed whatever the minutes come to: then only the last step moves money.
  const owedCents = wantedCents === 0 ? 0 : Number(owed);
  const arithmetic: Step[] = [
    ...(worked.length > 1 ? worked.map((one, i) => ({ rule: `Session ${i + 1}`, comesTo: clock(one) })) : []),
    { rule: 'Off-hours emergency work that counts', comesTo: clock(total) },
    {
      rule: `Rounded up, ${each}, to ${plural(step, 'minute')}`,
      comesTo: rounded.map((one) => plural(one, 'minute')).join(' + '),
    },
    { rule: `At least ${plural(least, 'minute')}`, comesTo: plural(billed, 'minute') },
    { rule: `At ${dollars(rate)} an hour`, comesTo: dollars(Number(time)) },
    ...(fee > 0 ? [{ rule: 'Incident fee', comesTo: dollars(Number(whole)) }] : []),
    ...(share === undefined ? [] : [{ rule: `Your share, ${share} %`, comesTo: dollars(Number(owed)) }]),
  ];
  return {
    steps: [
      ...(wantedCents === 0 ? [] : arithmetic),
      { rule: 'Owed for the event', comesTo: dollars(owedCents) },
      { rule: 'Posted before', comesTo: dollars(balanceCents - cents) },
      { rule: 'This line', comesTo: dollars(cents) },
    ],
    owedCents,
  };
};
