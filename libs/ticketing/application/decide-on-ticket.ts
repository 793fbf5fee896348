// One decision on one ticket: load, decide under the policy that the ticket pinned, append.

import { type Appended, type Context, DomainError, decide, decideAndAppend, iso, ms } from '#kernel';
import { inLocalTime, type Policy, type Zone } from '#policy';
import type { Ticket } from '../domain/part';
import { CLIENTS } from '../domain/shown-to-clients';
import { type TicketCommand, type TicketEvent, ticket } from '../domain/ticket';
import type { TicketContext } from '../domain/ticket-context';
import { type CommandEnvironment, systemContext, ticketStream } from './command-environment';
import { inRoutes } from './legal-commands';

export const policyFor = (
  environment: CommandEnvironment,
  { lifecycle, policyBinding }: Ticket,
  at: number,
  client?: string,
): Promise<Policy> =>
  lifecycle.status === 'none'
    ? environment.policies.inForce(at, client)
    : environment.policies.pinned(policyBinding.policyId, policyBinding.policyVersion);

/** The ticket was resolved so long ago that it is closed, and nobody has written that down yet. */
class TimeElapsed extends Error {
  constructor(readonly autoCloseAt: number) {
    super('A resolved ticket closes before anything else happens to it.');
  }
}

/** Throws where whoever commands has no right to, on the state that is decided on. */
export type MayDecide = (state: Ticket, context: TicketContext) => void;

/** A ticket names nobody whom the register does not have. */
const mustBeKnown = async (
  { register }: CommandEnvironment,
  command: TicketCommand,
  { actor }: Context,
): Promise<{ readonly fromNoc?: boolean }> => {
  // Whoever called must be helped first; who it was is found out then.
  if (command.type === 'OpenTicket' && command.voicemail === undefined) {
    const asker = CLIENTS.includes(actor.role) ? actor.id : undefined;
    return register?.mustKnowClient(command.client, command, asker) ?? {};
  }
  if (command.type === 'AssignTicket') await register?.mustKnowAssignee(command.assignee);
  return {};
};

/** What a command would bring about; nothing is written. */
export const decideInRoutes = (
  command: TicketCommand,
  state: Ticket,
  context: TicketContext,
): readonly TicketEvent[] => {
  try {
    return decide(ticket, command, state, context);
  } catch (refusal) {
    throw inRoutes(refusal);
  }
};

/** A refusal says what else can be said and where, and instants by the clock of the policy that was decided under. */
const decideNow = async (
  environment: CommandEnvironment,
  ticketId: string,
  command: TicketCommand,
  context: Context,
  mayDecide?: MayDecide,
): Promise<Appended> => {
  let zone: Zone | undefined;
  const contextFor = async (plain: Context, state: Ticket): Promise<TicketContext> => {
    const { fromNoc } = await mustBeKnown(environment, command, plain);
    const opens = command.type === 'OpenTicket' ? command.client : undefined;
    const policy = await policyFor(environment, state, ms(plain.at), opens);
    zone = policy.zone;
    mayDecide?.(state, { ...plain, policy });
    const { lifecycle } = state;
    if (lifecycle.status === 'resolved' && ms(plain.at) >= lifecycle.autoCloseAt && command.type !== 'CloseElapsed')
      throw new TimeElapsed(lifecycle.autoCloseAt);
    // A ticket knows no other stream: that the version exists is found out here.
    const act = command.type === 'ProposeAct' ? command.act : command;
    if (act.type === 'RebindPolicy') await environment.policies.pinned(act.policyId, act.policyVersion);
    return { ...plain, policy, ...(fromNoc && { fromNoc }) };
  };
  try {
    return await decideAndAppend(environment.store, ticketStream(ticketId), ticket, command, context, contextFor);
  } catch (refusal) {
    inRoutes(refusal);
    if (refusal instanceof DomainError && zone) refusal.message = inLocalTime(zone, refusal.message);
    throw refusal;
  }
};

/** A resolved ticket whose time is over is closed first, as it would have been by a clock that never sleeps. */
export const decideOnTicket = async (
  environment: CommandEnvironment,
  ticketId: string,
  command: TicketCommand,
  context: Context,
  mayDecide?: MayDecide,
): Promise<Appended> => {
  try {
    return await decideNow(environment, ticketId, command, context, mayDecide);
  } catch (elapsed) {
    if (!(elapsed instanceof TimeElapsed)) throw elapsed;
    await closeElapsed(environment, ticketId, elapsed.autoCloseAt, ms(context.at));
    return decideNow(environment, ticketId, command, context, mayDecide);
  }
};

/** Closes a resolved ticket whose time is over. Nothing happens where it was reopened or closed meanwhile. */
export const closeElapsed = (
  environment: CommandEnvironment,
  ticketId: string,
  autoCloseAt: number,
  now: number,
): Promise<Appended> =>
  decideNow(
    environment,
    ticketId,
    { type: 'CloseElapsed' },
    systemContext(environment, 'auto-close', `${ticketId}/${iso(autoCloseAt)}`, now, autoCloseAt),
  );

/** When a ticket closes by itself, if nothing happens before; `undefined` unless it is resolved. */
export const closesAt = async (environment: CommandEnvironment, ticketId: string): Promise<number | undefined> => {
  const { state } = await environment.store.load(ticketStream(ticketId), ticket, 'latest');
  return state.lifecycle.status === 'resolved' ? state.lifecycle.autoCloseAt : undefined;
};
