// npm run -s races -- [--over memory|http] [--rounds N] [--seed S] [--only TEXT] [--json]
// Races pairs of the desk's commands on two tickets, and holds what comes of each race against the two orders: over a
// store in memory, interleaved as the seed says, or as requests to a running server of its own.
// Exit 0 every race ended as one of the orders, 1 one did not, 2 it could not look.

import { Command, InvalidArgumentError, Option } from 'commander';
import { chanceOf } from '../../test/faults/chance';
import { type Pairs, pairsInMemory, pairsOverHttp } from './racing';

type Options = { over: 'memory' | 'http'; rounds?: number; seed: number; only?: string; json?: true };
/** How often two commands were answered so, in whatever situation; and in how many races they ended as in no order. */
type Row = { readonly answers: Map<string, number>; faults: number };

const ROUNDS = { memory: 1_000, http: 300 };
const PER_PAIR = 5;
const whole = (text: string): number => {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('It is a whole number from 0 to 999999999.');
  return Number(text);
};

const raceAll = async (pairs: Pairs, rounds: number, seed: number) => {
  const chance = chanceOf(seed);
  const rows = new Map<string, Row>();
  const faults: string[] = [];
  for (let raced = 0; raced < rounds; ) {
    const { name, commands, race } = chance.of(pairs.all);
    const row = rows.get(commands) ?? { answers: new Map(), faults: 0 };
    rows.set(commands, row);
    const many = Math.min(PER_PAIR, rounds - raced);
    for (const { answers, fault } of await race(many, seed + raced)) {
      row.answers.set(answers, (row.answers.get(answers) ?? 0) + 1);
      if (fault === undefined) continue;
      row.faults++;
      faults.push(`${name} (seed ${seed + raced}) ${fault}`);
    }
    raced += many;
  }
  return { rows, faults };
};

const run = async ({ over, rounds = ROUNDS[over], seed, only = '', json }: Options): Promise<boolean> => {
  const pairs = over === 'http' ? await pairsOverHttp(only) : await pairsInMemory(only);
  try {
    if (pairs.all.length === 0) throw new TypeError(`No pair is called like '${only}'.`);
    const { rows, faults } = await raceAll(pairs, rounds, seed);
    for (const [commands, { answers, faults: wrong }] of [...rows].toSorted(([a], [b]) => a.localeCompare(b))) {
      const counted = [...answers].map(([answer, times]) => `${times} × ${answer}`).join('; ');
      if (!json) process.stdout.write(`${wrong > 0 ? 'FAIL' : 'ok  '} ${commands}: ${counted}\n`);
    }
    for (const fault of faults) process.stderr.write(`${fault}\n`);
    process.stdout.write(
      json
        ? `${JSON.stringify({ over, rounds, pairs: rows.size, faults: faults.length, seed })}\n`
        : `${rounds} races of ${rows.size} pairs, ${faults.length} ended as in no order (seed ${seed})\n`,
    );
    return faults.length === 0;
  } finally {
    await pairs.end();
  }
};

new Command('races')
  .description("Races pairs of the desk's commands and holds the outcome against the two orders.")
  .addOption(
    new Option('--over <what>', 'a store in memory, or a running server').choices(['memory', 'http']).default('memory'),
  )
  .option('--rounds <n>', 'so many races; 1000 in memory, 300 over HTTP', whole)
  .option('--seed <s>', 'of the pairs that are drawn, and in memory of the first interleaving', whole, 1)
  .option('--only <text>', 'only pairs whose name has this in it: MergeTicket S')
  .option('--json', 'the totals, as one line of JSON')
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
  .action(async (options: Options) => {
    try {
      process.exitCode = (await run(options)) ? 0 : 1;
    } catch (problem) {
      process.stderr.write(`The rig itself failed, so this says nothing of the desk.\n${(problem as Error).stack}\n`);
      process.exitCode = 2;
    }
  })
  .parseAsync();
