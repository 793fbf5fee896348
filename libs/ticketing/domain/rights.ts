// Who may say a command about this ticket, beyond what the route lets in: whose facts they are, and whether money hangs
// on them by now. Asked of people who come with a key, at the very revision on which their command is decided.

import { MONEY_ROLES } from '#identity/principal';
import { DomainError, HOUR, ms } from '#kernel';
import type { OpenTicket } from './opening';
import type { Ticket } from './part';
import type { TicketAct } from './proposals';
import { CLIENTS } from './shown-to-clients';
import type { TicketCommand } from './ticket';
import type { TicketContext } from './ticket-context';
import { startingTier } from './tier';

/** What the ticket may not show yet: whether something is posted for it, as the ledger says. */
export type MoneyState = { readonly isPosted: boolean };

type By = Pick<TicketContext, 'actor' | 'at' | 'occurredAt' | 'policy'>;
type Rest = [by: By, state: Ticket, money: MoneyState];
type Right<T extends TicketCommand['type']> = (command: Extract<TicketCommand, { type: T }>, ...rest: Rest) => void;

const MONEY: readonly string[] = MONEY_ROLES;

/** A client's key says nothing about itself that money or the queue hangs on: it is believed when it arrives, as it arrives. */
const mayOpen: Right<'OpenTicket'> = (command, by) => {
  if (CLIENTS.includes(by.actor.role)) mustNotSay(command);
  else if (command.contactedAt !== undefined) mayDateBack(command.contactedAt, by);
};
const mustNotSay = ({ monitoring, contactedAt, requester, category, contact }: OpenTicket) => {
  const no = (field: string, why: string) => {
    throw refusal('body.not-yours', `Leave out '${field}': ${why}`);
  };
  if (monitoring !== undefined) no('monitoring', 'a ticket opened with a client key is a contact of the client.');
  if (contactedAt !== undefined) no('contactedAt', "a client's contact is when it arrives here.");
  if (requester !== undefined) no('requester', 'who asks is read from the key.');
  if (contact !== undefined) no('contact', 'who asks is read from the key.');
  if (category !== undefined && startingTier(category) > 1)
    no('category', `'${category}' picks a tier, which triage does.`);
};
const mayDateBack = (contactedAt: string, { actor, at, policy }: By) => {
  const { contactBackHours } = policy.rules;
  if (actor.role === 'supervisor' || ms(at) - ms(contactedAt) <= contactBackHours * HOUR) return;
  throw refusal(
    'contact.too-far-back',
    `The contact is dated ${contactedAt}, more than ${contactBackHours} hours back. A supervisor does that.`,
  );
};

const mayRecordContact: Right<'RecordContact'> = (_command, by, _state, { isPosted }) => {
  const { actor, occurredAt } = by;
  if (occurredAt === undefined) return;
  if (CLIENTS.includes(actor.role))
    throw refusal('body.not-yours', "Leave out 'occurredAt': a client's contact is when it arrives here.");
  mayDateBack(occurredAt, by);
  if (isPosted) mayChangeUnderMoney(actor.role, 'a contact in the past');
};

const mayChangeUnderMoney = (role: string, what: string) => {
  if (MONEY.includes(role)) return;
  throw refusal(
    'facts.under-money',
    `Something is posted for this outage: ${what} is for billing or a supervisor now.`,
  );
};
const mayChangePriority: Right<'ChangePriority' | 'CorrectPriority'> = (_command, { actor }, _state, { isPosted }) => {
  if (isPosted) mayChangeUnderMoney(actor.role, 'its priority');
  else if (actor.role === 'billing')
    throw refusal('auth.role', 'Billing changes a priority once something is posted. Ask the desk until then.');
};

const mayCorrectContact: Right<'CorrectContact'> = ({ contactedAt }, by, _state, { isPosted }) => {
  const { actor } = by;
  mayDateBack(contactedAt, by);
  if (isPosted) mayChangeUnderMoney(actor.role, 'a contact');
  else if (actor.role === 'billing')
    throw refusal('auth.role', 'Billing corrects a contact once something is posted. Ask the desk until then.');
};

const mayLog: Right<'LogWork'> = ({ engineer }, { actor }) => {
  if (engineer === actor.id || actor.role === 'supervisor') return;
  throw refusal('work.not-yours', `You are ${actor.id}. Only a supervisor writes down the work of somebody else.`);
};
const mayChangeWork: Right<'AmendWork' | 'VoidWork'> = ({ workId }, { actor }, { work: { work } }, { isPosted }) => {
  const entry = work.get(workId);
  if (!entry) return; // the decider says that there is none
  if (isPosted) return mayChangeUnderMoney(actor.role, 'a work entry');
  if (entry.engineer === actor.id || actor.role === 'supervisor') return;
  throw refusal(
    'work.not-yours',
    `${workId} is the work of ${entry.engineer}. They amend or void it, or a supervisor.`,
  );
};

const mayOverride: Right<'DetermineFault' | 'SupersedeDetermination'> = ({ override }, { actor }) => {
  if (!override || actor.role === 'supervisor') return;
  throw refusal('auth.role', "Only a supervisor proposes an 'override', where nobody else is left to judge.");
};

const RIGHTS: Readonly<Partial<Record<TicketCommand['type'], (command: never, ...rest: Rest) => void>>> = {
  OpenTicket: mayOpen,
  RecordContact: mayRecordContact,
  CorrectContact: mayCorrectContact,
  ChangePriority: mayChangePriority,
  CorrectPriority: mayChangePriority,
  LogWork: mayLog,
  AmendWork: mayChangeWork,
  VoidWork: mayChangeWork,
  DetermineFault: mayOverride,
  SupersedeDetermination: mayOverride,
};

/** Refuses a command that this person may not say about this ticket. A proposal needs the right to the act inside it. */
export const mustHaveRight = (command: TicketCommand, by: By, state: Ticket, money: MoneyState): void => {
  const act: TicketCommand | TicketAct = command.type === 'ProposeAct' ? command.act : command;
  RIGHTS[act.type]?.(act as never, by, state, { isPosted: money.isPosted || state.billed.postings.length > 0 });
};

const refusal = (code: RightsProblem, message: string) => new DomainError(code, message);
export type RightsProblem =
  | 'auth.role'
  | 'body.not-yours'
  | 'contact.too-far-back'
  | 'facts.under-money'
  | 'work.not-yours';
