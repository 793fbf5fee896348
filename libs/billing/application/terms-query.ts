import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { DomainError } from '#kernel';
import { ticket } from '#ticketing';
import { type CommandEnvironment, ticketStream } from '#ticketing/commands';
import { COMMAND_ENVIRONMENT } from '#ticketing/module';
import { firstMinuteCentsOf, type Terms, termsInWords, termsOf } from '../domain/terms';

/** What the last after-hours event of a ticket may cost. Money in cents; the words are read out. */
export type TermsPage = {
  readonly ticketId: string;
  readonly event: number;
  readonly terms: Terms;
  readonly firstMinuteCents: number;
  readonly words: string;
};
export class TermsQuery extends Query<TermsPage> {
  constructor(readonly ticketId: string) {
    super();
  }
}

@QueryHandler(TermsQuery)
export class TermsHandler implements IQueryHandler<TermsQuery> {
  constructor(@Inject(COMMAND_ENVIRONMENT) private readonly environment: CommandEnvironment) {}

  async execute({ ticketId }: TermsQuery): Promise<TermsPage> {
    const { state } = await this.environment.store.load(ticketStream(ticketId), ticket, 'latest');
    const { lifecycle, policyBinding } = state;
    if (lifecycle.status === 'none') throw new DomainError('ticket.unknown', `There is no ticket ${ticketId}.`);
    const policy = await this.environment.policies.pinned(policyBinding.policyId, policyBinding.policyVersion);
    return {
      ticketId,
      event: lifecycle.event,
      terms: termsOf(policy),
      firstMinuteCents: firstMinuteCentsOf(policy),
      words: termsInWords(policy),
    };
  }
}
