// What waits for a second person: a row a ticket, with a child row for each proposal. The words of the people stay on
// the streams, where an erasure reaches them; they are read when somebody asks.

import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryBus, QueryHandler } from '@nestjs/cqrs';
import type { ProposalView } from '#approvals';
import type { BillingEvent } from '#billing';
import { ProposalsQuery } from '#billing/module';
import type { Delivered } from '#event-store';
import { CLOCK, type Clock, iso, MINUTE, ms, subjectOf } from '#kernel';
import { type ListQuery, type Page, type Projection, type ReadStore, runListQuery } from '#read-store';
import { READ_STORE } from '#read-store/module';
import type { ProposalEvent, TicketOpened } from '#ticketing';

type DecisionEvent = Extract<BillingEvent, { proposalId: string }>;
type Proposed = Extract<ProposalEvent | DecisionEvent, { lapsesAt: string }>;
type Ended = Exclude<ProposalEvent | DecisionEvent, Proposed>;
type ProposalLine = {
  readonly act: string;
  readonly rule: string;
  readonly by: string;
  readonly at: string;
  readonly cents: number;
};

export type ProposalRow = {
  ticketId: string;
  client: string;
  what: 'ticket' | 'proposal';
  proposalId: string | null;
  act: string | null;
  rule: string | null;
  by: string | null;
  /** Since when it waits. */
  at: string | null;
  cents: number | null;
  /** Those that are open, by their id; on the ticket's row alone. */
  open?: Readonly<Record<string, ProposalLine>>;
};
export type ProposalColumn = 'client' | 'what' | 'act' | 'rule' | 'by' | 'at' | 'cents';

const ticketIn = ({ stream }: { stream: string }) => subjectOf(stream);
const rowOf = (row: ProposalRow | undefined, { stream, stamp }: Delivered): ProposalRow => {
  if (row) return row;
  throw new Error(`${stream}@${stamp.revision} comes before the ticket was opened.`);
};
const proposed = (row: ProposalRow | undefined, recorded: Delivered<Proposed>): ProposalRow => {
  const { proposalId, act, rule, by, at, cents = 0 } = recorded.event;
  const before = rowOf(row, recorded);
  return { ...before, open: { ...before.open, [proposalId]: { act: act.type, rule, by, at, cents } } };
};
const ended = (row: ProposalRow | undefined, recorded: Delivered<Ended>): ProposalRow => {
  const before = rowOf(row, recorded);
  const { [recorded.event.proposalId]: _, ...open } = before.open ?? {};
  return { ...before, open };
};

export const proposals: Projection<ProposalRow, TicketOpened | ProposalEvent | DecisionEvent, ProposalColumn> = {
  name: 'proposals',
  version: 1,
  streams: ['ticket-', 'billing-'],
  key: ticketIn,
  columns: { client: 'text', what: 'text', act: 'text', rule: 'text', by: 'text', at: 'text', cents: 'integer' },
  indexes: [['what', 'at']],
  onFailure: 'park',
  on: {
    TicketOpened: (_row, recorded) => ({
      ticketId: ticketIn(recorded),
      client: recorded.event.client,
      what: 'ticket',
      proposalId: null,
      act: null,
      rule: null,
      by: null,
      at: null,
      cents: null,
      open: {},
    }),
    ActProposed: proposed,
    ActApproved: ended,
    ActDeclined: ended,
    ActLapsed: ended,
    DecisionProposed: proposed,
    DecisionApproved: ended,
    DecisionDeclined: ended,
    DecisionLapsed: ended,
  },
  childRows: ({ open = {}, ...row }) =>
    Object.fromEntries(
      Object.entries(open).map(([proposalId, line]) => [
        proposalId,
        { ...row, what: 'proposal' as const, proposalId, ...line },
      ]),
    ),
};

/** A proposal that waits, as both people see it. */
export type WaitingProposal = ProposalView & { readonly client: string; readonly minutesWaiting: number };
export class WaitingProposalsQuery extends Query<Page<WaitingProposal> & { readonly at: string }> {
  constructor(readonly question: ListQuery<ProposalColumn>) {
    super();
  }
}

@QueryHandler(WaitingProposalsQuery)
export class WaitingProposalsHandler implements IQueryHandler<WaitingProposalsQuery> {
  constructor(
    @Inject(READ_STORE) private readonly views: ReadStore,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly queries: QueryBus,
  ) {}

  async execute({ question }: WaitingProposalsQuery) {
    const asked = { ...question, where: { ...question.where, what: 'proposal' } };
    const { rows, ...page } = await runListQuery(this.views.view(proposals), asked);
    const now = this.clock.now();
    const waiting = await Promise.all(rows.map((row) => this.#waiting(row, now)));
    return { at: iso(now), rows: waiting.flat(), ...page };
  }

  /** Nothing where it was decided since the view was written. */
  async #waiting({ ticketId, client, proposalId }: ProposalRow, now: number): Promise<readonly WaitingProposal[]> {
    const found = await this.queries.execute(new ProposalsQuery(ticketId));
    return found
      .filter((one) => one.proposalId === proposalId && one.state === 'open')
      .map((one) => ({ ...one, client, minutesWaiting: Math.floor((now - ms(one.proposedAt)) / MINUTE) }));
  }
}
