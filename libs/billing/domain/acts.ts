// What people did about the money of each event, in the order in which it was recorded: who showed and answered the
// terms, judged, disputed, settled, approved, waived and reinstated, when, and why. Read from both streams.

import type { Recorded } from '#kernel';
import type { Channel, FaultClass } from '#policy';
import type { TicketEvent } from '#ticketing';
import type { BillingEvent } from './ledger-events';
import { actOf, DECISIONS, type PostingCause } from './posting-cause';

/** `at`: when it was recorded. */
export type MoneyAct = Omit<PostingCause, 'rule'> & {
  readonly event: number;
  /** Of a determination. */
  readonly faultClass?: FaultClass;
  readonly sharePercent?: number;
  /** Of a disclosure: where the client was shown the terms, and in which words. */
  readonly channel?: Channel;
  readonly words?: string;
  /** The merged ticket on which the client had answered. */
  readonly fromTicketId?: string;
};
/** What a client sees of an act: that it was done, when, and what it found or showed. People and reasons are the provider's. */
export type ActForClient = Omit<MoneyAct, 'by' | 'approver' | 'reason'>;
export const actForClient = ({ by: _, approver: __, reason: ___, ...act }: MoneyAct): ActForClient => act;

/** Which event a cycle belongs to. */
type EventOf = (cycle: number) => number;
type Story<E> = readonly Recorded<E & { readonly type: string }>[];

const onTicket = (recorded: Recorded, eventOf: EventOf): readonly MoneyAct[] => {
  const event = recorded.event as TicketEvent;
  switch (event.type) {
    case 'FaultDetermined':
    case 'FaultDeterminationSuperseded': {
      const { faultClass, sharePercent, ...people } = event.determination;
      const act = actOf({ ...recorded, event: { ...people, type: event.type } });
      const found = { faultClass, ...(sharePercent !== undefined && { sharePercent }) };
      return [{ event: eventOf(event.cycle), ...act, at: recorded.stamp.recordedAt, ...found }];
    }
    case 'FaultDisputed':
    case 'DisputeSettled':
      return [{ event: event.event, ...actOf(recorded) }];
    case 'MergeAbsorbed':
      return event.terms.map(({ at, accepted }) => ({
        event: 1,
        ...actOf({ ...recorded, event: { type: accepted ? 'TermsAccepted' : 'TermsDeclined' } }),
        at,
        fromTicketId: event.from,
      }));
    default:
      return [];
  }
};

const onLedger = (recorded: Recorded<BillingEvent>): readonly MoneyAct[] => {
  const { event } = recorded;
  if (event.type === 'TermsDisclosed') {
    const { channel, words } = event;
    return [{ event: event.event, ...actOf(recorded), channel, words }];
  }
  return DECISIONS.includes(event.type) && 'event' in event ? [{ event: event.event, ...actOf(recorded) }] : [];
};

/** `ticket` is the history of the ticket, `ledger` that of its ledger. */
export const actsOf = (
  ticket: readonly Recorded[],
  ledger: Story<BillingEvent>,
  eventOf: EventOf,
): readonly MoneyAct[] =>
  [...ticket.flatMap((recorded) => onTicket(recorded, eventOf)), ...ledger.flatMap(onLedger)].toSorted((a, b) =>
    a.at < b.at ? -1 : Number(a.at > b.at),
  );
