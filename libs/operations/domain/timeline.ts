// What happened to a ticket and to its money, as a page shows it: everything to staff, to the client what concerns it.

import type { BillingEvent } from '#billing';
import { type Actor, ms, type Recorded } from '#kernel';
import { localTime, type Zone } from '#policy';
import { CLIENTS, type TicketEvent } from '#ticketing';

type Fields<T> = readonly Exclude<keyof Extract<TicketEvent | BillingEvent, { type: T }>, 'type'>[];

/**
 * The fields of each event that a client is shown; `hidden` where it is shown none of it. An event that nobody has
 * placed here does not compile. Reasons and names of staff are the provider's own; what the client said, was asked or
 * was told is the client's as well.
 */
const SHOWN_TO_CLIENTS: { readonly [T in TicketEvent['type']]: Fields<T> | 'hidden' } = {
  TicketOpened: [
    'client',
    'requester',
    'channel',
    'requested',
    'summary',
    'category',
    'contactedAt',
    'contact',
    'subscriber',
    'site',
    'service',
  ],
  ClientContactRecorded: ['channel', 'text'],
  VoicemailReceived: ['caller', 'transcript'],
  TelephoneSupportRedirected: ['to'],
  TicketTriaged: ['priority'],
  PriorityRequested: ['priority', 'reason'],
  PriorityChanged: ['from', 'to'],
  PriorityCorrected: ['from', 'to'],
  TicketAssigned: [],
  WorkStarted: [],
  TicketEscalated: ['from', 'to'],
  WorkLogged: ['workId', 'kind', 'from', 'to'],
  WorkAmended: ['workId', 'from', 'to'],
  WorkVoided: ['workId'],
  ReplySent: ['channel', 'text'],
  NoteAdded: ['text'], // of a client's own; others are internal
  AttachmentAdded: ['name', 'mediaType', 'sha256'],
  CustomerActionRequested: ['ask'],
  ThirdPartyReferred: [],
  WorkScheduled: ['ask'],
  TicketResumed: ['because'],
  ServiceRestored: ['cycle'],
  TicketResolved: ['cycle', 'code', 'note', 'autoCloseAt'],
  TicketClosed: ['how', 'reason'],
  TicketReopened: ['cycle', 'event', 'channel', 'reason'],
  TicketCancelled: ['reason'],
  TicketMerged: ['into'],
  MergeAbsorbed: ['from'],
  FaultDetermined: ['cycle', 'determination'],
  FaultDeterminationSuperseded: ['cycle', 'determination'],
  FaultReviewClaimed: 'hidden',
  FaultReviewReleased: 'hidden',
  EvidenceAdded: ['cycle', 'text', 'attachments'],
  FaultProposed: 'hidden',
  RepeatTroubleDismissed: 'hidden',
  FaultDisputed: ['event', 'disputeId', 'reason'],
  DisputeSettled: ['event', 'disputeId'],
  TicketPolicyRebound: ['policyId', 'policyVersion'],
  TicketBilled: ['postingId', 'event', 'kind', 'cents', 'balanceCents'],
  ActProposed: 'hidden',
  ActApproved: 'hidden',
  ActDeclined: 'hidden',
  ActLapsed: 'hidden',
  PersonalDataErased: ['ground'],
  TicketLinked: ['to'],
  TicketUnassigned: [],
  TicketDeescalated: ['from', 'to'],
  TicketRejected: ['ground', 'reason'],
  ClientContactCorrected: ['was', 'contactedAt', 'channel'],
  ReplyRetracted: ['reply', 'sentAt'],
  ReplyBounced: ['reply', 'sentAt'],
  TicketReserved: 'hidden',
  TicketReleased: 'hidden',
};
/**
 * Of the ledger: what people did about the money. Its bookkeeping is for nobody (`bookkeeping`): what it comes to is
 * explained with the charge, and a posting stands on the ticket as `TicketBilled`.
 */
const MONEY_SHOWN_TO_CLIENTS: { readonly [T in BillingEvent['type']]: Fields<T> | 'hidden' | 'bookkeeping' } = {
  FactNoted: 'bookkeeping',
  MergeExpected: 'bookkeeping',
  MergeHandedOn: 'bookkeeping',
  ChargeAssessed: 'bookkeeping',
  ChargeNotApplicable: 'bookkeeping',
  BillingHeld: 'bookkeeping',
  ChargePosted: 'bookkeeping',
  SupplementaryPosted: 'bookkeeping',
  CreditPosted: 'bookkeeping',
  ChargeRebilled: 'bookkeeping',
  LedgerReserved: 'bookkeeping',
  LedgerReleased: 'bookkeeping',
  FaultReviewReminded: 'hidden',
  TermsDisclosed: ['event', 'channel', 'terms', 'words'],
  TermsAccepted: ['event'],
  TermsDeclined: ['event'],
  BillingApproved: ['event'],
  BillingWaived: ['event', 'how'],
  BillingReinstated: ['event'],
  DecisionProposed: 'hidden',
  DecisionApproved: 'hidden',
  DecisionDeclined: 'hidden',
  DecisionLapsed: 'hidden',
  LateWorkHeld: 'hidden',
  LateWorkReleased: 'hidden',
};
/** Of a determination a client sees what was found; who found it, and on what evidence, is explained with the charge. */
const FOUND = ['id', 'faultClass', 'sharePercent'];
/**
 * Whether it is the provider's own: evidence, which a client is shown with the charge and not before, and notes that no
 * client wrote.
 */
