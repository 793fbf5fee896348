// A history as it was lived: through the deciders and processes of the server, on virtual time.

import type { BillingEvent } from '#billing';
import { type AnyFold, type Message, ms, type Recorded } from '#kernel';
import type { Policy } from '#policy';
import { type Outcome, type Scenario, simulate, type World } from '#simulation';
import type { SlaEvent } from '#sla';
import type { TicketEvent } from '#ticketing';
import { standardSupport } from './standard-support';

type Stored<E extends Message> = Recorded<E>;
export type Life = {
  readonly id: string;
  readonly outcome: Outcome;
  readonly policy: Policy;
  readonly ticket: readonly Stored<TicketEvent>[];
  readonly sla: readonly Stored<SlaEvent>[];
  readonly billing: readonly Stored<BillingEvent>[];
};
export type Lived = {
  readonly scenario: Scenario;
  readonly now: number;
  readonly lives: readonly Life[];
  /** What a stream folds to in the store that it was written in. */
  readonly folded: <S>(stream: string, fold: AnyFold<S>) => Promise<S>;
};

const lifeOf = async ({ environment }: World, id: string, outcome: Outcome): Promise<Life | undefined> => {
  const [ticket, sla, billing] = await Promise.all(
    ['ticket', 'sla', 'billing'].map((category) => environment.store.read(`${category}-${id}`)),
  );
  const opening = ticket?.[0]?.event as TicketEvent | undefined;
  if (opening?.type !== 'TicketOpened') return undefined;
  const policy = await environment.policies.pinned(opening.policyId, opening.policyVersion);
  return { id, outcome, policy, ticket, sla, billing } as Life;
};

const lived = new WeakMap<Scenario, Promise<Lived>>();

/** Runs a scenario once; the same scenario again is remembered. */
export const live = (scenario: Scenario): Promise<Lived> => {
  const known = lived.get(scenario) ?? liveAnew(scenario);
  lived.set(scenario, known);
  return known;
};

const liveAnew = async (scenario: Scenario): Promise<Lived> => {
  let world: World | undefined;
  const { tickets } = await simulate(scenario, standardSupport, async (seen) => {
    world = seen;
  });
  const lives = [];
  for (const [id, outcome] of Object.entries(tickets)) {
    const life = world && (await lifeOf(world, id, outcome));
    if (life) lives.push(life);
  }
  const folded = async <S>(stream: string, fold: AnyFold<S>): Promise<S> => {
    if (!world) throw new Error('Nothing happened in this history.');
    return (await world.environment.store.load(stream, fold)).state;
  };
  return { scenario, now: ms(scenario.now), lives, folded };
};
