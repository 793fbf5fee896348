// The queue of fault reviews: what waits is in a view, what it takes to choose a case is read from its streams, where
// nobody is shown as free to judge who worked on it a moment ago.

import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { ledger } from '#billing';
import { billingStream } from '#billing/module';
import { CLOCK, type Clock, iso, MINUTE, ms } from '#kernel';
import { type FaultClass, localTime } from '#policy';
import { type ListQuery, type Page, type ReadStore, runListQuery } from '#read-store';
import { READ_STORE } from '#read-store/module';
import { minutesLeft } from '#sla';
import { type ReviewStanding, reviewStanding, ticket } from '#ticketing';
import { type CommandEnvironment, ticketStream } from '#ticketing/commands';
import { COMMAND_ENVIRONMENT, ticketList } from '#ticketing/module';
import { byDue, pageByDue } from '../domain/by-due';
import { afterHours } from './after-hours';
import type { AfterHoursColumn, AfterHoursRow, EventLine } from './after-hours-row';

/** An after-hours event that waits. `dueAt`: when the review is due by the ticket's own policy. Money in cents. */
export type WaitingReview = {
  readonly ticketId: string;
  readonly event: number;
  /** The last cycle of the event: the one that is determined. */
  readonly cycle: number;
  readonly client: string;
  readonly summary: string | null;
  readonly since: string;
  readonly minutesWaiting: number;
  readonly dueAt: string;
  /** Minutes of `calendar` until the review is due; below zero once it is over. */
  readonly minutesLeft: number;
  readonly calendar: string;
  readonly dueLocal: string;
  readonly because: 'undetermined' | 'disputed';
  readonly atStakeCents: number;
  /** Everybody who logged work on the cycle, voided or not: they do not judge it. */
  readonly engineers: readonly string[];
  readonly claimedBy: string | null;
  readonly claimedUntil: string | null;
  /** How much evidence was added, and what somebody took the cause for last. */
  readonly evidence: number;
  readonly proposed: FaultClass | null;
  /** Whether whoever asks may judge it; where not, `mayNotBecause` says why. */
  readonly mayJudge: boolean;
  readonly mayNotBecause: string | null;
};
/** `dueAt` is computed by each ticket's own policy and calendar, and is no column of the view. */
export type ReviewColumn = AfterHoursColumn | 'dueAt';
type Listed = Page<WaitingReview> & { readonly at: string };

export class FaultReviewsQuery extends Query<Listed> {
  constructor(
    readonly question: ListQuery<ReviewColumn>,
    readonly caller: { readonly id: string; readonly role: string },
  ) {
    super();
  }
}

const REVIEWERS = ['fault-reviewer', 'supervisor'];
const PAGE = 200;
type Due = { readonly row: AfterHoursRow; readonly dueAt: number };

@QueryHandler(FaultReviewsQuery)
export class FaultReviewsHandler implements IQueryHandler<FaultReviewsQuery> {
  constructor(
    @Inject(READ_STORE) private readonly views: ReadStore,
    @Inject(COMMAND_ENVIRONMENT) private readonly environment: CommandEnvironment,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async execute({ question, caller }: FaultReviewsQuery): Promise<Listed> {
    const { rows, ...page } = await this.#page(question);
    const now = this.clock.now();
    const shown = await Promise.all(rows.map((one) => this.#review(one, caller, now)));
    return { at: iso(now), rows: shown, ...page };
  }

  async #page({ order, ...question }: ListQuery<ReviewColumn>): Promise<Page<Due>> {
    if (order?.by !== 'dueAt') {
      const sorted = order && { by: order.by, descending: order.descending === true };
      const { rows, ...page } = await this.#find({ ...question, ...(sorted && { order: sorted }) } as never);
      return { rows: await this.#dated(rows), ...page };
    }
    const { after, limit = 50, ...rest } = question;
    const sorted = (await this.#dated(await this.#all(rest as never))).toSorted(byDue(order.descending === true));
    return pageByDue(sorted, limit, after);
  }

  #find(question: ListQuery<AfterHoursColumn>): Promise<Page<AfterHoursRow>> {
    return runListQuery(this.views.view(afterHours), { ...question, where: { ...question.where, review: 1 } });
  }

  /** What waits for a verdict is what a desk of people has not got to: some hundreds where it is many. */
  async #all(question: ListQuery<AfterHoursColumn>): Promise<readonly AfterHoursRow[]> {
    const rows: AfterHoursRow[] = [];
    for (let after: string | undefined; ; ) {
      const page = await this.#find({ ...question, limit: PAGE, ...(after !== undefined && { after }) });
      rows.push(...page.rows);
      if (page.next === undefined) return rows;
      after = page.next;
    }
  }

  #dated(rows: readonly AfterHoursRow[]): Promise<readonly Due[]> {
    return Promise.all(
      rows.map(async (row) => {
        const { document, standardHours } = await this.environment.policies.pinned(row.policyId, row.policyVersion);
        const since = row.at === null ? this.clock.now() : ms(row.at);
        return { row, dueAt: standardHours.after(since, document.fault.reviewBusinessMinutes * MINUTE) };
      }),
    );
  }

  async #review({ row, dueAt }: Due, caller: FaultReviewsQuery['caller'], now: number): Promise<WaitingReview> {
    const { ticketId, event, client, policyId, policyVersion, at } = row;
    const { disputedAt, atStakeCents } = row.line as EventLine;
    const { standardHours, zone } = await this.environment.policies.pinned(policyId, policyVersion);
    const { state } = await this.environment.store.load(ticketStream(ticketId), ticket, 'latest');
    const { incident } = (await this.environment.store.load(billingStream(ticketId), ledger, 'latest')).state;
    const cycle = incident.cycles.findLastIndex((one) => one.event === event) + 1;
    const standing = reviewStanding(state, cycle, caller.id, now);
    const since = at ?? iso(now);
    return {
      ticketId,
      event,
      cycle,
      client,
      summary: (await this.views.view(ticketList).get(ticketId))?.summary ?? null,
      since,
      minutesWaiting: Math.floor((now - ms(since)) / MINUTE),
      dueAt: iso(dueAt),
      dueLocal: localTime(zone, dueAt),
      minutesLeft: minutesLeft(standardHours, dueAt, now),
      calendar: standardHours.name,
      because: disputedAt === null ? 'undetermined' : 'disputed',
      atStakeCents,
      ...caseOf(standing),
      ...judging(standing, caller.role),
    };
  }
}

const caseOf = ({ engineers, claim, gathered }: ReviewStanding) => ({
  engineers,
  claimedBy: claim?.by ?? null,
  claimedUntil: claim ? iso(claim.until) : null,
  evidence: gathered.evidence,
  proposed: gathered.proposed ?? null,
});

const judging = ({ mayNot }: ReviewStanding, role: string): Pick<WaitingReview, 'mayJudge' | 'mayNotBecause'> => {
  const because = REVIEWERS.includes(role) ? (mayNot ?? null) : 'not a reviewer';
  return { mayJudge: because === null, mayNotBecause: because };
};