const isInternal = (type: string, role: string): boolean =>
  (type === 'AttachmentAdded' && role === 'fault-reviewer') ||
  ((type === 'EvidenceAdded' || type === 'NoteAdded') && !CLIENTS.includes(role));

/** One line of the story: when it happened, when we learnt it, who did it, and what the event says. */
export type TimelineLine = {
  /** Which stream it is from; `revision` counts in that one. */
  readonly stream: 'ticket' | 'billing';
  readonly revision: number;
  readonly event: string;
  readonly at: string;
  /** The same instant by the clock of the ticket's policy. */
  readonly atLocal: string;
  readonly recordedAt: string;
  readonly by?: Actor;
  /** The ticket on which it happened, where that one ended in this one. */
  readonly origin?: string;
  readonly [field: string]: unknown;
};

type Reader = { readonly forClient: boolean; readonly zone: Zone };

/** What people said and gave, which a merge brings along; what it did to clocks and money is the survivor's by then. */
const BROUGHT_ALONG: readonly TicketEvent['type'][] = [
  'TicketOpened',
  'ClientContactRecorded',
  'ReplySent',
  'ReplyRetracted',
  'ReplyBounced',
  'NoteAdded',
  'AttachmentAdded',
  'CustomerActionRequested',
];
/** A line that somebody may see, and what makes it: of thousands only those that are shown are made. */
type DatedLine = { readonly recordedAt: string; readonly make: () => TimelineLine };

/** The lines of a ticket that ended in another one, as that one shows them. */
export const broughtAlong = (origin: string, history: readonly Recorded[], reader: Reader): readonly DatedLine[] =>
  history
    .filter(({ event }) => (BROUGHT_ALONG as readonly string[]).includes(event.type))
    .flatMap((recorded) => lineOf('ticket', SHOWN_TO_CLIENTS, recorded, reader))
    .map(({ recordedAt, make }) => ({ recordedAt, make: () => ({ ...make(), origin }) }));

/** So many lines of a timeline are shown at once. */
export const LINES_MOST = 500;
/** Lines in order; `earlier` is how many there are before them. */
export type Timeline = { readonly lines: readonly TimelineLine[]; readonly earlier: number };

/**
 * The lines that staff sees, or a client: of the ticket and of its ledger, in the order in which they were recorded. The
 * newest 500, but for as many of the newest as `skip` says.
 */
export const timeline = (
  ticket: readonly Recorded[],
  ledger: readonly Recorded[],
  reader: Reader,
  brought: readonly DatedLine[] = [],
  skip = 0,
): Timeline => {
  const lines = [
    ...brought,
    ...ticket.flatMap((recorded) => lineOf('ticket', SHOWN_TO_CLIENTS, recorded, reader)),
    ...ledger.flatMap((recorded) => lineOf('billing', MONEY_SHOWN_TO_CLIENTS, recorded, reader)),
  ];
  // The ledger answers what is on the ticket: where both were recorded at once the ticket's line comes first.
  const inOrder = lines.toSorted((a, b) => ms(a.recordedAt) - ms(b.recordedAt));
  const end = Math.max(0, inOrder.length - skip);
  const earlier = Math.max(0, end - LINES_MOST);
  return { lines: inOrder.slice(earlier, end).map(({ make }) => make()), earlier };
};

type Shown = Readonly<Record<string, readonly string[] | 'hidden' | 'bookkeeping'>>;
const lineOf = (
  stream: TimelineLine['stream'],
  table: Shown,
  { event, stamp }: Recorded,
  { forClient, zone }: Reader,
): readonly DatedLine[] => {
  const { type, ...fields } = event;
  const shown = table[type] ?? 'hidden';
  const { revision, occurredAt: at, recordedAt, actor } = stamp;
  if (shown === 'bookkeeping' || (forClient && (shown === 'hidden' || isInternal(type, actor.role)))) return [];
  const make = () => {
    const line = { stream, revision, event: type, at, atLocal: localTime(zone, ms(at)), recordedAt };
    return forClient && shown !== 'hidden'
      ? { ...line, ...said(only(fields, shown), actor.id) }
      : { ...line, by: actor, ...said(fields, actor.id) };
  };
  return [{ recordedAt, make }];
};

/**
 * What an event says, under names that a line does not have itself: `event` counts after-hours events, and whoever an
 * event names beside its actor has proposed the act.
 */
const said = (
  { event, by, at: _, ...fields }: Readonly<Record<string, unknown>>,
  actor: string,
): Record<string, unknown> => ({
  ...fields,
  ...(event !== undefined && { afterHoursEvent: event }),
  ...(by !== undefined && by !== actor && { proposedBy: by }),
});

const only = (fields: object, names: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(fields)
      .filter(([name]) => names.includes(name))
      .map(([name, value]) => [name, name === 'determination' ? only(value, FOUND) : value]),
  );
