// Acts that take two people, from the side of whoever asks: what an act would move is read from the ledger, and the act
// or its proposal is decided on the stream that it changes.

import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler, type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { isOpen, type ProposalView } from '#approvals';
import type { Appended, Context } from '#kernel';
import { type Ticket, ticket } from '#ticketing';
import { type CommandEnvironment, ticketStream } from '#ticketing/commands';
import { type ActOutcome, COMMAND_ENVIRONMENT, ProposeAct } from '#ticketing/module';
import type { ProposedDecision } from '../domain/ledger-events';
import { Acts } from './acts';
import { BillingSaga } from './billing-saga';
import { type DecisionContext, executeBillingCommand } from './execute-billing-command';

/** A decision about money, by a person: done where one is enough, else proposed. */
export class ProposeDecision extends Command<ActOutcome> {
  constructor(
    readonly ticketId: string,
    readonly decision: Omit<ProposedDecision, 'event'> & { readonly event?: number },
    readonly context: DecisionContext,
  ) {
    super();
  }
}
/** The second person's word: `declineBecause` where it is no. Answers on which stream the act lies. */
export class DecideProposal extends Command<ActOutcome & { readonly on: 'ticket' | 'billing' }> {
  constructor(
    readonly ticketId: string,
    readonly proposalId: string,
    readonly context: DecisionContext,
    readonly declineBecause?: string,
  ) {
    super();
  }
}
/** Every proposal about a ticket, in the order in which they were made. */
export class ProposalsQuery extends Query<readonly ProposalView[]> {
  constructor(readonly ticketId: string) {
    super();
  }
}

@CommandHandler(ProposeAct)
export class ProposeActHandler implements ICommandHandler<ProposeAct> {
  constructor(@Inject(Acts) private readonly acts: Acts) {}

  async execute({ ticketId, act, context }: ProposeAct): Promise<ActOutcome> {
    const proposalId = context.commandId;
    const appended = await this.acts.onTicket(
      ticketId,
      () => act,
      ({ cents, isAboveLimit }) => ({
        type: 'ProposeAct',
        proposalId,
        act,
        movesCents: cents,
        lowersAboveLimit: isAboveLimit,
      }),
      context,
    );
    return this.acts.withProposal(ticketId, proposalId, appended);
  }
}

@CommandHandler(ProposeDecision)
export class ProposeDecisionHandler implements ICommandHandler<ProposeDecision> {
  constructor(
    @Inject(Acts) private readonly acts: Acts,
    @Inject(BillingSaga) private readonly billing: BillingSaga,
    @Inject(COMMAND_ENVIRONMENT) private readonly environment: CommandEnvironment,
  ) {}

  async execute({ ticketId, decision, context }: ProposeDecision): Promise<ActOutcome> {
    const proposalId = context.commandId;
    const command = { type: 'ProposeDecision', proposalId, decision } as const;
    const appended = await executeBillingCommand(this.environment, this.billing, ticketId, command, context);
    return this.acts.withProposal(ticketId, proposalId, appended);
  }
}

@CommandHandler(DecideProposal)
export class DecideProposalHandler implements ICommandHandler<DecideProposal> {
  constructor(
    @Inject(Acts) private readonly acts: Acts,
    @Inject(BillingSaga) private readonly billing: BillingSaga,
    @Inject(COMMAND_ENVIRONMENT) private readonly environment: CommandEnvironment,
  ) {}

  async execute({ ticketId, proposalId, context, declineBecause: reason }: DecideProposal) {
    const { state } = await this.environment.store.load(ticketStream(ticketId), ticket, 'latest');
    const isOnTicket = state.proposals.some((one) => one.proposalId === proposalId);
    const decided = isOnTicket
      ? await this.#onTicket(ticketId, proposalId, context, reason)
      : await this.#onLedger(ticketId, proposalId, context, reason);
    const on: 'ticket' | 'billing' = isOnTicket ? 'ticket' : 'billing';
    return { ...(await this.acts.withProposal(ticketId, proposalId, decided)), on };
  }

  #onTicket(ticketId: string, proposalId: string, context: Context, reason?: string): Promise<Appended> {
    const actOf = ({ proposals }: Ticket) =>
      reason === undefined ? proposals.find((one) => one.proposalId === proposalId && isOpen(one))?.act : undefined;
    return this.acts.onTicket(
      ticketId,
      actOf,
      ({ cents }) =>
        reason === undefined
          ? { type: 'ApproveAct', proposalId, movesCents: cents }
          : { type: 'DeclineAct', proposalId, reason },
      context,
    );
  }

  #onLedger(ticketId: string, proposalId: string, context: DecisionContext, reason?: string): Promise<Appended> {
    const command =
      reason === undefined
        ? ({ type: 'ApproveDecision', proposalId } as const)
        : ({ type: 'DeclineDecision', proposalId, reason } as const);
    return executeBillingCommand(this.environment, this.billing, ticketId, command, context);
  }
}

@QueryHandler(ProposalsQuery)
export class ProposalsHandler implements IQueryHandler<ProposalsQuery> {
  constructor(@Inject(Acts) private readonly acts: Acts) {}

  execute({ ticketId }: ProposalsQuery): Promise<readonly ProposalView[]> {
    return this.acts.proposals(ticketId);
  }
}
