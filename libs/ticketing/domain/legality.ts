// Which command is legal in which state. Data, so that a page can offer just the legal ones.
// Tested cell by cell.

import { isOpen, type Status } from './lifecycle';
import type { TicketCommand } from './ticket';

type Name = TicketCommand['type'];

const TALK = ['RecordContact', 'AddNote', 'AddAttachment'] as const satisfies readonly Name[];
const WORK = ['LogWork', 'AmendWork', 'VoidWork'] as const satisfies readonly Name[];
const JUDGE = ['DetermineFault', 'SupersedeDetermination'] as const satisfies readonly Name[];
/** What is gathered for the review, and who has taken it up. */
const GATHER = ['ClaimReview', 'ReleaseReview', 'AddEvidence', 'ProposeFault'] as const satisfies readonly Name[];
const REVIEW = [...GATHER, 'DismissRepeat', ...JUDGE] as const satisfies readonly Name[];
const WAIT = ['AwaitCustomer', 'AwaitThirdParty', 'ScheduleWork'] as const satisfies readonly Name[];
const FINISH = ['RestoreService', 'ResolveTicket', 'CancelTicket', 'MergeTicket'] as const satisfies readonly Name[];
const DISPUTE = ['DisputeFault', 'SettleDispute'] as const satisfies readonly Name[];
/** By a timer, of a ticket that is open. */
const OF_THE_OPEN: readonly Name[] = ['EscalateElapsed'];
/** Said by processes about facts that stand: never refused for the state that a ticket is in meanwhile. */
const PROCESS = [
  'CloseElapsed',
  'AbsorbMerge',
  'MarkBilled',
  'ReserveTicket',
  'ReleaseTicket',
  'LapseActs',
] as const satisfies readonly Name[];
/** About a proposal, whatever became of the ticket meanwhile; the act inside is as legal as it always was. */
const PROPOSAL = ['ProposeAct', 'ApproveAct', 'DeclineAct'] as const satisfies readonly Name[];
/** What changes nothing that a decision elsewhere depends on, or makes it come to an end. */
const REGARDLESS_OF_RESERVATION: readonly Name[] = [
  'OpenTicket',
  'EscalateElapsed',
  'CloseElapsed',
  'AbsorbMerge',
  'MarkBilled',
  'ReleaseTicket',
  'LapseActs',
];

const REPLY = ['RetractReply', 'RecordBounce'] as const satisfies readonly Name[];
/** What was written down wrongly, and what else it has to do with. */
const RECORD = [...REPLY, 'CorrectContact', 'LinkTicket'] as const satisfies readonly Name[];

const HANDLE = [
  ...TALK,
  ...WORK,
  ...RECORD,
  'AssignTicket',
  'UnassignTicket',
  'SendReply',
  'RedirectTelephoneSupport',
  'EscalateTicket',
  'DeescalateTicket',
  'RequestPriority',
  'ChangePriority',
  'CorrectPriority',
  'RebindPolicy',
] as const satisfies readonly Name[];
const NEW: readonly Name[] = [
  ...HANDLE,
  'TriageTicket',
  'StartWork',
  'CancelTicket',
  'RejectTicket',
  'MergeTicket',
  ...DISPUTE,
];
const READY: readonly Name[] = [
  ...HANDLE,
  'StartWork',
  ...WAIT,
  ...FINISH,
  'RejectTicket',
  ...GATHER,
  'DetermineFault',
  ...DISPUTE,
];
const WORKED: readonly Name[] = [...HANDLE, 'TriageTicket', ...WAIT, ...FINISH, ...REVIEW, ...DISPUTE];
const WAITING: readonly Name[] = [...WORKED, 'ResumeTicket', 'StartWork'];
const DONE: readonly Name[] = [
  ...TALK,
  ...WORK,
  ...RECORD,
  'ReopenTicket',
  'CorrectPriority',
  'RebindPolicy',
  ...REVIEW,
  ...DISPUTE,
];

const GIVEN_UP: readonly Name[] = [
  'AddNote',
  'AddAttachment',
  ...WORK,
  'CorrectContact',
  'LinkTicket',
  'CorrectPriority',
  'RebindPolicy',
  ...REVIEW,
  ...DISPUTE,
  'EraseTicket',
];

/** Triage is legal while nobody has validated the priority besides, which a triaged ticket always has (priority.ts). */
export const LEGAL: Readonly<Record<Status, readonly Name[]>> = {
  none: ['OpenTicket'],
  new: NEW,
  triaged: READY,
  assigned: [...READY, 'TriageTicket'],
  in_progress: WORKED,
  awaiting_customer: WAITING,
  awaiting_third_party: WAITING,
  scheduled: WAITING,
  resolved: [...DONE, 'CloseTicket'],
  closed: [...DONE, 'EraseTicket'],
  cancelled: GIVEN_UP,
  rejected: GIVEN_UP,
  merged: ['AddNote', 'AddAttachment', 'LinkTicket', 'EraseTicket'],
};

/**
 * What may be said of a ticket whose evidence is gone: what gives a charge back without judging anything again. An older
 * build let it be disputed, so that a dispute may be open there; it is settled.
 */
const AFTER_ERASURE: readonly Name[] = ['SettleDispute', 'VoidWork', 'EraseTicket', ...PROCESS, ...PROPOSAL];
/** What judges, or changes what was judged: it needs what people wrote, which is the evidence. */
const NEEDS_EVIDENCE: readonly Name[] = [
  ...REVIEW,
  'DisputeFault',
  'CorrectPriority',
  'CorrectContact',
  'RebindPolicy',
  'LogWork',
  'AmendWork',
];
export const needsEvidence = (command: Name): boolean => NEEDS_EVIDENCE.includes(command);
export const isSaidAfterErasure = (command: Name): boolean => AFTER_ERASURE.includes(command);

/** Whether a command is decided only once what the ticket is reserved for has come to an end. */
export const waitsForReservation = (command: Name): boolean => !REGARDLESS_OF_RESERVATION.includes(command);

/** What a merged ticket would absorb goes on to whoever survived it. */
export const isLegal = (status: Status, command: Name): boolean =>
  LEGAL[status].includes(command) ||
  (isOpen(status) && OF_THE_OPEN.includes(command)) ||
  (status !== 'none' &&
    ([...PROCESS, ...PROPOSAL] as readonly Name[]).includes(command) &&
    !(status === 'merged' && command === 'AbsorbMerge'));
