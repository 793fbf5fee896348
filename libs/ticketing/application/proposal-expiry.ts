// A proposal on a ticket that nobody has decided lapses after a week, by a named system actor, dated when its time was
// over. The ledger's own proposals are among its timers.

import { nextLapse } from '#approvals';
import { type ProcessManager, type ProcessOutcome, type Recorded } from '#kernel';
import type { ProposalEvent } from '../domain/proposals';
import { ticket } from '../domain/ticket';
import { type CommandEnvironment, systemContext, ticketStream } from './command-environment';
import { executeTicketCommand } from './ticket-commands';

const CONCERNS: readonly string[] = [
  'ActProposed',
  'ActApproved',
  'ActDeclined',
] satisfies readonly ProposalEvent['type'][];

export class ProposalExpiry implements ProcessManager {
  readonly name = 'proposal-expiry';
  readonly prefixes = ['ticket-'];
  readonly #environment: CommandEnvironment;
  constructor(environment: CommandEnvironment) {
    this.#environment = environment;
  }

  async handle(ticketId: string, now: number, delivered?: readonly Recorded[]): Promise<ProcessOutcome> {
    if (delivered && !delivered.some(({ event }) => CONCERNS.includes(event.type))) return 'unchanged';
    const lapse = await this.#next(ticketId);
    if (!lapse) return {};
    if (lapse.at > now) return { deadline: lapse.at };
    const context = systemContext(this.#environment, this.name, `${ticketId}/${lapse.proposalId}`, now, lapse.at);
    await executeTicketCommand(this.#environment, ticketId, { type: 'LapseActs' }, context);
    const next = await this.#next(ticketId);
    return next ? { deadline: next.at } : {};
  }

  async #next(ticketId: string) {
    const { state } = await this.#environment.store.load(ticketStream(ticketId), ticket, 'latest');
    return nextLapse(state.proposals);
  }
}
