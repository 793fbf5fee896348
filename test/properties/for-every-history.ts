import fc from 'fast-check';
import type { Scenario } from '#simulation';
import { randomScenario } from './histories';
import { type Lived, live } from './live';

/** More histories, or others: HISTORIES=5000 SEED=7. Without them every run is the same. */
const RUNS = Number(process.env.HISTORIES ?? 200);
const SEED = Number(process.env.SEED ?? 20_260_314);

const made = new Map<number, Scenario>();

/** Random histories that shrink by leaving out steps. */
class Histories extends fc.Arbitrary<Scenario> {
  override generate(random: fc.Random): fc.Value<Scenario> {
    const seed = random.nextInt(0, 0x7fff_ffff);
    const scenario = made.get(seed) ?? randomScenario(seed);
    made.set(seed, scenario);
    return new fc.Value(scenario, undefined);
  }

  override canShrinkWithoutContext(value: unknown): value is Scenario {
    return typeof value === 'object' && value !== null && 'steps' in value;
  }

  override shrink(scenario: Scenario): fc.Stream<fc.Value<Scenario>> {
    return fc.stream(shorter(scenario)).map((each) => new fc.Value(each, undefined));
  }
}

function* shorter(scenario: Scenario): IterableIterator<Scenario> {
  const { steps, policy = {} } = scenario;
  for (let size = Math.ceil(steps.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2))
    for (let from = 0; from < steps.length; from += size)
      if (steps.length > size) yield { ...scenario, steps: steps.toSpliced(from, size) };
  for (const section of Object.keys(policy)) {
    const { [section]: _, ...rest } = policy;
    yield { ...scenario, policy: rest };
  }
}

/** What must hold of a history however it goes. A failure is shown as the shortest history that fails so. */
export const forEveryHistory = (holds: (lived: Lived) => void | Promise<void>): Promise<void> =>
  fc.assert(
    fc.asyncProperty(new Histories(), async (scenario) => holds(await live(scenario))),
    { numRuns: RUNS, seed: SEED },
  );
