// What another policy version would make of one ticket: its clocks and its charges, computed from the recorded history
// under both versions. Nothing is decided again: who was assigned which priority, when a ticket was closed and which
// reopening continued an event are facts, and stay as they were recorded.

import { type Assessment, applyFact, assess, atStake, eventCount, type Ledger, postedOf } from '#billing';
import { iso, type Recorded, replay } from '#kernel';
import { localTime, type Policy } from '#policy';
import { type Clock, clocks, keyOf, ticketTimeline } from '#sla';

export type ClockShown = { readonly state: string; readonly dueAt?: string };
/** A clock that differs; absent on the side whose policy has no such target. */
export type ClockEffect = {
  readonly target: string;
  readonly cycle: number;
  readonly before?: ClockShown;
  readonly after?: ClockShown;
};
/** `postedCents`: what the postings of the event add up to; `atStakeCents`: what it comes to if the client is at fault. */
export type ChargeShown = {
  readonly outcome: string;
  readonly rule?: string;
  /** What the rest of a charge waits for. */
  readonly waitsFor?: string;
  readonly minutes?: number;
  readonly postedCents: number;
  readonly atStakeCents: number;
};
export type ChargeEffect = { readonly event: number; readonly before: ChargeShown; readonly after: ChargeShown };
/** What differs, none where all stays as it is; `sentences` say the same to people. */
export type PolicyEffect = {
  readonly clocks: readonly ClockEffect[];
  readonly charges: readonly ChargeEffect[];
  readonly differenceCents: number;
  readonly sentences: readonly string[];
};

/**
 * What would differ had the ticket been opened under the other version; `how: 'rebound'`: if it is bound to it now, where
 * what rises after the work has closed waits for an approval. `now` in epoch milliseconds.
 */
export const policyEffect = (
  history: readonly Recorded[],
  money: Ledger,
  [before, after]: readonly [Policy, Policy],
  now: number,
  how: 'opened-under' | 'rebound' = 'opened-under',
): PolicyEffect => {
  const timeline = replay(ticketTimeline, history);
  const sides = [before, after].map((policy) => computed(() => clocks(timeline, policy, now)));
  const [clocksBefore, clocksAfter] = sides;
  const changed = clocksBefore && clocksAfter ? clockEffects(clocksBefore, clocksAfter) : [];
  const charges = Array.from({ length: eventCount(money.incident) }, (_, index) => index + 1).flatMap((event) => {
    const effect = chargeEffect([money, how === 'rebound' ? rebound(money, after, now) : money], event, before, after);
    return effect ? [effect] : [];
  });
  const sum = (side: 'before' | 'after') => charges.reduce((cents, charge) => cents + charge[side].postedCents, 0);
  return {
    clocks: changed.map(({ effect }) => effect),
    charges,
    differenceCents: sum('after') - sum('before'),
    sentences: [
      ...[before, after].flatMap((policy, side) => (sides[side] ? [] : [notComputable(policy)])),
      ...changed.map(({ earlier, later }) => clockSentence(earlier, later, before, after)),
      ...charges.map((charge) => chargeSentence(charge, after.document.billing.currency)),
    ],
  };
};

/** A version of an old build may have figures that lead beyond all calendars; nothing under it can be computed. */
const computed = <T>(compute: () => T): T | undefined => {
  try {
    return compute();
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
};
const notComputable = ({ id, version }: Policy) =>
  `Under ${id}@${version} the clocks cannot be computed: a figure leads beyond the years that calendars have.`;

type ClockPair = { readonly effect: ClockEffect; readonly earlier?: Clock; readonly later?: Clock };
const clockEffects = (before: readonly Clock[], after: readonly Clock[]): readonly ClockPair[] => {
  const named = (all: readonly Clock[]) => new Map(all.map((clock) => [keyOf(clock), clock]));
  const [earlier, later] = [named(before), named(after)];
  return [...new Set([...earlier.keys(), ...later.keys()])].flatMap((key) => {
    const [was, is] = [earlier.get(key), later.get(key)];
    const { target, cycle } = (is ?? was) as Clock;
    if (was?.state === is?.state && was?.dueAt === is?.dueAt) return [];
    const effect = { target, cycle, ...(was && { before: clockShown(was) }), ...(is && { after: clockShown(is) }) };
    return [{ effect, ...(was && { earlier: was }), ...(is && { later: is }) }];
  });
};
const clockShown = ({ state, dueAt }: Clock): ClockShown => ({
  state,
  ...(dueAt !== undefined && { dueAt: iso(dueAt) }),
});

const clockSentence = (was: Clock | undefined, is: Clock | undefined, before: Policy, after: Policy): string => {
  const { target, cycle } = (is ?? was) as Clock;
  const shown = (clock: Clock | undefined, { zone }: Policy) => {
    if (!clock) return 'no such target';
    return clock.dueAt === undefined ? clock.state : `${clock.state}, due ${localTime(zone, clock.dueAt)}`;
  };
  return `${target} of cycle ${cycle}: ${shown(was, before)} → ${shown(is, after)}`;
};

const rebound = (money: Ledger, { id: policyId, version: policyVersion }: Policy, at: number): Ledger => {
  const fact = { kind: 'rebound', policyId, policyVersion } as const;
  return { ...money, incident: applyFact(money.incident, fact, { occurredAt: at, recordedAt: at }) };
};

const chargeEffect = (
  [money, moneyAfter]: readonly [Ledger, Ledger],
  event: number,
  before: Policy,
  after: Policy,
): ChargeEffect | undefined => {
  const [was, is] = [chargeShown(money, event, before), chargeShown(moneyAfter, event, after)];
  return JSON.stringify(was) === JSON.stringify(is) ? undefined : { event, before: was, after: is };
};
const chargeShown = (money: Ledger, event: number, policy: Policy): ChargeShown => {
  const posted = postedOf(money, event);
  const assessment = assess(money.incident, event, policy, posted);
  const { outcome, work } = assessment;
  const rule = 'rule' in assessment ? assessment.rule : undefined;
  const postedCents = waits(assessment) || assessment.wanted === 'unchanged' ? posted.cents : assessment.wanted;
  return {
    outcome,
    ...(rule !== undefined && { rule }),
    ...('waitsFor' in assessment && assessment.waitsFor !== undefined && { waitsFor: assessment.waitsFor }),
    ...(work && { minutes: work.billed }),
    postedCents,
    atStakeCents: atStake(money.incident, event, policy, { ...posted, cents: postedCents }),
  };
};
/** What waits for somebody is not posted, though it is wanted. */
const waits = (assessment: Assessment): boolean =>
  (assessment.outcome === 'held' && assessment.rule !== undefined) ||
  (assessment.outcome === 'charged' && assessment.waitsFor !== undefined);

const chargeSentence = ({ event, before, after }: ChargeEffect, currency: string): string => {
  const shown = ({ outcome, rule, waitsFor, postedCents, atStakeCents }: ChargeShown) => {
    const waiting = waitsFor === undefined ? undefined : `the rest waits: ${waitsFor}`;
    const why = [outcome, rule, waiting].filter((part) => part !== undefined).join(', ');
    const stake = atStakeCents === postedCents ? '' : `, ${money(atStakeCents)} at stake`;
    return `${money(postedCents)} posted${stake} (${why})`;
  };
  const money = (cents: number) => `${(cents / 100).toFixed(2)} ${currency}`;
  return `after-hours event ${event}: ${shown(before)} → ${shown(after)}`;
};
