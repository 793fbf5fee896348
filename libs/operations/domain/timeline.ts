// What happened to a ticket, as a page shows it: everything to staff, to the client what concerns it.

import type { Actor, Recorded } from '#kernel';
import type { TicketEvent } from '#ticketing';

type Fields<T> = readonly Exclude<keyof Extract<TicketEvent, { type: T }>, 'type'>[];

/**
 * The fields of each event that a client is shown; `hidden` where it is shown none of it. An event that nobody has
 * placed here does not compile. Reasons and names of staff are the provider's own; what the client said, was asked or
 * was told is the client's as well.
 */
const SHOWN_TO_CLIENTS: { readonly [T in TicketEvent['type']]: Fields<T> | 'hidden' } = {
  TicketOpened: ['client', 'requester', 'channel', 'requested', 'summary', 'category', 'contactedAt'],
  ClientContactRecorded: ['channel'],
  TelephoneSupportRedirected: ['to'],
  TicketTriaged: ['priority'],
  PriorityChanged: ['from', 'to'],
  PriorityCorrected: ['from', 'to'],
  TicketAssigned: [],
  WorkStarted: [],
  TicketEscalated: ['from', 'to'],
  WorkLogged: ['workId', 'kind', 'from', 'to'],
  WorkAmended: ['workId', 'from', 'to'],
  WorkVoided: ['workId'],
  ReplySent: ['channel', 'text'],
  NoteAdded: 'hidden',
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
/** Of a determination a client sees what was found; who found it, and on what evidence, is explained with the charge. */
const FOUND = ['id', 'faultClass', 'sharePercent'];
/** An attachment of these is evidence, not a message to the client. */
const EVIDENCE_BY = ['fault-reviewer'];

/** One line of the story: when it happened, when we learnt it, who did it, and what the event says. */
export type TimelineLine = {
  readonly revision: number;
  readonly event: string;
  readonly at: string;
  readonly recordedAt: string;
  readonly by?: Actor;
  readonly [field: string]: unknown;
};

/** The lines that staff sees, or a client. */
export const timeline = (history: readonly Recorded[], forClient: boolean): readonly TimelineLine[] =>
  history.flatMap(({ event, stamp }) => {
    const { type, ...fields } = event as TicketEvent;
    const line = { revision: stamp.revision, event: type, at: stamp.occurredAt, recordedAt: stamp.recordedAt };
    if (!forClient) return [{ ...line, by: stamp.actor, ...told(fields, stamp.actor.id) }];
    const shown = SHOWN_TO_CLIENTS[type];
    if (shown === 'hidden' || (type === 'AttachmentAdded' && EVIDENCE_BY.includes(stamp.actor.role))) return [];
    return [{ ...line, ...told(only(fields, shown), stamp.actor.id) }];
  });

/**
 * What an event says, under names that a line does not have itself: `event` counts after-hours events, and whoever an
 * event names beside its actor has proposed the act.
 */
const told = (
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
