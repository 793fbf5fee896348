// A posting in sentences that can be read out on the phone: from the amount down to the clause behind it.

import { ms } from '#kernel';
import { localTime, type Zone } from '#policy';
import type { Determination } from '#ticketing';
import type { Derivation } from './derivation';
import type { PostedLine } from './ledger-state';
import type { PostingCause } from './posting-cause';
import { dollars, FAULT, plural, sayRule } from './words';

/** A determination as the ticket has it, and where. */
export type Judgement = Determination & { readonly recordedAt: string; readonly revision: number };

/** What a posting is made of, one step a line. Amounts in dollars and cents, instants by the clock of `zone`. */
export const explain = (
  posting: PostedLine,
  derivation: Derivation,
  zone: Zone,
  judgement?: Judgement,
  cause?: PostingCause,
): readonly string[] => {
  const clock = (at: string) => localTime(zone, ms(at));
  const { terms, minutes, workedSeconds, sessions = [], determination, contactAt, wantedCents } = derivation;
  const share = determination?.sharePercent;
  const before = posting.balanceCents - posting.cents;
  const fee = terms.incidentFeeCents > 0 ? ` + ${dollars(terms.incidentFeeCents)} incident fee` : '';
  const lines = [
    `${dollars(posting.cents)} ${posting.kind} (${posting.postingId}), posted ${clock(posting.at)}: ` +
      `${dollars(wantedCents ?? 0)} owed, ${dollars(before)} posted before.`,
  ];
  if (cause && cause.act !== 'FaultDetermined') lines.push(sayCause(cause, clock));
  if (minutes !== undefined && workedSeconds !== undefined) {
    const seconds = Math.round(workedSeconds);
    if ((wantedCents ?? 0) > 0)
      lines.push(
        `${dollars(wantedCents ?? 0)} = ${minutes} minutes x ${dollars(terms.ratePerHourCents)} an hour${fee}` +
          `${share === undefined ? '' : `, of which the client's ${share} %`}.`,
      );
    lines.push(
      `${minutes} minutes: ${Math.floor(seconds / 60)} min ${seconds % 60} s of billable work, ` +
        `rounded up to ${plural(terms.incrementMinutes, 'minute')}, at least ${terms.minimumMinutes}.`,
    );
  }
  for (const { counted, engineers, workIds } of sessions) {
    const times = counted.map(({ from, to }) => `${clock(from)} to ${clock(to)}`).join(', ');
    lines.push(`Worked ${times} by ${engineers.join(', ')} (${plural(workIds.length, 'entry', 'entries')}).`);
  }
  if (contactAt !== undefined) lines.push(`The client contacted us off-hours about a P1 at ${clock(contactAt)}.`);
  if (determination)
    lines.push(`The fault was ${FAULT[determination.faultClass]} (determination ${determination.determinationId}).`);
  if (judgement) {
    const { by, approver, recordedAt, reason, evidence } = judgement;
    const second = approver === undefined ? '' : `, approved by ${approver}`;
    const shown = evidence.length > 0 ? `; evidence: ${evidence.join(', ')}` : '; no evidence is named';
    lines.push(`Determined by ${by}${second} at ${clock(recordedAt)}: "${reason}"${shown}.`);
  }
  lines.push(`Clause ${terms.clause} of policy ${terms.policyId}, version ${terms.policyVersion}.`);
  return lines;
};

/** Whose act it answers, and by which rule. */
const sayCause = ({ rule, act, by, approver, reason, at }: PostingCause, clock: (at: string) => string): string => {
  const second = approver === undefined ? '' : `, approved by ${approver}`;
  const why = reason === undefined ? 'no reason is given' : `"${reason}"`;
  return `Because of ${act} by ${by}${second} at ${clock(at)}: ${why}. The rule: ${sayRule(rule)}.`;
};
