import type { AttachmentProblem } from '#attachments';
import type { BillingProblem, MonthProblem } from '#billing';
import type { ClientProblem, StaffProblem } from '#clients';
import type { ConversationProblem } from '#conversation';
import type { BadTicketId, Unstorable } from '#event-store';
import type { RequestProblem } from '#http-kit';
import type { CommandProblem, StreamChange } from '#kernel';
import type { WebhookProblem } from '#messaging';
import type { CalendarProblem, MergeProposalProblem, PageProblem, RosterProblem, VoicemailProblem } from '#oncall';
import type { OutageProblem } from '#outages';
import type { PolicyProblem } from '#policy';
import type { TicketingProblem } from '#ticketing/module';
import type { TrainingProblem } from '#training';
import type { StuckProblem } from './stuck';

/** What can be wrong with the server itself. */
export type ServerProblem =
  | `server.${'failed' | 'stopping' | 'overloaded' | 'out-of-room'}`
  | 'rate.exceeded'
  | `store.${'unavailable' | 'busy'}`
  | 'keys.unreadable'
  | 'read-store.unavailable'
  | `view.${'not-ready' | 'behind'}`
  | 'bundle.not-made'
  | 'request.malformed';
export type Problem =
  | TicketingProblem
  | BillingProblem
  | MonthProblem
  | PolicyProblem
  | ClientProblem
  | StaffProblem
  | ConversationProblem
  | OutageProblem
  | TrainingProblem
  | AttachmentProblem
  | RequestProblem
  | BadTicketId
  | Unstorable
  | CommandProblem
  | ServerProblem
  | StuckProblem
  | WebhookProblem
  | RosterProblem
  | PageProblem
  | VoicemailProblem
  | MergeProposalProblem
  | CalendarProblem;

/**
 * Every refusal with its status and title; codes are a promise to clients, and one without a line does not compile. 400 not
 * understood, 401 and 403 not you, 404 not there, 409 not now, 412 not any more, 422 not like this, 429 not so often, 503 not just now.
 */
