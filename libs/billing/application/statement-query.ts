// One posting, told to the client: what happened, what was found on which evidence, the clause, the arithmetic, and what
// it would have been otherwise. Read from the streams, where an erasure has reached what people wrote.

import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryBus, QueryHandler } from '@nestjs/cqrs';
import { DomainError, ms, type Recorded, replay } from '#kernel';
import { type FaultClass, localTime, type Policy } from '#policy';
import { isLegal, type Ticket, type TicketEvent, ticket } from '#ticketing';
import { type CommandEnvironment, ticketStream } from '#ticketing/commands';
import { COMMAND_ENVIRONMENT } from '#ticketing/module';
import { clauseText } from '../domain/clause';
import { clientStory, type StoryLine } from '../domain/client-story';
import { ledger } from '../domain/ledger';
import type { BillingEvent } from '../domain/ledger-events';
import { type MeterReading, otherAnswers } from '../domain/meter';
import { type Staircase, staircaseOf } from '../domain/staircase';
import { billingStream } from './billing-saga';
import { type ExplainedPosting, LedgerQuery } from './ledger-query';
import { recomputable, recomputeProgram } from './recompute';

/** Money in cents. Nothing in it is for staff alone. */
export type ChargeStatement = {
  readonly ticketId: string;
  readonly client: string;
  readonly event: number;
  readonly posting: ExplainedPosting;
  readonly postedLocal: string;
  readonly eventPostedCents: number;
  readonly story: readonly StoryLine[];
  readonly finding?: { readonly faultClass: FaultClass; readonly reason: string; readonly evidence: readonly string[] };
  readonly clause: { readonly number: string; readonly text: string; readonly policy: string };
  readonly staircase: Staircase;
  readonly otherwise: readonly MeterReading[];
  /** Whether it may be disputed now; a dispute that is open comes first. */
  readonly dispute: 'possible' | 'open' | 'not-possible';
  /** A program that computes it again. */
  readonly program: string;
};

export class StatementQuery extends Query<ChargeStatement> {
  constructor(
    readonly ticketId: string,
    readonly postingId: string,
  ) {
    super();
  }
}

@QueryHandler(StatementQuery)
export class StatementHandler implements IQueryHandler<StatementQuery> {
  constructor(
    @Inject(COMMAND_ENVIRONMENT) private readonly environment: CommandEnvironment,
    private readonly queries: QueryBus,
  ) {}

  async execute({ ticketId, postingId }: StatementQuery): Promise<ChargeStatement> {
    const page = await this.queries.execute(new LedgerQuery(ticketId, true));
    const entry = page.events.find(({ postings }) => postings.some((one) => one.postingId === postingId));
    const posting = entry?.postings.find((one) => one.postingId === postingId);
    if (!entry || !posting) throw new DomainError('posting.unknown', `Ticket ${ticketId} has no posting ${postingId}.`);
    const history = (await this.environment.store.read(ticketStream(ticketId))) as readonly Recorded<TicketEvent>[];
    const own = (await this.environment.store.read(billingStream(ticketId))) as readonly Recorded<BillingEvent>[];
    const { incident } = replay(ledger, own);
    const state = replay(ticket, history);
    const { terms, determination } = posting.derivation;
    // Under which it was posted, whatever the ticket was rebound to since.
    const policy = await this.environment.policies.pinned(terms.policyId, terms.policyVersion);
    const finding = findingOf(history, determination?.determinationId);
    return {
      ticketId,
      client: incident.client,
      event: entry.event,
      posting,
      postedLocal: localTime(policy.zone, ms(posting.at)),
      eventPostedCents: entry.postedCents,
      story: clientStory(history, own, policy.zone),
      ...(finding && { finding }),
      clause: {
        number: terms.clause,
        text: clauseText(terms),
        policy: `${terms.policyId}, version ${terms.policyVersion}`,
      },
      staircase: staircaseOf(posting.derivation, policy.document.billing.minimumScope, posting),
      otherwise: otherAnswers(incident, entry.event, policy, determination?.sharePercent),
      dispute: disputeOn(state),
      program: programOf(ticketId, posting, policy),
    };
  }
}

const programOf = (ticketId: string, posting: ExplainedPosting, policy: Policy): string =>
  recomputeProgram(recomputable(ticketId, posting, posting.derivation, policy));

const disputeOn = ({ disputes, erasure, lifecycle }: Ticket): ChargeStatement['dispute'] => {
  if (disputes.open) return 'open';
  return isLegal(lifecycle.status, 'DisputeFault') && erasure.ledgerTexts === undefined ? 'possible' : 'not-possible';
};

/** What was found and on what: what the determination names, and what was added for the review before it. */
const findingOf = (
  history: readonly Recorded<TicketEvent>[],
  determinationId: string | undefined,
): ChargeStatement['finding'] => {
  const evidence: { readonly cycle: number; readonly text: string }[] = [];
  for (const { event } of history) {
    if (event.type === 'EvidenceAdded') evidence.push(event);
    if (!('determination' in event) || event.determination.id !== determinationId) continue;
    const { faultClass, reason, evidence: named } = event.determination;
    const added = evidence.filter(({ cycle }) => cycle === event.cycle).map(({ text }) => text);
    return { faultClass, reason, evidence: [...named, ...added] };
  }
  return undefined;
};
