// What happened, in sentences for the client: when, and what. Nobody of the staff by name, nothing internal.

import { ms, type Recorded } from '#kernel';
import { localTime, type Zone } from '#policy';
import type { TicketEvent } from '#ticketing';
import type { BillingEvent } from './ledger-events';
import { dollars, FAULT } from './words';

export type StoryLine = { readonly at: string; readonly atLocal: string; readonly says: string };

type Any = TicketEvent | BillingEvent;
type Say = { readonly [T in Any['type']]?: (event: Extract<Any, { type: T }>) => string };

/** What is not here is bookkeeping, or the provider's own. */
const SAYS: Say = {
  TicketOpened: ({ channel, requested }) => `You contacted us by ${channel} and asked for ${requested}.`,
  ClientContactRecorded: ({ channel }) => `You contacted us again by ${channel}.`,
  TicketTriaged: ({ priority }) => `We looked at it: it is a ${priority}.`,
  PriorityChanged: ({ from, to }) => `The priority changed from ${from} to ${to}.`,
  PriorityCorrected: ({ to }) => `The priority was corrected: it was a ${to} from the beginning.`,
  WorkStarted: () => 'We began to work on it.',
  CustomerActionRequested: () => 'We asked you for something and waited.',
  ThirdPartyReferred: () => 'We asked a third party and waited.',
  TicketResumed: () => 'Work went on.',
  ServiceRestored: () => 'Service was back.',
  TicketResolved: () => 'It was resolved.',
  TicketReopened: () => 'It was reopened.',
  TicketCancelled: () => 'It was cancelled.',
  MergeAbsorbed: ({ from }) => `Ticket ${from} was found to be the same outage and was merged into this one.`,
  FaultDetermined: ({ determination: { faultClass } }) => `The review found that the fault was ${FAULT[faultClass]}.`,
  FaultDeterminationSuperseded: ({ determination: { faultClass } }) =>
    `The finding was replaced: the fault was ${FAULT[faultClass]}.`,
  FaultDisputed: () => 'You disputed it. Charges wait while a dispute is open.',
  DisputeSettled: () => 'The dispute was closed.',
  TermsDisclosed: ({ channel, words }) => `You were shown the terms by ${channel}: “${words}”`,
  TermsAccepted: () => 'You accepted the terms.',
  TermsDeclined: () => 'You declined the terms. Work after that is not charged.',
  BillingApproved: () => 'The charge was approved.',
  BillingWaived: () => 'The charge was waived.',
  BillingReinstated: () => 'The waiver was taken back.',
  ChargePosted: ({ cents }) => `${dollars(cents)} was charged.`,
  SupplementaryPosted: ({ cents }) => `${dollars(cents)} more was charged.`,
  CreditPosted: ({ cents }) => `${dollars(-cents)} was given back.`,
  ChargeRebilled: ({ cents }) => `${dollars(cents)} was charged again.`,
};

const line = ({ event, stamp }: Recorded, zone: Zone): readonly StoryLine[] => {
  if (!Object.hasOwn(SAYS, event.type)) return [];
  const sentence = (SAYS[event.type as Any['type']] as (one: unknown) => string)(event);
  const isContact = event.type === 'TicketOpened' && 'contactedAt' in event && typeof event.contactedAt === 'string';
  const at = isContact ? String((event as { contactedAt?: string }).contactedAt) : stamp.occurredAt;
  return [{ at, atLocal: localTime(zone, ms(at)), says: sentence }];
};

/** In the order of time; of what happened at once the ticket's line comes first. */
export const clientStory = (
  ticket: readonly Recorded[],
  ledger: readonly Recorded[],
  zone: Zone,
): readonly StoryLine[] =>
  [...ticket, ...ledger].flatMap((recorded) => line(recorded, zone)).toSorted((a, b) => ms(a.at) - ms(b.at));
