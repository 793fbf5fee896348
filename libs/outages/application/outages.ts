// What people say of outages. A ticket is held for its outage before it stands there: of two outages that want it at once one is
// refused, and whoever is killed between the two says it again.

import { commandIdOf, ticketIdsOf, uuidv5 } from '#event-store';
import { type Appended, type Context, DomainError, decideAndAppend, type EventStore } from '#kernel';
import { ticket } from '#ticketing';
import { ticketStream } from '#ticketing/commands';
import { type Outage, type OutageCommand, type OutageProblem, open, outage } from '../domain/outage';
import { type HoldCommand, outageHold } from '../domain/outage-hold';
import { holdStream, outageStream } from './streams';

export class Outages {
  readonly #store: EventStore;
  constructor(store: EventStore) {
    this.#store = store;
  }

  async load(outageId: string): Promise<{ readonly state: Outage; readonly revision: number }> {
    return this.#store.load<Outage>(outageStream(outageId), outage, 'latest');
  }

  /** Its number follows from the command: said again it is the same outage. */
  async open(request: { readonly summary: string; readonly startedAt?: string }, context: Context) {
    for (const number of ticketIdsOf(commandIdOf(['outage', context.commandId]))) {
      const outageId = `O-${number}`;
      const { state, commands } = await this.#store.load<Outage>(outageStream(outageId), outage, 'latest');
      if (state.status !== 'none' && !commands.has(context.commandId)) continue;
      return { outageId, ...(await this.say(outageId, { type: 'OpenOutage', ...request }, context)) };
    }
    throw new Error('There is always another number.');
  }

  /** What concerns no other stream; tickets are attached and detached below. */
  say(outageId: string, command: OutageCommand, context: Context): Promise<Appended> {
    return decideAndAppend(this.#store, outageStream(outageId), outage, command, context);
  }

  /** Throws `ticket.unknown`, `outage.ticket-ended` where it was merged, `outage.other` where another outage has it. */
  async attach(outageId: string, ticketId: string, context: Context): Promise<Appended> {
    open((await this.load(outageId)).state);
    const { lifecycle } = (await this.#store.load(ticketStream(ticketId), ticket, 'latest')).state;
    if (lifecycle.status === 'none') throw new DomainError('ticket.unknown', `There is no ticket ${ticketId}.`);
    if (lifecycle.status === 'merged')
      throw new DomainError<OutageProblem>(
        'outage.ticket-ended',
        `Ticket ${ticketId} was merged into ${lifecycle.into}. Attach that one.`,
      );
    await this.#hold(ticketId, { type: 'HoldTicket', outageId, ...(await this.#abandonedBy(ticketId)) }, context);
    return this.say(outageId, { type: 'AttachTicket', ticketId, client: lifecycle.client }, context);
  }

  async detach(outageId: string, ticketId: string, reason: string, context: Context): Promise<Appended> {
    const appended = await this.say(outageId, { type: 'DetachTicket', ticketId, reason }, context);
    await this.#hold(ticketId, { type: 'LetTicketGo', outageId }, context);
    return appended;
  }

  /** The outage that holds a ticket which it does not have: whoever attached it there may have died on the way. */
  async #abandonedBy(ticketId: string): Promise<{ readonly without?: string }> {
    const { outageId } = (await this.#store.load(holdStream(ticketId), outageHold, 'latest')).state;
    if (outageId === undefined) return {};
    const { state } = await this.load(outageId);
    return state.status !== 'none' && state.tickets.has(ticketId) ? {} : { without: outageId };
  }

  async #hold(ticketId: string, command: HoldCommand, { commandId, actor, at }: Context): Promise<void> {
    const own = { commandId: uuidv5(commandId, `${command.type}/${ticketId}`), actor, at };
    await decideAndAppend(this.#store, holdStream(ticketId), outageHold, command, own);
  }
}
