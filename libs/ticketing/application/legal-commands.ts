// Which commands a page may offer now, each with its route and its words, and which of a role's it may not, with the reason.
// The table says what is legal in a state; what would be refused for another reason that the ticket itself shows is left out
// as well. The decider and the guard decide in the end: this only spares people a refusal.

import { DAY } from '#kernel';
import type { Policy } from '#policy';
import { isErased } from '../domain/erasure';
import {
  isLegal,
  isPersons,
  isSaidAfterErasure,
  needsEvidence,
  PERSON_COMMANDS,
  type PersonCommand,
  ruleOf,
} from '../domain/legality';
import type { Status } from '../domain/lifecycle';
import type { Ticket } from '../domain/part';
import { NotTaken, type TicketCommand } from '../domain/ticket';
import { TICKET_COMMANDS } from './commands';
import { type CommandParam, type LegalCommand, type NotNow, offerOf } from './offers';

/** What time has done to the state, whether or not anybody has written it down yet. */
type Now = { readonly at: number; readonly policy: Policy };
export type Offered = { readonly commands: readonly LegalCommand[]; readonly notNow: readonly NotNow[] };

/**
 * What may be said of a ticket as it stands, and what may not. `roles` leaves out what none of them says of any ticket.
 * With `now` (epoch milliseconds, and the ticket's policy) what came too late is not possible either.
 */
export const commandsOf = (ticketId: string, state: Ticket, roles?: readonly string[], now?: Now): Offered => {
  const status = statusAt(state, now);
  const commands: LegalCommand[] = [];
  const notNow: NotNow[] = [];
  for (const command of PERSON_COMMANDS) {
    const row = TICKET_COMMANDS[command];
    if (roles && !roles.some((role) => (row.roles as readonly string[]).includes(role))) continue;
    const why = whyNot(command, state, status, now);
    if (why === undefined) commands.push(offerOf(ticketId, command, row, paramsOf(command, state)));
    else notNow.push({ command, label: row.label, why });
  }
  return { commands, notNow };
};

const whyNot = (command: PersonCommand, state: Ticket, status: Status, now: Now | undefined): string | undefined => {
  if (isErased(state.erasure) && !isSaidAfterErasure(command)) return 'What was personal in it is erased.';
  if (!isLegal(status, command)) return `It is ${IN_WORDS[status]}.`;
  if (ruleOf(command).if?.(state) === false) return TICKET_COMMANDS[command].notNow;
  if (command === 'ReopenTicket' && now && isTooLateToReopen(state, status, now))
    return `It was resolved more than ${now.policy.document.sla.reopenDays} days ago. Open a new one, and have the two linked.`;
  return undefined;
};

const IN_WORDS: { readonly [S in Status]: string } = {
  none: 'not opened',
  new: 'new',
  triaged: 'triaged, and nobody works on it',
  assigned: 'assigned, and nobody works on it',
  in_progress: 'in progress',
  awaiting_customer: 'waiting for the client',
  awaiting_third_party: 'waiting for a third party',
  scheduled: 'scheduled',
  resolved: 'resolved',
  closed: 'closed',
  cancelled: 'cancelled',
  rejected: 'rejected',
  merged: 'merged into another ticket',
};

const statusAt = ({ lifecycle }: Ticket, now: Now | undefined): Status =>
  now && lifecycle.status === 'resolved' && now.at >= lifecycle.autoCloseAt ? 'closed' : lifecycle.status;
const isTooLateToReopen = ({ lifecycle }: Ticket, status: Status, { at, policy }: Now): boolean =>
  status === 'closed' && 'resolvedAt' in lifecycle && at - lifecycle.resolvedAt > policy.document.sla.reopenDays * DAY;

/** What the `{…}` of each path may stand for. */
const PARAMS: { readonly [C in PersonCommand]?: (state: Ticket) => CommandParam } = {
  AmendWork: workIds,
  VoidWork: workIds,
  RetractReply: ({ conversation: { sent } }) => ({
    name: 'reply',
    values: [...sent].filter(([, { retracted }]) => !retracted).map(([revision]) => String(revision)),
  }),
  RecordBounce: ({ conversation: { sent } }) => ({
    name: 'reply',
    values: [...sent].filter(([, { bounced }]) => !bounced).map(([revision]) => String(revision)),
  }),
  // The cycle that a reviewer would speak of: the last one that is not determined yet, or that is.
  DetermineFault: (state) => cycles(state, 'undetermined'),
  SupersedeDetermination: (state) => cycles(state, 'determined'),
  DismissRepeat: (state) => cycles(state, 'determined'),
  ClaimReview: (state) => cycles(state),
  ReleaseReview: (state) => cycles(state),
  AddEvidence: (state) => cycles(state),
  ProposeFault: (state) => cycles(state),
};
function workIds({ work: { work } }: Ticket): CommandParam {
  return { name: 'workId', values: [...work].filter(([, { voided }]) => !voided).map(([workId]) => workId) };
}
const cycles = (
  { faultReview: { standing }, conversation: { cycleStarts } }: Ticket,
  only?: 'determined' | 'undetermined',
): CommandParam => {
  const all = cycleStarts.map((_, index) => index + 1);
  const values = all.filter((cycle) => only === undefined || standing.has(cycle) === (only === 'determined'));
  const obvious = all.findLast((cycle) => standing.has(cycle) === (only === 'determined')) ?? all.length;
  return { name: 'cycle', values: values.map(String), value: String(obvious) };
};
const paramsOf = (command: PersonCommand, state: Ticket): readonly CommandParam[] => {
  const param = PARAMS[command]?.(state);
  return param ? [param] : [];
};

/** How a command is named to people: by its route, and by its own name where it has none. */
const named = (command: TicketCommand['type']): string =>
  isPersons(command) ? `POST …/${TICKET_COMMANDS[command].path}` : command;

/** The same refusal, which says why by routes, and what its role may do instead; all of it for a role that has no routes. */
export const inRoutes = <E>(refusal: E): E => {
  if (refusal instanceof NotTaken) {
    const { code, command, status, role } = refusal;
    refusal.message = code === 'ticket.erased' ? notAfterErasure(command) : notInState(command, status, role);
  }
  return refusal;
};

const notInState = (command: TicketCommand['type'], status: Status, role: string): string => {
  const isSaidBy = (name: PersonCommand) => (TICKET_COMMANDS[name].roles as readonly string[]).includes(role);
  const isKnown = PERSON_COMMANDS.some(isSaidBy);
  const possible = PERSON_COMMANDS.filter((name) => isLegal(status, name) && (!isKnown || isSaidBy(name)));
  const instead = [...new Set(possible.map((name) => TICKET_COMMANDS[name].path))].join(', ') || 'nothing';
  return `${named(command)} is not possible while the ticket is ${status}. Possible now on /tickets/{ticketId}/: ${instead}.`;
};
const notAfterErasure = (command: TicketCommand['type']): string =>
  needsEvidence(command)
    ? `What people wrote about it is erased, and with it the evidence, so that nobody judges it again: ${named(command)} is not possible any more. What was charged can still be given back: POST …/billing/waiver, by the billing desk.`
    : `What was personal in the ticket is erased: ${named(command)} is not possible any more. Open a new ticket.`;
