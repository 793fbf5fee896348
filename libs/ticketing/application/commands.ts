// Every command that people say of a ticket, as they are told of it: where, in which words. When it is legal and whose it is
// stands with the rules (domain/legality.ts); TICKET_COMMANDS has both, and everybody else reads it there.

import { type PersonCommand, RULES, ruleOf } from '../domain/legality';
import type { CommandRow } from './offers';

/** Why what a rule asks besides the state is not so; to be said wherever a rule asks. */
type Reason<C extends PersonCommand> = (typeof RULES)[C] extends { readonly if: unknown }
  ? { readonly notNow: string }
  : { readonly notNow?: never };
type CommandWords = Pick<CommandRow, 'path' | 'label' | 'summary' | 'preset'>;

const WAITS = { path: 'waits', summary: 'Wait for the client, for a third party, or for an appointment' };
const NO_WORK = 'There is no work entry that counts.';

const COMMAND_WORDS = {
  RecordContact: {
    path: 'contacts',
    label: 'Record a contact',
    summary: 'The client contacted us again, or answers: what waits for it goes on',
  },
  AddNote: {
    path: 'notes',
    label: 'Add a note',
    summary: "Write a note: staff's is internal, a client's is its own and staff's",
  },
  AddAttachment: { path: 'attachments', label: 'Attach a file', summary: 'Refer to a file by its name and hash' },
  SendReply: {
    path: 'replies',
    label: 'Reply',
    summary: 'Answer the client; the first answer meets the response target',
  },
  RedirectTelephoneSupport: {
    path: 'redirections',
    label: 'Redirect to writing',
    summary: 'Resources are short: ask the caller to go on in writing; never in a P1',
    notNow: 'It may be a P1, which is helped on the telephone, or the client did not call last.',
  },
  TriageTicket: {
    path: 'triage',
    label: 'Triage',
    summary: 'Validate the priority; it holds from opening',
    notNow: 'Its priority is validated already. Change it, or correct it.',
  },
  RequestPriority: {
    path: 'priority-requests',
    label: 'Ask for another priority',
    summary: 'The client asks for another priority; what holds is for the provider to say',
  },
  ChangePriority: { path: 'priority-changes', label: 'Change the priority', summary: 'The facts changed, from now on' },
  CorrectPriority: {
    path: 'priority-corrections',
    label: 'Correct the priority',
    summary: 'The priority was always this one',
  },
  AssignTicket: { path: 'assignment', label: 'Assign', summary: 'Give the ticket to somebody' },
  UnassignTicket: {
    path: 'unassignment',
    label: 'Give back',
    summary: 'Give it back: nobody has it any more',
    notNow: 'Nobody has it.',
  },
  StartWork: { path: 'start', label: 'Start work', summary: 'Begin to work on it' },
  EscalateTicket: {
    path: 'escalations',
    label: 'Escalate',
    summary: 'Ask a higher tier for help',
    notNow: 'It is in the highest tier.',
  },
  DeescalateTicket: {
    path: 'deescalations',
    label: 'Give to a lower tier',
    summary: 'Give it back to a lower tier',
    notNow: 'It is in the lowest tier.',
  },
  AwaitCustomer: { ...WAITS, label: 'Wait for the client', preset: { for: 'customer' } },
  AwaitThirdParty: { ...WAITS, label: 'Wait for a third party', preset: { for: 'third_party' } },
  ScheduleWork: { ...WAITS, label: 'Schedule work', preset: { for: 'scheduled' } },
  ResumeTicket: { path: 'resume', label: 'Go on', summary: 'Go on after waiting' },
  RestoreService: { path: 'restoration', label: 'Service is back', summary: 'Service is back' },
  ResolveTicket: { path: 'resolution', label: 'Resolve', summary: 'Resolve it, with a code and a note' },
  CloseTicket: { path: 'closing', label: 'Confirm and close', summary: 'Confirm that it is resolved' },
  ReopenTicket: { path: 'reopening', label: 'Reopen', summary: 'It is not resolved after all' },
  CancelTicket: { path: 'cancellation', label: 'Cancel', summary: 'Give the ticket up' },
  RejectTicket: {
    path: 'rejection',
    label: 'Reject',
    summary: 'Spam, a duplicate, or not ours: it ends before anybody has worked on it',
  },
  MergeTicket: { path: 'merge', label: 'Merge', summary: 'End this ticket in another one of the same client' },
  LinkTicket: { path: 'links', label: 'Link', summary: 'Link it to another ticket of the same client' },
  LogWork: { path: 'work', label: 'Log work', summary: 'Log work that is done' },
  AmendWork: {
    path: 'work/{workId}/amendments',
    label: 'Amend work',
    summary: 'Correct when it was',
    notNow: NO_WORK,
  },
  VoidWork: {
    path: 'work/{workId}/void',
    label: 'Void work',
    summary: 'It counts no more, for good',
    notNow: NO_WORK,
  },
  CorrectContact: {
    path: 'contact-corrections',
    label: 'Correct a contact',
    summary: 'A contact was written down wrongly: clocks and money go by what is right',
    notNow: 'There is no contact that could be corrected.',
  },
  RetractReply: {
    path: 'replies/{reply}/retraction',
    label: 'Retract a reply',
    summary: 'A reply never reached the client, or was not meant for them',
    notNow: 'There is no reply that could be retracted.',
  },
  RecordBounce: {
    path: 'replies/{reply}/bounce',
    label: 'Record a bounce',
    summary: 'A reply came back; it counts, because its channel had accepted it',
    notNow: 'There is no reply that could have come back.',
  },
  ClaimReview: {
    path: 'cycles/{cycle}/review-claim',
    label: 'Take up the review',
    summary: 'Take up the review: for 8 hours nobody else determines it',
    notNow: 'The fault of every cycle is determined, and nobody disputes it.',
  },
  ReleaseReview: {
    path: 'cycles/{cycle}/review-release',
    label: 'Let the review go',
    summary: 'Let the review go; a supervisor lets go the one of somebody else',
    notNow: 'Nobody has taken it up.',
  },
  AddEvidence: {
    path: 'cycles/{cycle}/evidence',
    label: 'Add evidence',
    summary: 'What shows the cause, with files of the ticket: for the review, from either side',
  },
  ProposeFault: {
    path: 'cycles/{cycle}/fault-proposals',
    label: 'Say what the cause was',
    summary: 'What somebody takes the cause for; whoever worked on it may say so too',
  },
  DismissRepeat: {
    path: 'cycles/{cycle}/repeat-dismissals',
    label: 'It stands all the same',
    summary: 'A later finding on another ticket contradicts this one, which stands all the same',
    notNow: 'No fault is determined yet.',
  },
  DetermineFault: {
    path: 'cycles/{cycle}/determination',
    label: 'Determine the fault',
    summary: 'Determine whose fault it was',
    notNow: 'The fault of every cycle is determined. Supersede the determination.',
  },
  SupersedeDetermination: {
    path: 'cycles/{cycle}/supersession',
    label: 'Supersede the determination',
    summary: 'Propose to replace the determination that stands',
    notNow: 'No fault is determined yet.',
  },
  DisputeFault: {
    path: 'disputes',
    label: 'Dispute',
    summary: 'The client does not accept it',
    notNow: 'A dispute is open already.',
  },
  SettleDispute: {
    path: 'disputes/settlement',
    label: 'Settle the dispute',
    summary: 'Close the dispute; what it grants follows',
    notNow: 'No dispute is open.',
  },
  RebindPolicy: {
    path: 'policy-rebinding',
    label: 'Rebind the policy',
    summary: 'Propose to put the ticket under another policy version; a second person approves',
  },
  EraseTicket: {
    path: 'erasure',
    label: 'Erase what is personal',
    summary: 'Erase what is personal in it, for good',
    notNow: 'A dispute is open, or nothing personal is left.',
  },
} as const satisfies { readonly [C in PersonCommand]: CommandWords & Reason<C> };

export type TicketCommandRow = CommandRow & { readonly notNow?: string };
export const TICKET_COMMANDS = Object.fromEntries(
  Object.entries(COMMAND_WORDS).map(([command, words]) => {
    const { by: roles = [], second } = ruleOf(command as PersonCommand);
    return [command, { ...words, roles, ...(second && { needsSecond: second.needed }) }];
  }),
) as { readonly [C in PersonCommand]: TicketCommandRow };
