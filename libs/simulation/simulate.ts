import { ms } from '#kernel';
import { inLocalTime, mergePolicy } from '#policy';
import { differencesOf } from './compare';
import { type Outcome, outcomeOf } from './outcome';
import { type Scenario, ScenarioInvalid } from './scenario';
import { isRefusal, World } from './world';

export type Result = {
  readonly id: string;
  readonly ok: boolean;
  readonly tickets: Readonly<Record<string, Outcome>>;
  readonly differences: readonly string[];
  /** The differences as people read them: instants by the clock of their ticket's policy. */
  readonly said: readonly string[];
};

const inOneLine = ({ message }: Error) => message.replaceAll('\n', ' ');

const worldOf = async (scenario: Scenario, policy: unknown): Promise<World> => {
  try {
    return await World.under(mergePolicy(policy, scenario.policy ?? {}) as { policyId: string });
  } catch (problem) {
    if (!isRefusal(problem)) throw problem;
    throw new ScenarioInvalid(`${scenario.id}: policy: ${inOneLine(problem)}`);
  }
};

/** What was expected and did not come. To expect nothing of nobody is a mistake, and no success. */
const unmet = ({ expect }: Scenario, tickets: Readonly<Record<string, Outcome>>): string[] => {
  const expected = Object.entries(expect?.tickets ?? {});
  if (expect && expected.length === 0) return ['expect: names no ticket; name one, or leave expect out'];
  return expected.flatMap(([ticketId, outcome]) => {
    const found = differencesOf(outcome, tickets[ticketId], ticketId);
    const isUnknown = found.length === 0 && tickets[ticketId]?.state === 'unknown' && outcome.state === undefined;
    return isUnknown ? [`${ticketId}: no step opens it`] : found;
  });
};

/**
 * Runs a scenario under a policy and says how its tickets stand at its `now`. `afterStep` sees the world after each
 * step. Throws `ScenarioInvalid` where its policy is none.
 */
export const simulate = async (
  scenario: Scenario,
  policy: unknown,
  afterStep?: (world: World, index: number) => Promise<void>,
): Promise<Result> => {
  const world = await worldOf(scenario, policy);
  const now = ms(scenario.now);
  const differences: string[] = [];
  const steps = scenario.steps.filter(({ at }) => ms(at) <= now);
  for (const [index, step] of steps.entries()) {
    const place = `steps[${index}] ${step.do}`;
    try {
      await world.take(step, `${scenario.id}/${index}`);
      if (step.refused) differences.push(`${place}: expected a refusal, was accepted`);
    } catch (problem) {
      if (!isRefusal(problem)) throw problem;
      if (!step.refused) differences.push(`${place}: refused: ${problem.code}: ${inOneLine(problem)}`);
    }
    await afterStep?.(world, index);
  }
  await world.passTimeTo(now);
  const names = new Set([
    ...steps.flatMap((step) => (step.ticket === undefined ? [] : [step.ticket])),
    ...Object.keys(scenario.expect?.tickets ?? {}),
  ]);
  const tickets: Record<string, Outcome> = {};
  for (const ticketId of names) tickets[ticketId] = await outcomeOf(world.environment, ticketId, now);
  differences.push(...unmet(scenario, tickets));
  const said: string[] = [];
  for (const line of differences) said.push(inLocalTime(await world.zoneOf(ticketIn(line, steps), now), line));
  return { id: scenario.id, ok: differences.length === 0, tickets, differences, said };
};

/** Which ticket a difference is about: that of its step, or the one that it begins with. */
const ticketIn = (line: string, steps: Scenario['steps']): string =>
  steps[Number(/^steps\[(\d+)\]/.exec(line)?.[1])]?.ticket ?? /^[^.:]*/.exec(line)?.[0] ?? '';
