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
  const { terms, sessions = [], determination, contactAt, wantedCents } = derivation;
  const before = posting.balanceCents - posting.cents;
  return [
    `${dollars(posting.cents)} ${posting.kind} (${posting.postingId}), posted ${clock(posting.at)}: ` +
      `${dollars(wantedCents ?? 0)} owed, ${dollars(before)} posted before.`,
    ...(cause && cause.act !== 'FaultDetermined' ? [sayCause(cause, clock)] : []),
    ...arithmetic(derivation),
    ...sessions.map((session) => saySession(session, clock)),
    ...(contactAt === undefined ? [] : [`The client contacted us off-hours about a P1 at ${clock(contactAt)}.`]),
    ...(determination
      ? [`The fault was ${FAULT[determination.faultClass]} (determination ${determination.determinationId}).`]
      : []),
    ...(judgement ? [sayJudgement(judgement, clock)] : []),
    `Clause ${terms.clause} of policy ${terms.policyId}, version ${terms.policyVersion}.`,
  ];
};

type Clock = (at: string) => string;

/** From the minutes that were worked to the dollars that are owed; nothing where nothing was worked. */
const arithmetic = ({ terms, minutes, workedSeconds, determination, wantedCents = 0 }: Derivation): string[] => {
  if (minutes === undefined || workedSeconds === undefined) return [];
  const seconds = Math.round(workedSeconds);
  const share = determination?.sharePercent;
  const fee = terms.incidentFeeCents > 0 ? ` + ${dollars(terms.incidentFeeCents)} incident fee` : '';
  const portion = share === undefined ? '' : `, of which the client's ${share} %`;
  const rate = `${dollars(terms.ratePerHourCents)} an hour${fee}${portion}`;
  return [
    ...(wantedCents > 0 ? [`${dollars(wantedCents)} = ${minutes} minutes x ${rate}.`] : []),
    `${minutes} minutes: ${Math.floor(seconds / 60)} min ${seconds % 60} s of billable work, ` +
      `rounded up to ${plural(terms.incrementMinutes, 'minute')}, at least ${terms.minimumMinutes}.`,
  ];
};

const saySession = (
  { counted, engineers, workIds }: NonNullable<Derivation['sessions']>[number],
  clock: Clock,
): string => {
  const times = counted.map(({ from, to }) => `${clock(from)} to ${clock(to)}`).join(', ');
  return `Worked ${times} by ${engineers.join(', ')} (${plural(workIds.length, 'entry', 'entries')}).`;
};

const sayJudgement = ({ by, approver, recordedAt, reason, evidence }: Judgement, clock: Clock): string => {
  const second = approver === undefined ? '' : `, approved by ${approver}`;
  const shown = evidence.length > 0 ? `; evidence: ${evidence.join(', ')}` : '; no evidence is named';
  return `Determined by ${by}${second} at ${clock(recordedAt)}: "${reason}"${shown}.`;
};

/** Whose act it answers, and by which rule. */
const sayCause = ({ rule, act, by, approver, reason, at }: PostingCause, clock: Clock): string => {
  const second = approver === undefined ? '' : `, approved by ${approver}`;
  const why = reason === undefined ? 'no reason is given' : `"${reason}"`;
  return `Because of ${act} by ${by}${second} at ${clock(at)}: ${why}. The rule: ${sayRule(rule)}.`;
};
