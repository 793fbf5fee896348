// How a ticket is told something, by people and by processes. Plain functions: the server wraps them in Nest handlers,
// `simulate` calls them as they are.

import { type Actor, type Appended, type Context, decideAndAppend, type EventStore, iso, ms } from '#kernel';
import type { Policy } from '#policy';
import { type Ticket, type TicketCommand, ticket } from '../domain/ticket';

/** The policies that a environment works under. */
export type PolicyBook = {
  /** For tickets that are opened at `at` (epoch milliseconds). */
  inForce(at: number): Promise<Policy>;
  /** The version that a ticket pinned when it was opened. */
  pinned(policyId: string, version: number): Promise<Policy>;
};
/** What handlers and processes work with. `idOf` makes a command id from a name: the same name, the same command. */
export type CommandEnvironment = {
  readonly store: EventStore;
  readonly policies: PolicyBook;
  readonly idOf: (name: string) => string;
};

export const ticketStream = (ticketId: string) => `ticket-${ticketId}`;
/** A process speaks in its own name, about an instant that may lie behind it. */
export const systemContext = (
  environment: CommandEnvironment,
  process: string,
  act: string,
  at: number,
  occurredAt = at,
): Context => ({
  commandId: environment.idOf(`${process}/${act}`),
  actor: systemActor(process),
  at: iso(at),
  ...(occurredAt < at && { occurredAt: iso(occurredAt) }),
});
export const systemActor = (process: string): Actor => ({ id: process, role: 'system' });

const policyFor = (environment: CommandEnvironment, { lifecycle }: Ticket, at: number): Promise<Policy> =>
  lifecycle.status === 'none'
    ? environment.policies.inForce(at)
    : environment.policies.pinned(lifecycle.policyId, lifecycle.policyVersion);

/** The ticket was resolved so long ago that it is closed, and nobody has written that down yet. */
class TimeElapsed extends Error {
  constructor(readonly autoCloseAt: number) {
    super('A resolved ticket closes before anything else happens to it.');
  }
}

const decideOnTicket = (
  environment: CommandEnvironment,
  ticketId: string,
  command: TicketCommand,
  context: Context,
): Promise<Appended> =>
  decideAndAppend(environment.store, ticketStream(ticketId), ticket, command, context, async (plain, state) => {
    const { lifecycle } = state;
    if (lifecycle.status === 'resolved' && ms(plain.at) >= lifecycle.autoCloseAt && command.type !== 'CloseElapsed')
      throw new TimeElapsed(lifecycle.autoCloseAt);
    // A ticket knows no other stream: that the version exists is found out here.
    if (command.type === 'RebindPolicy') await environment.policies.pinned(command.policyId, command.policyVersion);
    return { ...plain, policy: await policyFor(environment, state, ms(plain.at)) };
  });

/**
 * Decides a command on a ticket and appends what follows. A resolved ticket whose time is over is closed first, as it
 * would have been by a clock that never sleeps. Throws what the ticket refuses, `lost-race`, `ticket.unknown`.
 */
export const executeTicketCommand = async (
  environment: CommandEnvironment,
  ticketId: string,
  command: TicketCommand,
  context: Context,
): Promise<Appended> => {
  try {
    return await decideOnTicket(environment, ticketId, command, context);
  } catch (elapsed) {
    if (!(elapsed instanceof TimeElapsed)) throw elapsed;
    await closeElapsed(environment, ticketId, elapsed.autoCloseAt, ms(context.at));
    return decideOnTicket(environment, ticketId, command, context);
  }
};

/** Closes a resolved ticket whose time is over. Nothing happens where it was reopened or closed meanwhile. */
export const closeElapsed = (
  environment: CommandEnvironment,
  ticketId: string,
  autoCloseAt: number,
  now: number,
): Promise<Appended> =>
  decideOnTicket(
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
