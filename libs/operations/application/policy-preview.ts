// What publishing a policy would do: the difference in sentences, and its effect on the latest tickets. It reads, and
// publishes nothing.

import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { ledger } from '#billing';
import { billingStream } from '#billing/module';
import { CLOCK, type Clock, iso } from '#kernel';
import type { Policy } from '#policy';
import { Policies, type PolicyPreview } from '#policy/policies';
import { type ReadStore, runListQuery } from '#read-store';
import { READ_STORE } from '#read-store/module';
import { type CommandEnvironment, ticketStream } from '#ticketing/commands';
import { COMMAND_ENVIRONMENT, ticketList } from '#ticketing/module';
import { type PolicyEffect, policyEffect } from '../domain/policy-effect';

const SAMPLE = 10;

/** One of the latest tickets, and what would be other than it is under the newest version. */
export type SampleTicket = PolicyEffect & {
  readonly ticketId: string;
  readonly client: string;
  readonly status: string;
  readonly openedAt: string;
};
export type PolicyPreviewPage = Omit<PolicyPreview, 'policy' | 'newest'> & {
  readonly policyId: string;
  readonly at: string;
  /** In one sentence; absent where no version was published to compare with. */
  readonly effect?: string;
  readonly sample: readonly SampleTicket[];
};

export class PolicyPreviewQuery extends Query<PolicyPreviewPage> {
  constructor(readonly document: unknown) {
    super();
  }
}

@QueryHandler(PolicyPreviewQuery)
export class PolicyPreviewHandler implements IQueryHandler<PolicyPreviewQuery> {
  constructor(
    private readonly policies: Policies,
    @Inject(READ_STORE) private readonly views: ReadStore,
    @Inject(COMMAND_ENVIRONMENT) private readonly environment: CommandEnvironment,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async execute({ document }: PolicyPreviewQuery): Promise<PolicyPreviewPage> {
    const now = this.clock.now();
    const { policy, newest, ...preview } = await this.policies.preview(document);
    const sample = newest ? await this.#sample([newest, policy], now) : [];
    return {
      policyId: policy.id,
      ...preview,
      at: iso(now),
      ...(newest && { effect: effectOf(sample, policy.document.billing.currency) }),
      sample,
    };
  }

  async #sample(versions: readonly [Policy, Policy], now: number): Promise<readonly SampleTicket[]> {
    const latest = { where: {}, order: { by: 'openedAt', descending: true }, limit: SAMPLE } as const;
    const { rows } = await runListQuery(this.views.view(ticketList), latest);
    return Promise.all(
      rows.map(async ({ ticketId, client, status, openedAt }) => {
        const history = await this.environment.store.read(ticketStream(ticketId));
        const { state } = await this.environment.store.load(billingStream(ticketId), ledger, 'latest');
        return { ticketId, client, status, openedAt, ...policyEffect(history, state, versions, now) };
      }),
    );
  }
}

const effectOf = (sample: readonly SampleTicket[], currency: string): string => {
  if (sample.length === 0) return 'There is no ticket yet to compare the two versions by.';
  const clocks = sample.filter((ticket) => ticket.clocks.length > 0).length;
  const charges = sample.filter((ticket) => ticket.charges.length > 0).length;
  const cents = sample.reduce((sum, { differenceCents }) => sum + differenceCents, 0);
  const money =
    cents === 0
      ? 'the sum stays the same'
      : `${(Math.abs(cents) / 100).toFixed(2)} ${currency} ${cents > 0 ? 'more' : 'less'}`;
  return (
    `Had the ${sample.length} latest tickets been opened under it, ${clocks} would have other clocks and ` +
    `${charges} another charge: ${money} in all. Tickets that are open keep the version that they have.`
  );
};
