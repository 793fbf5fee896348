// Which commands a page may offer now, each with its route. The table of states says what is legal in general; what
// would be refused for another reason that the ticket itself shows is left out as well. Told apart by role where one is
// given: the decider and the guard decide in the end, this only spares people a refusal.

import { DAY } from '#kernel';
import type { Policy } from '#policy';
import { isErased } from './erasure';
import { isSaidAfterErasure, LEGAL, needsEvidence } from './legality';
import type { Status } from './lifecycle';
import type { Ticket } from './part';
import { mayBeP1 } from './priority';
import type { ProposalCommand } from './proposals';
import { CLIENTS } from './shown-to-clients';
import type { TicketCommand } from './ticket';
import { TIER_MAX } from './tier';

/** Commands that people say; what processes say is never offered, and a proposal has routes of its own. */
export type PersonCommand = Exclude<
  TicketCommand['type'],
  | 'OpenTicket'
  | 'CloseElapsed'
  | 'EscalateElapsed'
  | 'AbsorbMerge'
  | 'MarkBilled'
  | 'ReserveTicket'
  | 'ReleaseTicket'
  | ProposalCommand['type']
>;
type Route = { readonly path: string; readonly roles: readonly string[] };
/** A command that may be said, and where: POST to `path`, with `{…}` filled in where the page cannot know it. */
export type LegalCommand = { readonly command: string; readonly method: 'POST'; readonly path: string };

const DESK = ['agent', 'engineer', 'on-call', 'supervisor'];
const EVERYONE = [...CLIENTS, ...DESK];
/** Facts that money may hang on: billing changes them once something is posted. */
const FACTS = [...DESK, 'billing'];
const REVIEW = ['fault-reviewer', 'supervisor'];
const MONEY = ['billing', 'supervisor'];
const STAFF = ['agent', 'engineer', 'on-call', 'fault-reviewer', 'billing', 'supervisor', 'auditor', 'policy-admin'];

/** Where each command is said, and by whom: what the controllers declare, which a test compares. */
export const COMMAND_ROUTES: Readonly<Record<PersonCommand, Route>> = {
  RecordContact: { path: 'contacts', roles: EVERYONE },
  RedirectTelephoneSupport: { path: 'redirections', roles: DESK },
  TriageTicket: { path: 'triage', roles: DESK },
  RequestPriority: { path: 'priority-requests', roles: CLIENTS },
  ChangePriority: { path: 'priority-changes', roles: FACTS },
  CorrectPriority: { path: 'priority-corrections', roles: FACTS },
  AssignTicket: { path: 'assignment', roles: DESK },
  UnassignTicket: { path: 'unassignment', roles: DESK },
  StartWork: { path: 'start', roles: DESK },
  EscalateTicket: { path: 'escalations', roles: DESK },
  DeescalateTicket: { path: 'deescalations', roles: DESK },
  SendReply: { path: 'replies', roles: DESK },
  RetractReply: { path: 'replies/{reply}/retraction', roles: DESK },
  RecordBounce: { path: 'replies/{reply}/bounce', roles: DESK },
  CorrectContact: { path: 'contact-corrections', roles: FACTS },
  LinkTicket: { path: 'links', roles: DESK },
  AddNote: { path: 'notes', roles: [...CLIENTS, ...STAFF] },
  AddAttachment: { path: 'attachments', roles: [...EVERYONE, 'fault-reviewer'] },
  AwaitCustomer: { path: 'waits', roles: DESK },
  AwaitThirdParty: { path: 'waits', roles: DESK },
  ScheduleWork: { path: 'waits', roles: DESK },
  ResumeTicket: { path: 'resume', roles: DESK },
  RestoreService: { path: 'restoration', roles: DESK },
  ResolveTicket: { path: 'resolution', roles: DESK },
  CloseTicket: { path: 'closing', roles: EVERYONE },
  ReopenTicket: { path: 'reopening', roles: EVERYONE },
  CancelTicket: { path: 'cancellation', roles: EVERYONE },
  RejectTicket: { path: 'rejection', roles: DESK },
  MergeTicket: { path: 'merge', roles: DESK },
  LogWork: { path: 'work', roles: DESK },
  AmendWork: { path: 'work/{workId}/amendments', roles: FACTS },
  VoidWork: { path: 'work/{workId}/void', roles: FACTS },
  DetermineFault: { path: 'cycles/{cycle}/determination', roles: REVIEW },
  SupersedeDetermination: { path: 'cycles/{cycle}/supersession', roles: REVIEW },
  ClaimReview: { path: 'cycles/{cycle}/review-claim', roles: REVIEW },
  ReleaseReview: { path: 'cycles/{cycle}/review-release', roles: REVIEW },
  AddEvidence: { path: 'cycles/{cycle}/evidence', roles: [...EVERYONE, 'fault-reviewer'] },
  ProposeFault: { path: 'cycles/{cycle}/fault-proposals', roles: [...DESK, 'fault-reviewer'] },
  DismissRepeat: { path: 'cycles/{cycle}/repeat-dismissals', roles: REVIEW },
  DisputeFault: { path: 'disputes', roles: [...CLIENTS, ...MONEY] },
  SettleDispute: { path: 'disputes/settlement', roles: MONEY },
  RebindPolicy: { path: 'policy-rebinding', roles: ['supervisor', 'policy-admin'] },
  EraseTicket: { path: 'erasure', roles: ['supervisor'] },
};

/** How a command is named to people: by its route, and by its own name where it has none. */
const named = (command: TicketCommand['type']): string =>
  Object.hasOwn(COMMAND_ROUTES, command) ? `POST …/${COMMAND_ROUTES[command as PersonCommand].path}` : command;

