import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { CLOCK, DomainError, iso, replay, type Clock as WallClock } from '#kernel';
import { type AsOf, asItStood, type CommandEnvironment, type Standing, ticketStream } from '#ticketing/commands';
import { COMMAND_ENVIRONMENT } from '#ticketing/module';
import { clocks, type Target } from '../domain/clocks';
import { type ClockExplanation, explainClock, sayClock } from '../domain/explanation';
import { ticketTimeline } from '../domain/ticket-timeline';

/** Why each clock of a ticket stands as it does at `at`, as JSON and in sentences. */
export type ClocksExplained = {
  readonly ticketId: string;
  readonly at: string;
  readonly clocks: readonly (ClockExplanation & { readonly said: readonly string[] })[];
};
/** All clocks, or those of one target or cycle. */
export class ClocksExplainedQuery extends Query<ClocksExplained> {
  constructor(
    readonly ticketId: string,
    readonly only: { readonly target?: Target; readonly cycle?: number },
    readonly asOf: AsOf = {},
  ) {
    super();
  }
}

@QueryHandler(ClocksExplainedQuery)
export class ClocksExplainedHandler implements IQueryHandler<ClocksExplainedQuery> {
  constructor(
    @Inject(COMMAND_ENVIRONMENT) private readonly environment: CommandEnvironment,
    @Inject(CLOCK) private readonly clock: WallClock,
  ) {}

  execute({ ticketId, only, asOf }: ClocksExplainedQuery): Promise<ClocksExplained> {
    return asItStood(this.environment, asOf, this.clock.now(), (standing) => explainAt(standing, ticketId, only));
  }
}

const explainAt = async (
  { environment, now }: Standing,
  ticketId: string,
  only: ClocksExplainedQuery['only'],
): Promise<ClocksExplained> => {
  const history = await environment.store.read(ticketStream(ticketId));
  if (history.length === 0) throw new DomainError('ticket.unknown', `There is no ticket ${ticketId}.`);
  const timeline = replay(ticketTimeline, history);
  const policy = await environment.policies.pinned(timeline.policyId, timeline.policyVersion);
  const asked = clocks(timeline, policy, now).filter(
    ({ target, cycle }) => (only.target ?? target) === target && (only.cycle ?? cycle) === cycle,
  );
  const explained = asked.map((clock) => {
    const explanation = explainClock(clock, history, policy, now);
    return { ...explanation, said: sayClock(explanation, policy.zone) };
  });
  return { ticketId, at: iso(now), clocks: explained };
};
