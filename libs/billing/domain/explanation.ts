// A posting in sentences that can be read out on the phone: from the amount down to the clause behind it.

import type { Derivation } from './derivation';
import type { PostedLine } from './ledger-state';

const dollars = (cents: number): string => {
  const [whole, rest] = [Math.trunc(Math.abs(cents) / 100), Math.abs(cents) % 100];
  return `${cents < 0 ? '-' : ''}$${whole.toLocaleString('en-US')}.${String(rest).padStart(2, '0')}`;
};
const clock = (at: string) => `${at.slice(0, 10)} ${at.slice(11, 16)}Z`;
const plural = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`;

const FAULT = {
  provider: "the provider's",
  third_party_provider_side: "a third party's on the provider's side",
  client: "the client's",
  third_party_client_side: "a third party's on the client's side",
  force_majeure: 'force majeure',
  shared: 'shared',
  undetermined: 'undetermined',
} as const;

/** What a posting is made of, one step a line. Amounts in dollars and cents, instants in UTC. */
export const explain = (posting: PostedLine, derivation: Derivation): readonly string[] => {
  const { terms, minutes, workedSeconds, sessions = [], determination, contactAt, wantedCents } = derivation;
  const share = determination?.sharePercent;
  const before = posting.balanceCents - posting.cents;
  const fee = terms.incidentFeeCents > 0 ? ` + ${dollars(terms.incidentFeeCents)} incident fee` : '';
  const lines = [
    `${dollars(posting.cents)} ${posting.kind} (${posting.postingId}): ` +
      `${dollars(wantedCents ?? 0)} owed, ${dollars(before)} posted before.`,
  ];
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
    lines.push(
      `Worked ${times} by ${engineers.join(', ')} (${plural(workIds.length, 'entry').replace('entrys', 'entries')}).`,
    );
  }
  if (contactAt !== undefined) lines.push(`The client contacted us off-hours about a P1 at ${clock(contactAt)}.`);
  if (determination)
    lines.push(`The fault was ${FAULT[determination.faultClass]} (determination ${determination.determinationId}).`);
  lines.push(`Clause ${terms.clause} of policy ${terms.policyId}, version ${terms.policyVersion}.`);
  return lines;
};
