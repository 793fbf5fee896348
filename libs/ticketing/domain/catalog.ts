import type { Catalog } from '#kernel';
import type { TicketEvent } from './ticket';

/**
 * Every event of ticket-<id>, for ever, and which of its fields may hold personal data: whatever a person can type
 * freely. Ids of staff, of clients and of work entries are pseudonyms and are not sealed.
 */
export const TICKET_EVENTS = {
  TicketOpened: { schemaVersion: 1, personal: ['summary', 'requester'] },
  ClientContactRecorded: { schemaVersion: 1 },
  TicketTriaged: { schemaVersion: 1 },
  PriorityChanged: { schemaVersion: 1, personal: ['reason'] },
  PriorityCorrected: { schemaVersion: 1, personal: ['reason'] },
  TicketAssigned: { schemaVersion: 1, personal: ['reason'] },
  WorkStarted: { schemaVersion: 1 },
  // v2: what the clock did names its instant and its clause; a person's says what it always said.
  TicketEscalated: { schemaVersion: 2, upcasts: [(v1) => ({ ...v1 })], personal: ['reason'] },
  WorkLogged: { schemaVersion: 1 },
  WorkAmended: { schemaVersion: 1, personal: ['reason'] },
  WorkVoided: { schemaVersion: 1, personal: ['reason'] },
  TelephoneSupportRedirected: { schemaVersion: 1, personal: ['reason'] },
  ReplySent: { schemaVersion: 1, personal: ['text'] },
  NoteAdded: { schemaVersion: 1, personal: ['text'] },
  AttachmentAdded: { schemaVersion: 1, personal: ['name'] },
  CustomerActionRequested: { schemaVersion: 1, personal: ['ask'] },
  ThirdPartyReferred: { schemaVersion: 1, personal: ['ask'] },
  WorkScheduled: { schemaVersion: 1, personal: ['ask'] },
  TicketResumed: { schemaVersion: 1 },
  ServiceRestored: { schemaVersion: 1 },
  TicketResolved: { schemaVersion: 1, personal: ['note'] },
  TicketClosed: { schemaVersion: 1, personal: ['reason'] },
  TicketReopened: { schemaVersion: 1, personal: ['reason'] },
  TicketCancelled: { schemaVersion: 1, personal: ['reason'] },
  TicketMerged: { schemaVersion: 1, personal: ['reason'] },
  MergeAbsorbed: { schemaVersion: 1 },
  FaultDetermined: { schemaVersion: 1, personal: ['determination.reason', 'determination.evidence.*'] },
  FaultDeterminationSuperseded: { schemaVersion: 1, personal: ['determination.reason', 'determination.evidence.*'] },
  FaultDisputed: { schemaVersion: 1, personal: ['reason'] },
  DisputeSettled: { schemaVersion: 1, personal: ['reason'] },
  TicketPolicyRebound: { schemaVersion: 1, personal: ['reason'] },
  TicketBilled: { schemaVersion: 1 },
  // Reasons and evidence are people's own words, whatever the act.
  ActProposed: { schemaVersion: 1, personal: ['act.reason', 'act.evidence.*'] },
  ActApproved: { schemaVersion: 1 },
  ActDeclined: { schemaVersion: 1, personal: ['reason'] },
  ActLapsed: { schemaVersion: 1 },
  PersonalDataErased: { schemaVersion: 1, erases: true },
  TicketLinked: { schemaVersion: 1, personal: ['reason'] },
  TicketUnassigned: { schemaVersion: 1, personal: ['reason'] },
  TicketDeescalated: { schemaVersion: 1, personal: ['reason'] },
  TicketRejected: { schemaVersion: 1, personal: ['reason'] },
  ClientContactCorrected: { schemaVersion: 1, personal: ['reason'] },
  ReplyRetracted: { schemaVersion: 1, personal: ['reason'] },
  ReplyBounced: { schemaVersion: 1, personal: ['reason'] },
  TicketReserved: { schemaVersion: 1 },
  TicketReleased: { schemaVersion: 1 },
} as const satisfies Catalog<TicketEvent>;
