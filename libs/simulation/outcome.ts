// How a ticket stands at an instant, in the words of a scenario.

import { assess, eventCount, ledger, postedOf } from '#billing';
import { replay, streamOf } from '#kernel';
import { clocks, ticketTimeline } from '#sla';
import { ticket } from '#ticketing';
import { type CommandEnvironment, ticketStream } from '#ticketing/commands';

export type Outcome = {
  readonly state: string;
  readonly priority?: string;
  readonly sla: Readonly<Record<string, { state: string; due?: string }>>;
  readonly billing: readonly {
    outcome: string;
    rule?: string;
    minutes?: number;
    postedCents: number;
    postings: readonly { kind: string; cents: number }[];
  }[];
};

/** ISO 8601 in UTC, to the second where nothing is smaller. */
const short = (instant: number) => new Date(instant).toISOString().replace('.000Z', 'Z');

/** The outcome of a ticket at `now` (epoch milliseconds), once the processes are at rest. */
export const outcomeOf = async (environment: CommandEnvironment, ticketId: string, now: number): Promise<Outcome> => {
  const { state: found } = await environment.store.load(ticketStream(ticketId), ticket);
  if (found.lifecycle.status === 'none') return { state: 'unknown', sla: {}, billing: [] };
  const policy = await environment.policies.pinned(found.policyBinding.policyId, found.policyBinding.policyVersion);
  const timeline = replay(ticketTimeline, await environment.store.read(ticketStream(ticketId)));
  const { state: money } = await environment.store.load(streamOf('billing', ticketId), ledger);
  const sla: Record<string, { state: string; due?: string }> = {};
  // Later cycles and armings stand over earlier ones; a clock that the last cycle lacks is absent.
  const all = clocks(timeline, policy, now);
  for (const { target, cycle, state, dueAt } of all)
    if (target === 'respond' || cycle === timeline.cycles.length)
      sla[target] = { state, ...(dueAt !== undefined && { due: short(dueAt) }) };
  const billing = Array.from({ length: eventCount(money.incident) }, (_, index) => {
    const posted = postedOf(money, index + 1);
    const assessment = assess(money.incident, index + 1, policy, posted);
    const hasMinutes = assessment.work && (!('rule' in assessment) || assessment.finding !== undefined);
    return {
      outcome: assessment.outcome,
      ...('rule' in assessment && assessment.rule !== undefined && { rule: assessment.rule }),
      ...(hasMinutes && { minutes: assessment.work.billed }),
      postedCents: posted.cents,
      postings: money.postings.filter(({ event }) => event === index + 1).map(({ kind, cents }) => ({ kind, cents })),
    };
  });
  return { state: found.lifecycle.status, priority: found.priority.current, sla, billing };
};
