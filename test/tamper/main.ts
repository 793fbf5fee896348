// npm run -s tamper -- [--count N] [--seed S]
// Changes a store or a bundle as somebody would who can write to it, and asks whether `verify` finds it; now and then one that
// nobody has touched, of which it must find nothing. Exit 0 everything was found and nothing falsely, 1 not so, 2 it could not look.

import { Command, InvalidArgumentError } from 'commander';
import { checkpointsIn } from '#audit/module';
import { signedFor } from '#audit/testing';
import { type Chance, chanceOf } from '../faults/chance';
import { type Files, laidOut } from './files';
import { OF_BUNDLES, OF_STORES, withFlippedBit } from './mutations';
import { bundleIsFound, fileOf, type Scene, setScene, signedByAnother, storeIsFound, strike } from './scene';

const whole = (text: string): number => {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It is a whole number.');
};
/** One in so many goes through real files; one in so many is left untouched. */
const [THROUGH_FILES, UNTOUCHED, PROGRESS_EVERY] = [250, 50, 10_000];

type Outcome = { readonly kind: string; readonly isFound: boolean };
/** Nothing where chance changed nothing. */
type Tampering = (scene: Scene, chance: Chance) => Promise<Outcome | undefined>;

const store: Tampering = async ({ events, directory }, chance) => {
  const kind = chance.of(Object.keys(OF_STORES));
  const changed = OF_STORES[kind]?.(events, chance);
  if (changed === undefined) return undefined;
  return { kind: `store: ${kind}`, isFound: changed === 'unreadable' || (await storeIsFound(changed, directory)) };
};
const bundleByte: Tampering = async ({ text }, chance) => {
  const flipped = withFlippedBit(Buffer.from(text), chance).toString('utf8');
  return { kind: 'bundle: byte', isFound: bundleIsFound(flipped) };
};
const bundle: Tampering = async (scene, chance) => {
  const kind = chance.of(Object.keys(OF_BUNDLES));
  const changed = OF_BUNDLES[kind]?.(scene.bundle, chance);
  return changed && { kind: `bundle: ${kind}`, isFound: bundleIsFound(fileOf(changed)) };
};
/** Whoever changes the store signs everything anew, with a key of their own: of a store, or of what a bundle says. */
const anotherKey: Tampering = async ({ events, bundle: own }, chance) => {
  const changed = OF_STORES[chance.of(['redated', 'dropped', 'tail cut off'])]?.(events, chance);
  if (changed === undefined || changed === 'unreadable' || changed.length < 10) return undefined;
  const scene = { events: changed, directory: signedByAnother(changed) } as Scene;
  try {
    if (chance.happens(0.5))
      return { kind: 'store: signed with another key', isFound: await storeIsFound(changed, scene.directory) };
    const checkpoints = checkpointsIn(scene.directory).map(({ note }) => note);
    const forged = fileOf({ ...own, checkpoints });
    return { kind: 'bundle: signed with another key', isFound: bundleIsFound(forged) };
  } finally {
    strike(scene);
  }
};

const TAMPERINGS: readonly (readonly [share: number, tampering: Tampering])[] = [
  [50, store],
  [75, bundleByte],
  [95, bundle],
  [100, anotherKey],
];

const tampered = async (scene: Scene, files: Files, chance: Chance): Promise<Outcome> => {
  for (;;) {
    const drawn = chance.below(100);
    const tampering = TAMPERINGS.find(([share]) => drawn < share)?.[1] ?? store;
    const outcome = chance.below(THROUGH_FILES) === 0 ? await files.tamper(chance) : await tampering(scene, chance);
    if (outcome) return outcome;
  }
};

/** Signed at whatever sizes, through files and in memory: nothing must be found. */
const untouched = async (scene: Scene, files: Files, chance: Chance): Promise<boolean> => {
  if (chance.happens(0.3)) return bundleIsFound(scene.text);
  if (chance.happens(0.1)) return files.isFalselyFound();
  const [one, other] = [chance.below(scene.events.length), chance.below(scene.events.length)];
  const directory = signedFor(scene.events, [Math.min(one, other), Math.max(one, other)]);
  return storeIsFound(scene.events, directory).finally(() => strike({ ...scene, directory }));
};

type Counted = { readonly rows: Map<string, { made: number; found: number }>; left: number; alarms: number };
const tamperAll = async (scene: Scene, files: Files, count: number, seed: number): Promise<Counted> => {
  const chance = chanceOf(seed);
  const counted: Counted = { rows: new Map(), left: 0, alarms: 0 };
  for (let n = 1; n <= count; n++) {
    const { kind, isFound } = await tampered(scene, files, chance);
    const { made, found } = counted.rows.get(kind) ?? { made: 0, found: 0 };
    counted.rows.set(kind, { made: made + 1, found: found + Number(isFound) });
    if (!isFound) process.stderr.write(`not found: ${kind}, mutation ${n} of seed ${seed}\n`);
    if (n % PROGRESS_EVERY === 0) process.stderr.write(`${n} of ${count}\n`);
    if (n % UNTOUCHED !== 0) continue;
    counted.left++;
    counted.alarms += Number(await untouched(scene, files, chance));
  }
  return counted;
};

const run = async ({ count, seed }: { readonly count: number; readonly seed: number }): Promise<void> => {
  const began = performance.now();
  const scene = await setScene((events) => [10, Math.floor(events / 2)]);
  const files = await laidOut(scene);
  const { rows, left, alarms } = await tamperAll(scene, files, count, seed).finally(() => {
    files.remove();
    strike(scene);
  });
  const total = [...rows.values()].reduce((sum, { found }) => sum + found, 0);
  for (const [kind, { made, found }] of [...rows].toSorted(([one], [other]) => one.localeCompare(other)))
    process.stdout.write(`${made === found ? 'ok  ' : 'FAIL'} ${kind}: ${found} of ${made}\n`);
  const seconds = ((performance.now() - began) / 1000).toFixed(0);
  process.stdout.write(
    `${total} of ${count} mutations found, ${alarms} false alarms in ${left} untouched ones (seed ${seed}, ${seconds} s)\n`,
  );
  process.exitCode = total === count && alarms === 0 ? 0 : 1;
};

new Command('tamper')
  .description('Changes stores and bundles, and asks whether `verify` finds it.')
  .option('--count <n>', 'so many changes', whole, 10_000)
  .option('--seed <s>', 'the same seed, the same changes', whole, 1)
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
  .action(run)
  .parseAsync()
  .catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    process.exit(2);
  });