/** Why a command is not taken, by its route, and what `role` may do instead; all of it for a role that has no routes. */
export const notInState = (command: TicketCommand['type'], status: Status, role: string): string => {
  const routes = LEGAL[status].filter((name): name is PersonCommand => Object.hasOwn(COMMAND_ROUTES, name));
  const isKnown = Object.values(COMMAND_ROUTES).some(({ roles }) => roles.includes(role));
  const possible = routes.filter((name) => !isKnown || COMMAND_ROUTES[name].roles.includes(role));
  const instead = [...new Set(possible.map((name) => COMMAND_ROUTES[name].path))].join(', ') || 'nothing';
  return `${named(command)} is not possible while the ticket is ${status}. Possible now on /tickets/{ticketId}/: ${instead}.`;
};
/** Why a command is not taken once what was personal is erased. */
export const notAfterErasure = (command: TicketCommand['type']): string =>
  needsEvidence(command)
    ? `What people wrote about it is erased, and with it the evidence, so that nobody judges it again: ${named(command)} is not possible any more. What was charged can still be given back: POST …/billing/waiver, by the billing desk.`
    : `What was personal in the ticket is erased: ${named(command)} is not possible any more. Open a new ticket.`;

/** What a ticket shows besides its state; a command that is not named here has nothing more to ask for. */
const BESIDES: { readonly [C in PersonCommand]?: (state: Ticket) => boolean } = {
  TriageTicket: ({ priority: { validated } }) => !validated,
  EscalateTicket: ({ tier: { tier } }) => tier < TIER_MAX,
  DeescalateTicket: ({ tier: { tier } }) => tier > 1,
  UnassignTicket: ({ lifecycle }) => 'assignee' in lifecycle && lifecycle.assignee !== undefined,
  RetractReply: ({ conversation: { sent } }) => [...sent.values()].some(({ retracted }) => !retracted),
  RecordBounce: ({ conversation: { sent } }) => [...sent.values()].some(({ bounced }) => !bounced),
  CorrectContact: ({ conversation: { origins } }) => origins.some(({ how }) => how !== 'reopening'),
  AmendWork: hasWork,
  VoidWork: hasWork,
  DetermineFault: ({ faultReview: { standing }, conversation: { cycleStarts } }) => standing.size < cycleStarts.length,
  SupersedeDetermination: ({ faultReview: { standing } }) => standing.size > 0,
  ClaimReview: ({ faultReview: { standing }, conversation: { cycleStarts }, disputes: { open } }) =>
    standing.size < cycleStarts.length || open !== undefined,
  ReleaseReview: ({ reviewCase: { claims } }) => claims.size > 0,
  DismissRepeat: ({ faultReview: { standing } }) => standing.size > 0,
  RedirectTelephoneSupport: ({ priority, conversation: { contacts } }) =>
    contacts.at(-1)?.channel === 'phone' && !mayBeP1(priority),
  DisputeFault: ({ disputes: { open } }) => open === undefined,
  SettleDispute: ({ disputes: { open } }) => open !== undefined,
  EraseTicket: ({ disputes: { open }, erasure }) => open === undefined && (!isErased(erasure) || erasure.spoken),
};
function hasWork({ work: { work } }: Ticket): boolean {
  return [...work.values()].some(({ voided }) => !voided);
}

/** What time has done to the state, whether or not anybody has written it down yet. */
type Now = { readonly at: number; readonly policy: Policy };
const statusAt = ({ lifecycle }: Ticket, now: Now | undefined): Status =>
  now && lifecycle.status === 'resolved' && now.at >= lifecycle.autoCloseAt ? 'closed' : lifecycle.status;
const isTooLateToReopen = ({ lifecycle }: Ticket, status: Status, { at, policy }: Now): boolean =>
  status === 'closed' && 'resolvedAt' in lifecycle && at - lifecycle.resolvedAt > policy.document.sla.reopenDays * DAY;

/**
 * The commands that a ticket takes as it stands, each with its route. `roles` leaves out those that none of them may
 * say. With `now` (epoch milliseconds, and the ticket's policy) those too that came too late.
 */
export const legalCommands = (
  ticketId: string,
  state: Ticket,
  roles?: readonly string[],
  now?: Now,
): readonly LegalCommand[] => {
  const status = statusAt(state, now);
  const commands = LEGAL[status].filter((name): name is PersonCommand => Object.hasOwn(COMMAND_ROUTES, name));
  return commands.flatMap((command) => {
    const { path, roles: theirs } = COMMAND_ROUTES[command];
    if (roles && !roles.some((role) => theirs.includes(role))) return [];
    if (BESIDES[command]?.(state) === false) return [];
    if (isErased(state.erasure) && !isSaidAfterErasure(command)) return [];
    if (command === 'ReopenTicket' && now && isTooLateToReopen(state, status, now)) return [];
    const filled = path.replace('{cycle}', String(cycleFor(command, state)));
    return [{ command, method: 'POST', path: `/tickets/${ticketId}/${filled}` }];
  });
};

/** The cycle that a reviewer would speak of: the last one that is not determined yet, or that is. */
const cycleFor = (command: PersonCommand, whole: Ticket): number => {
  const { standing } = whole.faultReview;
  const cycles = whole.conversation.cycleStarts.map((_, index) => index + 1);
  const isOfJudged = command === 'SupersedeDetermination' || command === 'DismissRepeat';
  return cycles.findLast((cycle) => standing.has(cycle) === isOfJudged) ?? cycles.length;
};
