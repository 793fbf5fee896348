import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { CLOCK, type Clock, DomainError, type Fold, iso, ms, type Recorded, replay } from '#kernel';
import type { TicketEventOf } from '#ticketing';
import { type CommandEnvironment, ticketStream } from '#ticketing/commands';
import { COMMAND_ENVIRONMENT } from '#ticketing/module';
import { factOf } from '../domain/facts';
import { applyFact, eventCount, type Incident } from '../domain/incident';
import { ledger } from '../domain/ledger';
import { postedOf } from '../domain/ledger-state';
import { type Meter, meter, type UnderWay } from '../domain/meter';
import { sayMeter } from '../domain/meter-sentences';
import { billingStream } from './billing-saga';

/** What the last after-hours event costs by `at`, as JSON and in sentences. */
export type MeterPage = { readonly ticketId: string; readonly at: string; readonly said: readonly string[] } & Meter;

export class MeterQuery extends Query<MeterPage> {
  constructor(
    readonly ticketId: string,
    /** The client's share that `shared` is priced with; an example of half where nobody says. */
    readonly sharePercent?: number,
  ) {
    super();
  }
}

@QueryHandler(MeterQuery)
export class MeterHandler implements IQueryHandler<MeterQuery> {
  constructor(
    @Inject(COMMAND_ENVIRONMENT) private readonly environment: CommandEnvironment,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Reads both streams to their tails: what billing has not noted yet counts already. */
  async execute({ ticketId, sharePercent }: MeterQuery): Promise<MeterPage> {
    const history = await this.environment.store.read(ticketStream(ticketId));
    if (history.length === 0) throw new DomainError('ticket.unknown', `There is no ticket ${ticketId}.`);
    const { state } = await this.environment.store.load(billingStream(ticketId), ledger, 'latest');
    const unnoted = history.filter(({ stamp }) => stamp.revision > state.ticketRevision);
    const incident = unnoted.reduce(withFact, state.incident);
    const policy = await this.environment.policies.pinned(incident.policyId, incident.policyVersion);
    const now = this.clock.now();
    const posted = postedOf(state, eventCount(incident));
    const read = meter(incident, policy, posted, now, underWayIn(history), sharePercent);
    return { ticketId, at: iso(now), ...read, said: sayMeter(read, policy) };
  }
}

const withFact = (incident: Incident, recorded: Recorded): Incident => {
  const fact = factOf(recorded);
  const { occurredAt, recordedAt } = recorded.stamp;
  return fact ? applyFact(incident, fact, { occurredAt: ms(occurredAt), recordedAt: ms(recordedAt) }) : incident;
};

/** Who is at it, and since when nobody has paused. */
type AtWork = { readonly since?: number; readonly engineer: string };
type MeterEvent = TicketEventOf<
  | 'TicketAssigned'
  | 'WorkStarted'
  | 'WorkLogged'
  | 'CustomerActionRequested'
  | 'ThirdPartyReferred'
  | 'WorkScheduled'
  | 'TicketResumed'
  | 'TicketResolved'
  | 'TicketReopened'
  | 'TicketCancelled'
  | 'TicketRejected'
  | 'TicketMerged'
>;
const from = (state: AtWork, at: string): AtWork => ({ ...state, since: state.since ?? ms(at) });
const stop = ({ engineer }: AtWork): AtWork => ({ engineer });
const atWork: Fold<AtWork, MeterEvent> = {
  initial: { engineer: 'nobody' },
  evolve: {
    TicketAssigned: (state, { assignee: engineer }) => ({ ...state, engineer }),
    WorkStarted: (state, _event, { occurredAt }) => from(state, occurredAt),
    WorkLogged: (state, { to }) => from(state, to),
    TicketResumed: (state, _event, { recordedAt }) => from(state, recordedAt),
    TicketReopened: (state, _event, { occurredAt }) => from(state, occurredAt),
    CustomerActionRequested: stop,
    ThirdPartyReferred: stop,
    WorkScheduled: stop,
    TicketResolved: stop,
    TicketCancelled: stop,
    TicketRejected: stop,
    TicketMerged: stop,
  },
};
const underWayIn = (history: readonly Recorded[]): UnderWay | undefined => {
  const { since, engineer } = replay(atWork, history);
  return since === undefined ? undefined : { since, engineer };
};
