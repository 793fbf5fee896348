// Random histories, lived through the server's own deciders, as they lie in a store.

import { writingDown } from '#audit/testing';
import { type Stored, ticketIdsOf } from '#event-store';
import { mergePolicy } from '#policy';
import { isRefusal, type Step, World } from '#simulation';
import { randomScenario } from '../properties/histories';
import { standardSupport } from '../properties/standard-support';

export type LivedHistory = {
  readonly seed: number;
  readonly tickets: readonly string[];
  readonly events: readonly Stored[];
};

/** Its tickets and its policy have names of their own, so that many can lie in one store. */
export const livedHistory = async (seed: number): Promise<LivedHistory> => {
  const scenario = randomScenario(seed);
  const policy = { ...(mergePolicy(standardSupport, scenario.policy ?? {}) as object), policyId: `policy-${seed}` };
  const events: Stored[] = [];
  const world = await World.under(policy, { store: writingDown(events), idOf: (name) => `${seed}:${name}` });
  for (const [index, step] of scenario.steps.entries()) {
    if (Date.parse(step.at) > Date.parse(scenario.now)) break;
    try {
      await world.take(renamed(step, seed), `${index}`);
    } catch (refused) {
      if (!isRefusal(refused)) throw refused;
    }
  }
  await world.passTimeTo(Date.parse(scenario.now));
  const opened = events
    .filter(({ type }) => type === 'TicketOpened')
    .map(({ stream }) => stream.slice('ticket-'.length));
  return { seed, tickets: opened, events };
};

const renamed = (step: Step, seed: number): Step => {
  const name = (ticket: string) => ticketIdsOf(`${seed}/${ticket}`).next().value;
  return {
    ...step,
    ...(step.ticket !== undefined && { ticket: name(step.ticket) }),
    ...(step.into !== undefined && { into: name(step.into) }),
  };
};
