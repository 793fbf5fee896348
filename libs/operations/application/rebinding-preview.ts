// What rebinding a ticket to another policy version would do to its clocks and its ledger. It reads, and rebinds nothing.

import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { ledger } from '#billing';
import { billingStream } from '#billing/module';
import { CLOCK, type Clock, DomainError, iso, replay } from '#kernel';
import { ticket } from '#ticketing';
import { type CommandEnvironment, ticketStream } from '#ticketing/commands';
import { COMMAND_ENVIRONMENT } from '#ticketing/module';
import { type PolicyEffect, policyEffect } from '../domain/policy-effect';

export type RebindingPreview = PolicyEffect & {
  readonly ticketId: string;
  readonly at: string;
  readonly policyId: string;
  /** The version that the ticket is pinned to, and the one that it would be. */
  readonly from: number;
  readonly to: number;
};

export class RebindingPreviewQuery extends Query<RebindingPreview> {
  constructor(
    readonly ticketId: string,
    readonly version: number,
  ) {
    super();
  }
}

@QueryHandler(RebindingPreviewQuery)
export class RebindingPreviewHandler implements IQueryHandler<RebindingPreviewQuery> {
  constructor(
    @Inject(COMMAND_ENVIRONMENT) private readonly environment: CommandEnvironment,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Throws `ticket.unknown`, and `policy.unknown` where there is no such version. */
  async execute({ ticketId, version }: RebindingPreviewQuery): Promise<RebindingPreview> {
    const now = this.clock.now();
    const { store, policies } = this.environment;
    const history = await store.read(ticketStream(ticketId));
    const { lifecycle, policyBinding } = replay(ticket, history);
    if (lifecycle.status === 'none') throw new DomainError('ticket.unknown', `There is no ticket ${ticketId}.`);
    const { policyId, policyVersion } = policyBinding;
    const [before, after] = [await policies.pinned(policyId, policyVersion), await policies.pinned(policyId, version)];
    const { state } = await store.load(billingStream(ticketId), ledger, 'latest');
    const effect = policyEffect(history, state, [before, after], now, 'rebound');
    return { ticketId, at: iso(now), policyId, from: policyVersion, to: version, ...effect };
  }
}
