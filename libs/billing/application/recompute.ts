// A program that computes a charge again, by itself and offline: the figures of one posting, and the few lines of
// arithmetic that lead from them to its cents. It holds no name and no word that anybody wrote.

import { HOUR, iso, ms } from '#kernel';
import type { Policy } from '#policy';
import type { Derivation } from '../domain/derivation';
import type { PostedLine } from '../domain/ledger-state';

/** Everything that the arithmetic needs; instants in UTC. */
export type Recomputable = {
  readonly format: 'faultline-charge/1';
  readonly ticketId: string;
  readonly posting: Pick<PostedLine, 'postingId' | 'kind' | 'at' | 'cents' | 'balanceCents'>;
  readonly terms: Derivation['terms'] & { readonly minimumScope: string; readonly billableWindow: string };
  readonly faultClass?: string;
  readonly sharePercent?: number;
  readonly owesNothing: boolean;
  readonly sessions: readonly (readonly { readonly from: string; readonly to: string }[])[];
  /** Standard hours on the days of the work, by the calendar of the policy version: what lies in them is not counted. */
  readonly standardHours: readonly { readonly from: string; readonly to: string }[];
};

export const recomputable = (
  ticketId: string,
  { postingId, kind, at, cents, balanceCents }: PostedLine,
  { terms, sessions = [], determination, wantedCents = 0 }: Derivation,
  policy: Policy,
): Recomputable => {
  const { minimumScope, billableWindow } = policy.document.billing;
  return {
    format: 'faultline-charge/1',
    ticketId,
    posting: { postingId, kind, at, cents, balanceCents },
    terms: { ...terms, minimumScope, billableWindow },
    ...(determination && { faultClass: determination.faultClass }),
    ...(determination?.sharePercent !== undefined && { sharePercent: determination.sharePercent }),
    owesNothing: wantedCents === 0,
    sessions: sessions.map(({ counted }) => counted.map(({ from, to }) => ({ from, to }))),
    standardHours: openAround(sessions, policy),
  };
};
const AROUND = 12 * HOUR;
const openAround = (sessions: NonNullable<Derivation['sessions']>, { standardHours }: Policy) => {
  const instants = sessions.flatMap(({ counted }) => counted.flatMap(({ from, to }) => [ms(from), ms(to)]));
  if (instants.length === 0) return [];
  const open = standardHours.intervals(Math.min(...instants) - AROUND, Math.max(...instants) + AROUND);
  return open.map(([from, to]) => ({ from: iso(from), to: iso(to) }));
};

/** As the source of a program: `node charge.mjs` prints the steps, exit 0 where they come to the posting, 1 where not. */
export const recomputeProgram = (charge: Recomputable): string =>
  `// How the charge ${charge.posting.postingId} is computed. Run it with Node 18 or later, without a network: node charge.mjs
const charge = ${JSON.stringify(charge, null, 2)};
${ARITHMETIC}`;

const ARITHMETIC = `
const { posting, terms, sessions, standardHours, sharePercent, owesNothing } = charge;
const ms = Date.parse;
const faults = [];
const seconds = sessions.map((session) => session.reduce((sum, { from, to }) => sum + (ms(to) - ms(from)) / 1000, 0));
if (terms.billableWindow === 'off-hours-only')
  for (const { from, to } of sessions.flat())
    for (const open of standardHours)
      if (ms(from) < ms(open.to) && ms(open.from) < ms(to)) faults.push('counted within standard hours: ' + from + ' to ' + to);
const total = seconds.reduce((sum, one) => sum + one, 0);
const parts = terms.minimumScope === 'session' ? seconds : [total];
const raise = (one) => Math.max(Math.ceil(one / 60 / terms.incrementMinutes) * terms.incrementMinutes, terms.minimumMinutes);
const minutes = parts.map(raise).reduce((sum, one) => sum + one, 0);
const halfUp = (a, b) => (2n * a + b) / (2n * b);
const whole = halfUp(BigInt(terms.ratePerHourCents) * BigInt(minutes), 60n) + BigInt(terms.incidentFeeCents);
const owed = owesNothing ? 0n : sharePercent === undefined ? whole : halfUp(whole * BigInt(sharePercent), 100n);
const before = BigInt(posting.balanceCents - posting.cents);
const line = owed - before;
console.log('worked off hours  ' + total + ' s');
console.log('billed            ' + minutes + ' min (rounded up to ' + terms.incrementMinutes + ', at least ' + terms.minimumMinutes + ')');
console.log('owed              ' + owed + ' cents (' + terms.ratePerHourCents + ' an hour, fee ' + terms.incidentFeeCents + ')');
console.log('posted before     ' + before + ' cents');
console.log('this line         ' + line + ' cents; the ledger says ' + posting.cents);
if (line !== BigInt(posting.cents)) faults.push('the steps come to ' + line + ' cents, the ledger says ' + posting.cents);
for (const fault of faults) console.error('FAIL ' + fault);
process.exitCode = faults.length === 0 ? 0 : 1;
`;
