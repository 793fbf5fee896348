import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { DomainError, ms, type Recorded } from '#kernel';
import { localTime, type Zone } from '#policy';
import type { FaultReviewEvent } from '#ticketing';
import { type AsOf, asItStood, type CommandEnvironment, ticketStream } from '#ticketing/commands';
import { COMMAND_ENVIRONMENT } from '#ticketing/module';
import { type ActForClient, actForClient, actsOf, type MoneyAct } from '../domain/acts';
import { assess } from '../domain/assessment';
import type { Derivation } from '../domain/derivation';
import { explain, type Judgement } from '../domain/explanation';
import { type Evidence, evidenceForClient } from '../domain/for-client';
import { eventCount } from '../domain/incident';
import { ledger } from '../domain/ledger';
import type { BillingEvent } from '../domain/ledger-events';
import { type PostedLine, postedOf } from '../domain/ledger-state';
import { causesOf, type PostingCause } from '../domain/posting-cause';
import { billingStream } from './billing-saga';

/** A posting with what it was derived from, down to who found what on which evidence; and the same in sentences. */
export type ExplainedPosting = PostedLine & {
  readonly derivation: Derivation;
  readonly judgement?: Judgement;
  readonly cause?: PostingCause;
  readonly explained: readonly string[];
};
/** One after-hours event as it stands. Money in cents. */
export type LedgerEntry = {
  readonly event: number;
  readonly outcome: string;
  readonly rule?: string;
  readonly minutes?: number;
  readonly postedCents: number;
  readonly postings: readonly ExplainedPosting[];
  /** What people did about it, with when, and for staff with who and why; also what moved no money. */
  readonly acts: readonly (Omit<MoneyAct | ActForClient, 'event'> & { readonly atLocal: string })[];
};
/** `revision` is the ledger's, which has noted its ticket up to `ticketRevision`. */
export type LedgerPage = {
  readonly ticketId: string;
  readonly revision: number;
  readonly ticketRevision: number;
  readonly postedCents: number;
  readonly events: readonly LedgerEntry[];
};

export class LedgerQuery extends Query<LedgerPage> {
  constructor(
    readonly ticketId: string,
    readonly forClient: boolean,
    readonly asOf: AsOf = {},
  ) {
    super();
  }
}

@QueryHandler(LedgerQuery)
export class LedgerHandler implements IQueryHandler<LedgerQuery> {
  constructor(@Inject(COMMAND_ENVIRONMENT) private readonly environment: CommandEnvironment) {}

  execute({ ticketId, forClient, asOf }: LedgerQuery): Promise<LedgerPage> {
    return asItStood(this.environment, asOf, Number.NaN, ({ environment, isPast }) =>
      ledgerPage(environment, ticketId, forClient, isPast),
    );
  }
}

/** As it stands in that environment; nothing in it hangs on an instant. */
const ledgerPage = async (
  environment: CommandEnvironment,
  ticketId: string,
  forClient: boolean,
  isPast: boolean,
): Promise<LedgerPage> => {
  const stream = billingStream(ticketId);
  const { state, revision } = await environment.store.load(stream, ledger, 'latest');
  if (revision < 0)
    throw new DomainError(
      'ticket.unknown',
      isPast
        ? `Billing had not noted ticket ${ticketId} then.`
        : `Billing has not noted ticket ${ticketId} yet. Ask again in a moment; GET /stuck names what waits.`,
    );
  const { incident, postings } = state;
  const policy = await environment.policies.pinned(incident.policyId, incident.policyVersion);
  const own = await environment.store.read(stream);
  const ofTicket = await environment.store.read(ticketStream(ticketId));
  const derivations = derivationsIn(own);
  const judgements = judgementsIn(ofTicket);
  const causes = causesOf(ofTicket, own as readonly Recorded<BillingEvent>[]);
  const acts = Map.groupBy(
    actsOf(ofTicket, own as readonly Recorded<BillingEvent>[], (cycle) => incident.cycles[cycle - 1]?.event ?? 1),
    ({ event }) => event,
  );
  const events = Array.from({ length: eventCount(incident) }, (_, index): LedgerEntry => {
    const event = index + 1;
    const posted = postedOf(state, event);
    const recorded = assess(incident, event, policy, posted);
    return {
      event,
      outcome: recorded.outcome,
      ...('rule' in recorded && recorded.rule !== undefined && { rule: recorded.rule }),
      ...(recorded.work && { minutes: recorded.work.billed }),
      postedCents: posted.cents,
      postings: postings
        .filter((posting) => posting.event === event)
        .map((posting) => {
          const derivation = derivations.get(posting.assessmentId);
          if (!derivation) throw new Error(`${posting.postingId} names ${posting.assessmentId}, which is not there.`);
          const judgement = judgements.get(derivation.determination?.determinationId ?? '');
          const evidence = { derivation, judgement, cause: causes.get(posting.postingId) };
          return explainedPosting(posting, forClient ? evidenceForClient(evidence) : evidence, policy.zone);
        }),
      acts: (acts.get(event) ?? [])
        .map(forClient ? actForClient : (act) => act)
        .map(({ event: _, ...act }) => ({ ...act, atLocal: localTime(policy.zone, ms(act.at)) })),
    };
  });
  const postedCents = events.reduce((sum, entry) => sum + entry.postedCents, 0);
  return { ticketId, revision, ticketRevision: state.ticketRevision, postedCents, events };
};

const explainedPosting = (
  posting: PostedLine,
  { derivation, judgement, cause }: Evidence,
  zone: Zone,
): ExplainedPosting => ({
  ...posting,
  derivation,
  ...(judgement && { judgement }),
  ...(cause && { cause }),
  explained: explain(posting, derivation, zone, judgement, cause),
});

/** Every assessment of a ledger by its id. */
const derivationsIn = (history: readonly Recorded[]): ReadonlyMap<string, Derivation> =>
  new Map(
    history.flatMap(({ event }) => {
      const recorded = event as BillingEvent;
      return 'assessmentId' in recorded && 'terms' in recorded ? [[recorded.assessmentId, recorded] as const] : [];
    }),
  );

/** Every determination of a ticket by its id. */
const judgementsIn = (history: readonly Recorded[]): ReadonlyMap<string, Judgement> =>
  new Map(
    history.flatMap(({ event, stamp }) => {
      if (event.type !== 'FaultDetermined' && event.type !== 'FaultDeterminationSuperseded') return [];
      const { determination } = event as FaultReviewEvent;
      return [
        [determination.id, { ...determination, recordedAt: stamp.recordedAt, revision: stamp.revision }] as const,
      ];
    }),
  );
