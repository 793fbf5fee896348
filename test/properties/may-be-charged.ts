import type { BillingEvent } from '#billing';
import type { TicketEvent } from '#ticketing';
import type { Life } from './live';

type Posting = Extract<BillingEvent, { postingId: string }>;

/**
 * What forbids a charge, read from the events alone (I4): undefined where nothing does. `before` is what
 * the ledger had written when it posted.
 */
export const forbids = (life: Life, posting: Posting, before: readonly BillingEvent[]): string | undefined => {
  const said = before.findLast((event) => 'assessmentId' in event && event.assessmentId === posting.assessmentId);
  const id = said && 'determination' in said ? said.determination?.determinationId : undefined;
  if (id === undefined) return 'it names no determination';

  const heard = before.findLastIndex(({ type }) => type === 'FactNoted');
  const lastNoted = before[heard];
  const known = life.ticket
    .filter(({ stamp }) => lastNoted?.type === 'FactNoted' && stamp.revision <= lastNoted.ticketRevision)
    .map(({ event }) => event);
  const eventOfCycle = new Map([
    [1, 1],
    ...known.filter((event) => event.type === 'TicketReopened').map(({ cycle, event }) => [cycle, event] as const),
  ]);
  const found = known.findLastIndex((event) => isFinding(event) && eventOfCycle.get(event.cycle) === posting.event);
  const finding = known[found];
  if (!finding || !isFinding(finding)) return 'the cause of its event was not determined before it';
  if (finding.determination.id !== id) return 'it names a determination that is not the latest';
  const reopened = known.findLastIndex((event) => event.type === 'TicketReopened' && event.event === posting.event);
  if (reopened > found) return 'the event was reopened after its determination';
  if (
    known.findLastIndex(isClosing) < known.findLastIndex(({ type }) => type === 'TicketReopened') &&
    posting.event === [...eventOfCycle.values()].at(-1)
  )
    return 'work on the event is not closed';

  const { chargeable, needsApproval } = life.policy.document.fault;
  const { faultClass } = finding.determination;
  if (chargeable.includes(faultClass)) return undefined;
  if (!needsApproval.includes(faultClass)) return `a fault of ${faultClass} is not charged`;
  const noted = before.findIndex(
    (event) => event.type === 'FactNoted' && event.fact.kind === 'determined' && event.fact.determinationId === id,
  );
  const isApproved = before
    .slice(noted)
    .some((event) => event.type === 'BillingApproved' && event.event === posting.event);
  return isApproved ? undefined : `a fault of ${faultClass} is charged without an approval after its determination`;
};

const isFinding = (event: TicketEvent): event is Extract<TicketEvent, { determination: unknown }> =>
  'determination' in event;
const isClosing = ({ type }: TicketEvent) => ['TicketResolved', 'TicketCancelled', 'TicketRejected'].includes(type);
