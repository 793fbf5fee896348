// A proposal on a ticket that nobody has decided lapses after a week, by a named system actor, dated when its time was
// over. The ledger's own proposals are among its timers.

import { nextLapse } from '#approvals';
import { type ProcessManager, type ProcessOutcome, type Recorded } from '#kernel';
import type { ProposalEvent } from '../domain/proposals';
import { ticket } from '../domain/ticket';
import { type CommandEnvironment, systemContext, ticketStream } from './command-environment';
import { executeTicketCommand } from './ticket-commands';
import { type DueAct, whenDue } from './when-due';

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

  handle(ticketId: string, now: number, delivered?: readonly Recorded[]): Promise<ProcessOutcome> {
    return whenDue(this.#lapsing, ticketId, now, delivered);
  }

  readonly #lapsing: DueAct<NonNullable<ReturnType<typeof nextLapse>>> = {
    concerns: CONCERNS,
    next: async (ticketId) => {
      const { state } = await this.#environment.store.load(ticketStream(ticketId), ticket, 'latest');
      return nextLapse(state.proposals);
    },
    act: (ticketId, { at, proposalId }, now) => {
      const context = systemContext(this.#environment, this.name, `${ticketId}/${proposalId}`, now, at);
      return executeTicketCommand(this.#environment, ticketId, { type: 'LapseActs' }, context);
    },
  };
}
