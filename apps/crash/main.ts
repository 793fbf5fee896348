// npm run -s crash -- [--only store|server|kafka|roles|paging|cluster|stop|full-disk|upgrade] [--kind kill|cut|damage|flip] --cycles N --seed S [--plant FAULT] [--json]
// Crashes what Faultline stands on, and looks whether anything that was promised is gone.
// Exit 0 nothing is, 1 something is, 2 it could not look.

import { Command, InvalidArgumentError, Option } from 'commander';
import { StoreUnavailable } from '#event-store';
import { BadStoreUrl } from '#event-store/url';
import { type Crash, type Cycle, PLANTS, type Plant, READ_STORES, type ReadStoreKind } from '../../test/faults/cycle';
import { givenUrl } from '../../test/programs/some-store';
import { ON_OUR_OWN, SUBJECTS, type Subject } from './subjects';
import { broken, count, newTally, progress, type Tally, verdict } from './tally';

type Options = {
  only?: Subject;
  kind?: string;
  cycles: number;
  seed: number;
  plant?: Plant;
  rate?: number;
  readStore?: ReadStoreKind;
  before?: string;
  trace?: true;
  json?: true;
};
/** A cycle of a subject is one crash of each kind, from the same seed. */
type Totals = { cycles: number; violations: number; recovered: number };

type Running = { readonly tally: Tally; readonly next: AsyncIterator<Cycle> };

const EVERY_MS = 2_000;
const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());

const say = (what: string) => void process.stderr.write(`${what}\n`);

const crash = async (subject: Subject, crashes: readonly Crash[], options: Options, totals: Totals) => {
  const { cycles, seed, trace, json, ...how } = options;
  const wanted = { ...how, seed, cycles, stop: stop.signal, ...(trace ? { trace: say } : {}) };
  const running: readonly Running[] = crashes.map((kind) => ({
    tally: newTally(subject, kind),
    next: kind.run(wanted)[Symbol.asyncIterator](),
  }));
  const tick = setInterval(() => {
    for (const { tally } of running) say(progress(tally, cycles));
  }, EVERY_MS);
  try {
    while (totals.cycles < cycles && !stop.signal.aborted) {
      const cycle = await crashOnce(running);
      if (cycle === 'ended') return;
      totals.cycles++;
      totals.violations += cycle.violations;
      totals.recovered += cycle.recovered ? 1 : 0;
    }
  } finally {
    clearInterval(tick);
    for (const { tally, next } of running) {
      await next.return?.();
      process.stdout.write(json ? `${JSON.stringify(counted(tally, seed))}\n` : `${verdict(tally, seed)}\n`);
    }
  }
};

/** One crash of each kind. */
const crashOnce = async (
  running: readonly Running[],
): Promise<'ended' | { violations: number; recovered: boolean }> => {
  const total = { violations: 0, recovered: true };
  for (const { tally, next } of running) {
    const { value: cycle, done } = await timed(tally, next);
    if (done) return 'ended';
    count(tally, cycle);
    total.violations += cycle.violations.length;
    total.recovered &&= cycle.recovered;
    if (cycle.violations.length > 0 || !cycle.recovered) say(broken(tally, cycle));
  }
  return total;
};

const timed = async <T>(tally: Tally, next: AsyncIterator<T>) => {
  const began = performance.now();
  try {
    return await next.next();
  } finally {
    tally.milliseconds += performance.now() - began;
  }
};

/** What somebody has to correct first, in a sentence; everything else is ours to look into. */
class CannotBegin extends Error {}
const wordsOf = (problem: Error): string =>
  problem instanceof CannotBegin || problem instanceof StoreUnavailable || problem instanceof BadStoreUrl
    ? problem.message
    : String(problem.stack);

/** A server that is given is crashed by nobody: what is crashed there stands in front of it. */
const isNotOurs = (subject: Subject): boolean => ON_OUR_OWN.includes(subject) && givenUrl() !== undefined;
const NOT_OURS = (subject: Subject) =>
  `--only ${subject} works on an event store of its own, and EVENTSTORE_URL names one that is not: unset it.`;

const counted = ({ subject, kind, cycles, violations, recovered }: Tally, seed: number) => ({
  subject,
  kind,
  cycles,
  violations,
  recovered,
  seed,
});

const run = async (options: Options): Promise<boolean> => {
  const all: Totals = { cycles: 0, violations: 0, recovered: 0 };
  for (const subject of Object.keys(SUBJECTS) as Subject[]) {
    if (options.only && subject !== options.only) continue;
    if (isNotOurs(subject)) {
      if (options.only) throw new CannotBegin(NOT_OURS(subject));
      say(`${NOT_OURS(subject)} It is left out.`);
      continue;
    }
    const totals: Totals = { cycles: 0, violations: 0, recovered: 0 };
    const crashes = SUBJECTS[subject].filter(({ name }) => !options.kind || name === options.kind);
    await crash(subject, crashes, options, totals);
    for (const what of ['cycles', 'violations', 'recovered'] as const) all[what] += totals[what];
  }
  const { cycles, violations, recovered } = all;
  if (options.json) process.stdout.write(`${JSON.stringify({ cycles, violations, recovered, seed: options.seed })}\n`);
  return violations === 0 && recovered === cycles;
};

const whole = (text: string): number => {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('It is a whole number from 0 to 999999999.');
  return Number(text);
};

const positive = (text: string): number => {
  const n = whole(text);
  if (n === 0) throw new InvalidArgumentError('It is a whole number above 0.');
  return n;
};

new Command('crash')
  .description('Kills the store under load and cuts its power, then checks that nothing it promised is lost.')
  .addOption(new Option('--only <subject>', 'crash this alone').choices(Object.keys(SUBJECTS)))
  .addOption(
    new Option(
      '--kind <kind>',
      'crash it in this way alone; damage and flip reach the event store, not views or keys',
    ).choices(['kill', 'cut', 'damage', 'flip']),
  )
  .option('--cycles <n>', 'so many times, each time in every way', whole, 100)
  .option('--seed <s>', 'of the first cycle; the next has the next one, so that ranges of seeds add up', whole, 1)
  .addOption(new Option('--plant <fault>', 'put this fault into the store, to see it found').choices(PLANTS))
  .option('--rate <n>', 'roles, upgrade, cluster: so many commands a second are said meanwhile (20, 20, 10)', positive)
  .addOption(
    new Option('--read-store <kind>', 'roles, upgrade: the database of the views (sqlite)').choices(READ_STORES),
  )
  .option('--before <ref>', 'upgrade: the commit of the build before (the newest tag, else the parent of HEAD)')
  .option('--trace', 'tell every operation of the disk of a power cut, on standard error')
  .option('--json', 'one line of JSON a kind, and the totals in the last')
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
  .action(async (options: Options) => {
    try {
      process.exitCode = (await run(options)) ? 0 : 1;
    } catch (problem) {
      process.stderr.write(`The rig itself failed, so this says nothing of the store.\n${wordsOf(problem as Error)}\n`);
      process.exitCode = 2;
    }
  })
  .parseAsync();