export const PROBLEMS: Readonly<Record<Problem, readonly [status: number, title: string]>> = {
  'request.malformed': [400, 'Request not understood'],
  'body.malformed': [400, 'Body not understood'],
  'body.invalid': [400, 'Body not as it must be'],
  'body.names-actor': [400, 'Body says who acts'],
  'body.too-deep': [400, 'Body nested too deep'],
  'body.too-large': [413, 'Body too large'],
  'body.media-type': [415, 'Not JSON'],
  'query.invalid': [400, 'Query not as it must be'],
  'path.invalid': [400, 'Path not as it must be'],
  'time.no-offset': [400, 'Time without an offset'],
  'time.invalid': [400, 'No such time'],
  'prefer.dry-run': [400, 'No dry run of this'],
  'if-match.malformed': [400, 'If-Match not understood'],
  'idempotency.key-missing': [400, 'Idempotency-Key missing'],
  'idempotency.key-malformed': [400, 'Idempotency-Key not as it must be'],
  'idempotency.key-reused': [422, 'Idempotency-Key used for something else'],
  'auth.missing': [401, 'API key missing'],
  'auth.unknown-key': [401, 'API key unknown'],
  'auth.token': [401, 'Access token refused'],
  'auth.expired': [401, 'API key expired'],
  'auth.loopback-only': [401, 'Development key from elsewhere'],
  'session.cross-site': [403, 'From another site'],
  'auth.role': [403, 'Not for this role'],
  'route.unknown': [404, 'No such route'],
  'route.method': [405, 'Not with this method'],
  'client.unknown': [404, 'No such client'],
  'client.needed': [400, 'Client not named'],
  'ticket.unknown': [404, 'No such ticket'],
  'ticket.bad-id': [404, 'No ticket number'],
  'cycle.unknown': [404, 'No such cycle'],
  'event.unknown': [404, 'No such after-hours event'],
  'posting.unknown': [404, 'No such posting'],
  'work.unknown': [404, 'No such work entry'],
  'stuck.unknown': [404, 'Not stuck'],
  'webhook.unknown': [404, 'No such webhook'],
  'webhook.nothing-parked': [409, 'Nothing waits'],
  'webhook.secret-shown': [409, 'Secret was shown already'],
  'webhook.address': [422, 'Not an address for webhooks'],
  'policy.unknown': [404, 'No such policy'],
  'voicemail.unsigned': [401, 'Not signed'],
  'voicemail.stale': [401, 'Signed too long ago'],
  'voicemail.replayed': [409, 'Taken before'],
  'merge-proposal.unknown': [404, 'Not proposed'],
  'calendar-feed.unknown': [404, 'No such feed'],
  'calendar-feed.shown': [409, 'Address was shown already'],
  'page.unknown': [404, 'Nobody was paged'],
  'page.link': [404, 'No such link'],
  'page.ended': [409, 'Page has ended'],
  'roster.unknown': [404, 'No such roster'],
  'roster.invalid': [422, 'Roster not as it must be'],
  'roster.not-next': [409, 'Not the next version'],
  'roster.uncovered': [422, 'Nobody on call'],
  'roster.unreachable-step': [422, 'Nobody on this level'],
  'roster.no-channel': [422, 'Person without a channel'],
  'roster.person-unknown': [422, 'Not on this roster'],
  'roster.not-their-shift': [422, 'Not their shift'],
  'roster.backwards': [422, 'Ends before it begins'],
  'roster.over': [409, 'Over already'],
  'attachment.unknown': [404, 'No such file'],
  'attachment.too-large': [413, 'File too large'],
  'attachment.empty': [422, 'File empty'],
  'attachment.not-allowed': [422, 'Files of this kind are not taken'],
  'attachment.infected': [422, 'The scanner found something'],
  'attachment.damaged': [503, 'File damaged'],
  'attachment.not-scanned': [503, 'Not scanned'],
  'mail.not-queued': [404, 'No such mail waits'],
  'training.unknown': [404, 'No such training'],
  'training.backwards': [422, 'Ends before it begins'],
  'training.past': [422, 'In the past'],
  'training.not-scheduled': [409, 'Not scheduled'],
  'training.not-begun': [409, 'Not begun'],
  'training.full': [409, 'Too many people'],
  'training.not-entitled': [409, 'Not in the contract'],
  'resource.unknown': [404, 'No such link'],
  'outage.unknown': [404, 'No such outage'],
  'outage.closed': [409, 'Outage closed'],
  'outage.open': [409, 'Outage still open'],
  'outage.full': [409, 'Too many tickets'],
  'outage.other': [409, 'Belongs to another outage'],
  'outage.ticket-ended': [409, 'Merged meanwhile'],
  'inbound.signature': [401, 'Not signed by who may'],
  'inbound.off': [404, 'Not taken here'],
  'client.exists': [409, 'Registered already'],
  'client.erasure-under-way': [409, 'An erasure is on its way'],
  'client.site-in-use': [409, 'Something is at the site'],
  'client.site-unknown': [422, 'No such site'],
  'client.service-unknown': [422, 'No such service'],
  'client.subscriber-unknown': [422, 'No such subscriber'],
  'client.contact-unknown': [422, 'No such contact of the client'],
  'client.person-unknown': [422, 'Nobody of that name'],
  'staff.unknown': [404, 'Nobody of that name'],
  'staff.erasure-under-way': [409, 'An erasure is on its way'],
  'assignee.unknown': [422, 'Nobody of that name works here'],
  'assignee.role': [422, 'Not somebody of the desk'],
  'month.not-over': [409, 'Month not over'],
  'month.not-next': [409, 'Not the next month'],
  'month.open': [409, 'Month not closed'],
  'invoice.issued': [409, 'Invoiced already'],
  'invoice.unknown': [404, 'No such invoice'],
  'lost-race': [409, 'Changed by others meanwhile'],
  'ticket.changed': [412, 'Changed since it was read'],
  'ticket.reserved': [409, 'Another decision is on its way'],
  'ledger.reserved': [409, 'Another decision is on its way'],
  'ticket.exists': [409, 'Open already'],
  'ticket.not-in-state': [409, 'Not possible in this state'],
  'ticket.erased': [409, 'Erased'],
  'erasure.not-yet': [409, 'Not to be erased yet'],
  'ticket.reopen-window-over': [409, 'Too late to reopen'],
  'ticket.not-lower': [422, 'No lower tier'],
  'link.not-possible': [409, 'Not to be linked'],
  'ticket.not-higher': [422, 'No higher tier'],
  'ticket.resolution-needed': [422, 'Resolution incomplete'],
  'ticket.reason-needed': [422, 'Reason needed'],
  'time.in-future': [422, 'Not yet happened'],
  'time.out-of-range': [422, 'Too long ago'],
  'time.before-opening': [422, 'Before the client contacted us'],
  'time.before-cycle': [422, 'Before the cycle began'],
  'merge.not-possible': [409, 'Not to be merged'],
  'merge.ring': [409, 'Merged into each other'],
  'reply.unknown': [404, 'No such reply'],
  'contact.unknown': [404, 'No such contact'],
  'work.exists': [409, 'Logged already'],
  'work.voided': [409, 'Work entry is void'],
  'work.backwards': [422, 'Work ends before it begins'],
  'work.in-future': [422, 'Work not yet done'],
  'work.too-long': [422, 'Longer than one entry may be'],
  'body.not-yours': [403, 'Field not for this role'],
  'contact.too-far-back': [403, 'Dated too far back'],
  'facts.under-money': [403, 'Money hangs on it'],
  'work.not-yours': [403, "Somebody else's work"],
  'work.judged-it': [422, 'Reviewer cannot have worked'],

  'fault.determined': [409, 'Determined already'],
  'fault.claimed': [409, 'Somebody has taken it up'],
  'evidence.no-such-file': [422, 'No such attachment'],
  'fault.not-determined': [409, 'Not determined yet'],
  'contact.p1-not-redirected': [422, 'P1 stays on the telephone'],
  'contact.not-by-phone': [422, 'Nobody is on the telephone'],
  'fault.worked-on-it': [422, 'Reviewer worked on the outage'],
  'fault.approver-needed': [422, 'Second person needed'],
  'fault.share-needed': [422, 'Share needed'],
  'fault.share-not-shared': [422, 'Share without sharing'],
  'rebinding.approver-needed': [422, 'Second person needed'],
  'dispute.open': [409, 'A dispute is open'],
  'dispute.none-open': [409, 'No dispute is open'],
  'billing.nothing-to-approve': [409, 'Nothing to approve'],
  'billing.not-waived': [409, 'Not waived'],
  'billing.approver-needed': [422, 'Second person needed'],

  'proposal.unknown': [404, 'No such proposal'],
  'proposal.ended': [409, 'Decided already'],
  'proposal.exists': [409, 'Proposed already'],
  'proposal.outdated': [409, 'Not what was proposed any more'],
  'proposal.own': [403, 'Takes another person'],
  'proposal.role': [403, 'Not for this role to approve'],
  'proposal.involved': [403, 'Had a hand in it'],

  'policy.invalid': [422, 'Policy cannot be published'],
  'policy.not-next': [409, 'Not the next version'],
  'policy.other-id': [422, 'Another policy'],
  'policy.not-carried-out': [422, 'Figures that nothing carries out'],
  'event.unstorable': [422, 'Cannot be stored'],

  'server.failed': [500, 'Our fault'],
  'server.stopping': [503, 'Stopping'],
  'server.overloaded': [503, 'Too much is asked'],
  'server.out-of-room': [503, 'Disk full'],
  'rate.exceeded': [429, 'Too often'],
  'store.unavailable': [503, 'Event store does not answer'],
  'keys.unreadable': [503, 'Keys cannot be read'],
  'read-store.unavailable': [503, 'Database does not answer'],
  'view.not-ready': [503, 'Still filling'],
  'view.behind': [503, 'Not there yet'],
  'bundle.not-made': [503, 'No bundle'],
  'store.busy': [503, 'Too much at once'],
};

/** An RFC 9457 problem document. */
export type ProblemDocument = {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  /** What happened and what to do, for a person. */
  readonly detail: string;
  readonly code: Problem;
  readonly errors?: readonly { readonly field: string; readonly message: string }[];
  /** Where somebody was faster: what was written behind the revision that was seen. For staff alone. */
  readonly changed?: readonly StreamChange[];
};

export const isProblem = (code: string): code is Problem => Object.hasOwn(PROBLEMS, code);

export const problemDocument = (code: Problem, detail: string, errors?: ProblemDocument['errors']): ProblemDocument => {
  const [status, title] = PROBLEMS[code];
  return { type: `/problems/${code}`, title, status, detail, code, ...(errors && { errors }) };
};
