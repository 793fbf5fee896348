// The repeat-trouble guard (domain.md "Repeat trouble"): where a later finding on the same client and service contradicts
// one that was charged, a supersession of the earlier one is proposed to a reviewer. It is never applied by itself.

import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { CLOCK, type Clock, DAY, iso, ms, type Recorded } from '#kernel';
import type { FaultClass } from '#policy';
import { type ListQuery, type Page, type ReadStore, runListQuery, type View } from '#read-store';
import { READ_STORE } from '#read-store/module';
import type { TicketEvent } from '#ticketing';
import { type CommandEnvironment, ticketStream } from '#ticketing/commands';
import { COMMAND_ENVIRONMENT } from '#ticketing/module';
import { dismissalOf, type RepeatColumn, type RepeatRow, repeatTrouble } from './repeat-trouble-view';

/** One of the two findings, with what it rests on. */
export type FindingShown = {
  readonly ticketId: string;
  readonly event: number;
  readonly cycle: number;
  readonly determinationId: string;
  readonly faultClass: FaultClass;
  readonly at: string;
  readonly reason: string;
  /** What the determination names, and what was added for the review of that cycle. */
  readonly evidence: readonly string[];
};
/** `charged` is the earlier finding, which a reviewer may propose to supersede; money in cents. */
export type RepeatTrouble = {
  readonly client: string;
  readonly service: string;
  readonly charged: FindingShown & { readonly chargedAt: string };
  readonly contradictedBy: FindingShown;
  /** What is given back if the earlier one is superseded likewise. */
  readonly atStakeCents: number;
  readonly supersedeAt: string;
  readonly dismissAt: string;
};
export class RepeatTroubleQuery extends Query<Page<RepeatTrouble> & { readonly at: string }> {
  constructor(readonly question: ListQuery<RepeatColumn>) {
    super();
  }
}

type Repeats = View<RepeatRow, RepeatColumn>;
/** Of one client and service more contradictions than this are one matter. */
const OTHERS_MAX = 50;

@QueryHandler(RepeatTroubleQuery)
export class RepeatTroubleHandler implements IQueryHandler<RepeatTroubleQuery> {
  constructor(
    @Inject(READ_STORE) private readonly views: ReadStore,
    @Inject(COMMAND_ENVIRONMENT) private readonly environment: CommandEnvironment,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async execute({ question }: RepeatTroubleQuery) {
    const view = this.views.view(repeatTrouble);
    const { at: _, ...filters } = question.where ?? {};
    const followed = { followedBy: { side: 'cleared' }, alike: ['client', 'service'], apart: 'ticketId' } as const;
    const asked = { ...question, where: { ...filters, side: 'charged', at: followed } };
    const { rows, ...page } = await runListQuery(view, asked);
    const found = await Promise.all(rows.map((row) => this.#repeatsOf(view, row)));
    return { at: iso(this.clock.now()), rows: found.flat(), ...page };
  }

  /** The later findings that contradict this one within the window of its own policy, and that nobody has dismissed. */
  async #repeatsOf(view: Repeats, row: RepeatRow): Promise<readonly RepeatTrouble[]> {
    const { ticketId, client, service, policyId, policyVersion, event, finding, money } = row;
    if (event === undefined || !finding || !money) return [];
    const { document } = await this.environment.policies.pinned(policyId, policyVersion);
    const end = iso(ms(money.chargedAt) + document.fault.repeatWindowDays * DAY + 1);
    const { rows: others } = await view.find({
      where: { client, service, side: 'cleared', at: { from: finding.at, to: end } },
      order: { by: 'at' },
      limit: OTHERS_MAX,
    });
    const open = others.filter((other) => other.ticketId !== ticketId && !isDismissed(row, other));
    return Promise.all(open.map((other) => this.#shown(row, other)));
  }

  async #shown(row: RepeatRow, other: RepeatRow): Promise<RepeatTrouble> {
    const [charged, contradictedBy] = await Promise.all([this.#finding(row), this.#finding(other)]);
    const cycle = `/tickets/${row.ticketId}/cycles/${charged.cycle}`;
    return {
      client: row.client,
      service: row.service,
      charged: { ...charged, chargedAt: row.money?.chargedAt ?? charged.at },
      contradictedBy,
      atStakeCents: row.money?.cents ?? 0,
      supersedeAt: `${cycle}/supersession`,
      dismissAt: `${cycle}/repeat-dismissals`,
    };
  }

  async #finding({ ticketId, event = 1, finding }: RepeatRow): Promise<FindingShown> {
    if (!finding) throw new Error(`${ticketId} has no finding for event ${event}.`);
    const history = (await this.environment.store.read(ticketStream(ticketId))) as readonly Recorded<TicketEvent>[];
    return { ticketId, event, ...finding, ...wordsOf(history, finding) };
  }
}

const isDismissed = ({ dismissed, finding }: RepeatRow, other: RepeatRow): boolean =>
  dismissed.includes(dismissalOf(finding?.cycle ?? 0, other.ticketId, other.finding?.determinationId ?? ''));

const wordsOf = (
  history: readonly Recorded<TicketEvent>[],
  { cycle, determinationId }: { readonly cycle: number; readonly determinationId: string },
): Pick<FindingShown, 'reason' | 'evidence'> => {
  const events = history.map(({ event }) => event);
  const added = events.flatMap((event) =>
    event.type === 'EvidenceAdded' && event.cycle === cycle ? [event.text] : [],
  );
  const judged = events.flatMap((event) =>
    'determination' in event && event.determination.id === determinationId ? [event.determination] : [],
  );
  const [one] = judged;
  return { reason: one?.reason ?? '', evidence: [...(one?.evidence ?? []), ...added] };
};
