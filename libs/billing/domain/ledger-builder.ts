// Builds what one command appends to a ledger: each event is applied before the next one is decided, so that every
// assessment sees the facts, the postings and the timers that came before it (I5, I16).

import { iso } from '#kernel';
import type { Policy } from '#policy';
import { lateWorkCents } from './approval';
import { type Assessment, assess, type Posted } from './assessment';
import { derivationOf } from './derivation';
import { closingOf, eventCount } from './incident';
import type { BillingEvent, BillingHeld, ChargeAssessed, ChargeNotApplicable, KIND_OF } from './ledger-events';
import { bookkeeping, canonicalForm, type Ledger, postedOf } from './ledger-state';
import { nextTimer } from './timers';

type AssessmentEvent = ChargeAssessed | ChargeNotApplicable | BillingHeld;
type Identified = Omit<ChargeAssessed, 'type' | 'outcome' | 'waitsFor'>;
/** How an assessment is recorded. */
export const assessmentEvent = (assessment: Assessment, identified: Identified): AssessmentEvent => {
  switch (assessment.outcome) {
    case 'held': {
      const { rule } = assessment;
      return { type: 'BillingHeld', ...identified, ...(rule !== undefined && { rule }) };
    }
    case 'not_applicable':
    case 'credited':
      return { type: 'ChargeNotApplicable', ...identified, rule: assessment.rule };
    case 'charged': {
      const isAmount = assessment.waitsFor === 'amount';
      return { type: 'ChargeAssessed', ...identified, outcome: 'charged', ...(isAmount && { waitsFor: 'amount' }) };
    }
    default:
      return { type: 'ChargeAssessed', ...identified, outcome: assessment.outcome };
  }
};

/** A first posting is a charge; after the sum had gone back to nothing it is billed again. */
const postingType = (difference: number, before: Posted): keyof typeof KIND_OF => {
  if (difference < 0) return 'CreditPosted';
  if (!before.ever) return 'ChargePosted';
  return before.cents === 0 ? 'ChargeRebilled' : 'SupplementaryPosted';
};
/** Charges wait, credits do not. */
const isWaiting = (assessment: Assessment, difference: number): boolean =>
  difference > 0 && (assessment.outcome === 'held' || ('waitsFor' in assessment && assessment.waitsFor !== undefined));

export class LedgerBuilder {
  readonly events: BillingEvent[] = [];
  #policy: Policy;
  readonly #ticketId: string;
  #ledger: Ledger;

  constructor(ledger: Ledger, { policy, ticketId }: { policy: Policy; ticketId: string }) {
    this.#ledger = ledger;
    this.#policy = policy;
    this.#ticketId = ticketId;
  }

  /** The ledger with everything that was appended so far. */
  get ledger(): Ledger {
    return this.#ledger;
  }

  append(event: BillingEvent): void {
    this.events.push(event);
    const evolve = bookkeeping.evolve[event.type] as (state: Ledger, event: BillingEvent) => Ledger;
    this.#ledger = evolve(this.#ledger, event);
  }

  /** From here on the ticket is under another policy version. */
  rebind(policy: Policy): void {
    this.#policy = policy;
  }

  /** Assesses every event whose work is closed, and posts what is wanted less what is posted. */
  settle(at: string): void {
    if (this.#ledger.expecting.length > 0) return;
    const { incident } = this.#ledger;
    for (let event = 1; event <= eventCount(incident); event++)
      if (incident.merged || closingOf(incident, event)) {
        this.#settleEvent(event, at);
        if (this.#policy.rules.lateWorkIsRecorded) this.#recordLateWork(event, at);
      }
  }

  /** Fires the timers that come due up to `to` (epoch milliseconds), in order. */
  passTime(to: number): void {
    const next = () => nextTimer(this.#ledger, this.#policy);
    for (let timer = next(); timer && timer.at <= to; timer = next()) {
      const { at, ...due } = timer;
      if ('proposalId' in due) {
        this.#lapse(due.proposalId, iso(at));
        continue;
      }
      if ('percent' in due) {
        this.append({ type: 'FaultReviewReminded', ...due, at: iso(at) });
        continue;
      }
      this.append({ type: 'BillingWaived', event: due.event, at: iso(at), how: 'time_elapsed' });
      this.settle(iso(at));
    }
  }

  /** Records that late work waits, what it would add, and when it waits no more. */
  #recordLateWork(event: number, at: string): void {
    const cents = lateWorkCents(this.#ledger, event, this.#policy);
    if (cents === this.#ledger.lateWork.get(event)) return;
    this.append(
      cents === undefined ? { type: 'LateWorkReleased', event, at } : { type: 'LateWorkHeld', event, at, cents },
    );
  }

  #lapse(proposalId: string, at: string): void {
    const event = this.#ledger.proposals.find((one) => one.proposalId === proposalId)?.act.event ?? 1;
    this.append({ type: 'DecisionLapsed', event, proposalId, at });
  }

  /** Records an assessment only where it differs from the one before it. */
  #settleEvent(event: number, at: string): void {
    const before = postedOf(this.#ledger, event);
    const assessment = assess(this.#ledger.incident, event, this.#policy, before);
    const { count = 0, canonical } = this.#ledger.assessments.get(event) ?? {};
    const assessed = assessmentEvent(assessment, {
      assessmentId: this.#assessmentId(event, count + 1),
      event,
      at,
      ...derivationOf(assessment, this.#policy),
    });
    if (canonical !== canonicalForm(assessed)) this.append(assessed);
    const difference = assessment.wanted === 'unchanged' ? 0 : assessment.wanted - before.cents;
    if (difference === 0 || isWaiting(assessment, difference)) return;
    const ordinal = this.#ledger.postings.filter((posting) => posting.event === event).length + 1;
    this.append({
      type: postingType(difference, before),
      postingId: `${this.#ticketId}/${event}/${ordinal}`,
      assessmentId: this.#assessmentId(event, this.#ledger.assessments.get(event)?.count ?? 0),
      event,
      at,
      cents: difference,
      balanceCents: before.cents + difference,
    });
  }

  #assessmentId(event: number, count: number): string {
    return `${this.#ticketId}/${event}/assessment-${count}`;
  }
}
