import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { CLOCK, type Clock, DomainError, iso } from '#kernel';
import type { Status } from '../domain/lifecycle';
import { ticket } from '../domain/ticket';
import { type CommandEnvironment, ticketStream } from './command-environment';
import { COMMAND_ENVIRONMENT } from './command-environment.provider';
import { policyFor } from './decide-on-ticket';
import { commandsOf } from './legal-commands';

/** A ticket as it stands, and which commands are legal now for whoever asks. */
export type TicketView = {
  readonly ticketId: string;
  readonly revision: number;
  readonly status: Status;
  readonly client: string;
  readonly openedAt: string;
  readonly priority: string;
  readonly validated: boolean;
  readonly tier: number;
  readonly cycle: number;
  readonly legal: readonly string[];
};
export class TicketViewQuery extends Query<TicketView> {
  constructor(
    readonly ticketId: string,
    readonly role: string,
  ) {
    super();
  }
}
@QueryHandler(TicketViewQuery)
export class TicketViewHandler implements IQueryHandler<TicketViewQuery> {
  constructor(
    @Inject(COMMAND_ENVIRONMENT) private readonly environment: CommandEnvironment,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async execute({ ticketId, role }: TicketViewQuery): Promise<TicketView> {
    const { state, revision } = await this.environment.store.load(ticketStream(ticketId), ticket, 'latest');
    const { lifecycle, tier } = state;
    if (lifecycle.status === 'none') throw new DomainError('ticket.unknown', `There is no ticket ${ticketId}.`);
    const { client, openedAt, cycle, status } = lifecycle;
    const { current: priority, validated } = state.priority;
    const at = this.clock.now();
    const policy = await policyFor(this.environment, state, at);
    const legal = commandsOf(ticketId, state, [role], { at, policy }).commands.map(({ command }) => command);
    return { ticketId, revision, status, client, openedAt: iso(openedAt), priority, validated, ...tier, cycle, legal };
  }
}
