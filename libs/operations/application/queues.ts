// What waits for somebody: for triage, for the billing environment, for a move to the current policy.
// Rows hold instants; how long it has been is computed when somebody asks.

import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { CLOCK, type Clock, iso, MINUTE, ms } from '#kernel';
import { type ListQuery, type Page, type ReadStore, runListQuery } from '#read-store';
import { READ_STORE } from '#read-store/module';
import type { CommandEnvironment } from '#ticketing/commands';
import { COMMAND_ENVIRONMENT, type TicketColumn, type TicketRow, ticketList } from '#ticketing/module';
import { afterHours } from './after-hours';
import type { AfterHoursColumn, AfterHoursRow, EventLine } from './after-hours-row';

type Shown =
  | 'requested'
  | 'ticketId'
  | 'client'
  | 'status'
  | 'priority'
  | 'tier'
  | 'category'
  | 'channel'
  | 'summary'
  | 'openedAt';
/** A ticket that nobody has triaged, or that is under an older policy version. */
export type WaitingTicket = Pick<TicketRow, Shown | 'assignee' | 'policyVersion'> & { readonly minutesOpen: number };
export type WaitingCharge = {
  readonly ticketId: string;
  readonly event: number;
  readonly client: string;
  readonly since: string;
  readonly minutesWaiting: number;
  /** What the charge waits for: disputed, correction, amount, late_work, or the fault class that needs an approval. */
  readonly rule: string;
  readonly faultClass: string | null;
  readonly postedCents: number;
  /** What is posted once it is approved. */
  readonly waitingCents: number;
  readonly atStakeCents: number;
};
type Listed<Row> = Page<Row> & { readonly at: string };

/** What a ticket may wait in, and how its row says so. */
const WAITING_IN = {
  /** Nobody has looked at its priority. */
  triage: { untriaged: 1 },
  /** It ended before anybody had looked, though a P1 was asked for: the money of a night. */
  'ended-untriaged': { endedUntriaged: 1 },
  /** A reply of it came back: somebody has to reach the client in another way. */
  'bounced-replies': { replyBounced: 1 },
  /** Its client asks for another priority than it has. */
  'priority-requests': { priorityRequested: 1 },
} as const;
export type TicketQueue = keyof typeof WAITING_IN;
export class WaitingTicketsQuery extends Query<Listed<WaitingTicket>> {
  constructor(
    readonly queue: TicketQueue,
    readonly question: ListQuery<TicketColumn>,
  ) {
    super();
  }
}
export class OldPolicyQuery extends Query<Listed<WaitingTicket> & { readonly current: number }> {
  constructor(readonly question: ListQuery<TicketColumn>) {
    super();
  }
}
export class BillingHoldsQuery extends Query<Listed<WaitingCharge>> {
  constructor(readonly question: ListQuery<AfterHoursColumn>) {
    super();
  }
}

const minutesSince = (instant: string, now: number): number => Math.floor((now - ms(instant)) / MINUTE);
const ticketOf = (row: TicketRow, now: number): WaitingTicket => {
  const {
    ticketId,
    client,
    status,
    priority,
    requested,
    tier,
    category,
    channel,
    summary,
    openedAt,
    assignee,
    policyVersion,
  } = row;
  const shown = { ticketId, client, status, priority, requested, tier, category, channel, summary, openedAt };
  return { ...shown, assignee, policyVersion, minutesOpen: minutesSince(openedAt, now) };
};

/** What was asked for of the tickets that meet `where`. */
const waiting = async (
  views: ReadStore,
  clock: Clock,
  question: ListQuery<TicketColumn>,
  where: ListQuery<TicketColumn>['where'],
) => {
  const asked = { ...question, where: { ...question.where, ...where } };
  const { rows, ...page } = await runListQuery(views.view(ticketList), asked);
  const now = clock.now();
  return { at: iso(now), rows: rows.map((row) => ticketOf(row, now)), ...page };
};

@QueryHandler(WaitingTicketsQuery)
export class WaitingTicketsHandler implements IQueryHandler<WaitingTicketsQuery> {
  constructor(
    @Inject(READ_STORE) private readonly views: ReadStore,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async execute({ queue, question }: WaitingTicketsQuery) {
    return waiting(this.views, this.clock, question, WAITING_IN[queue]);
  }
}

@QueryHandler(OldPolicyQuery)
export class OldPolicyHandler implements IQueryHandler<OldPolicyQuery> {
  constructor(
    @Inject(READ_STORE) private readonly views: ReadStore,
    @Inject(COMMAND_ENVIRONMENT) private readonly environment: CommandEnvironment,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async execute({ question }: OldPolicyQuery) {
    const { version: current } = await this.environment.policies.inForce(this.clock.now());
    return {
      ...(await waiting(this.views, this.clock, question, { open: 1, policyVersion: { to: current } })),
      current,
    };
  }
}

@QueryHandler(BillingHoldsQuery)
export class BillingHoldsHandler implements IQueryHandler<BillingHoldsQuery> {
  constructor(
    @Inject(READ_STORE) private readonly views: ReadStore,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async execute({ question }: BillingHoldsQuery) {
    const asked = { ...question, where: { ...question.where, held: 1 } };
    const { rows, ...page } = await runListQuery(this.views.view(afterHours), asked);
    const now = this.clock.now();
    return { at: iso(now), rows: rows.map((row) => holdOf(row, now)), ...page };
  }
}

const holdOf = ({ ticketId, event, client, at, line }: AfterHoursRow, now: number): WaitingCharge => {
  const { rule, faultClass, postedCents, waitingCents, atStakeCents } = line as EventLine;
  const since = at ?? iso(now);
  const minutesWaiting = minutesSince(since, now);
  const money = { postedCents, waitingCents, atStakeCents };
  return { ticketId, event, client, since, minutesWaiting, rule: rule ?? '', faultClass, ...money };
};
