import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { CLOCK, DomainError, iso, type Clock as WallClock } from '#kernel';
import { localTime, type Zone } from '#policy';
import { type AsOf, asItStood, type CommandEnvironment, ticketStream } from '#ticketing/commands';
import { COMMAND_ENVIRONMENT } from '#ticketing/module';
import { type Clock, clocks, type Target } from '../domain/clocks';
import { ticketTimeline } from '../domain/ticket-timeline';

/** A clock as it stands now. Instants are ISO 8601, UTC. */
export type ClockPage = {
  readonly target: Target;
  readonly cycle: number;
  readonly state: string;
  readonly armedAt: string;
  readonly dueAt?: string;
  /** The same for people: by the clock in the zone of the ticket's policy. */
  readonly dueLocal?: string;
  readonly doneAt?: string;
  readonly priority: string;
  readonly pauses: readonly { readonly from: string; readonly to?: string }[];
};

/** The clocks of one ticket, computed from its history as it stands. */
export class TicketSlaQuery extends Query<{ ticketId: string; at: string; clocks: readonly ClockPage[] }> {
  constructor(
    readonly ticketId: string,
    readonly asOf: AsOf = {},
  ) {
    super();
  }
}
@QueryHandler(TicketSlaQuery)
export class TicketSlaHandler implements IQueryHandler<TicketSlaQuery> {
  constructor(
    @Inject(COMMAND_ENVIRONMENT) private readonly environment: CommandEnvironment,
    @Inject(CLOCK) private readonly clock: WallClock,
  ) {}

  async execute({ ticketId, asOf }: TicketSlaQuery) {
    return asItStood(this.environment, asOf, this.clock.now(), async ({ environment, now }) => {
      const { state, revision } = await environment.store.load(ticketStream(ticketId), ticketTimeline, 'latest');
      if (revision < 0) throw new DomainError('ticket.unknown', `There is no ticket ${ticketId}.`);
      const policy = await environment.policies.pinned(state.policyId, state.policyVersion);
      return {
        ticketId,
        at: iso(now),
        clocks: clocks(state, policy, now).map((clock) => clockPage(clock, policy.zone)),
      };
    });
  }
}

/** A clock in the words of a page. */
export const clockPage = (clock: Clock, zone: Zone): ClockPage => {
  const { target, cycle, state, armedAt, dueAt, doneAt, priority, pauses } = clock;
  return {
    target,
    cycle,
    state,
    armedAt: iso(armedAt),
    ...(dueAt !== undefined && { dueAt: iso(dueAt), dueLocal: localTime(zone, dueAt) }),
    ...(doneAt !== undefined && { doneAt: iso(doneAt) }),
    priority,
    pauses: pauses.map(({ from, to }) => ({ from: iso(from), ...(Number.isFinite(to) && { to: iso(to) }) })),
  };
};
