// npm run -s races -- [--rounds N] [--seed S] [--only TEXT] [--json]
// Races pairs of the desk's commands on two tickets, and holds what comes of each race against the two orders.
// Exit 0 every race ended as one of the orders, 1 one did not, 2 it could not look.

import { Command, InvalidArgumentError } from 'commander';
import { chanceOf } from '../../test/faults/chance';
import { allPairs } from '../../test/races/pairs';
import { faultOf, nameOf, type Pair, race, sequential } from '../../test/races/race';

type Options = { rounds: number; seed: number; only?: string; json?: true };
/** How often two commands were answered so, in whatever situation; and in how many races they ended as in no order. */
type Row = { readonly answers: Map<string, number>; faults: number };

const PER_PAIR = 5;
const whole = (text: string): number => {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('It is a whole number from 0 to 999999999.');
  return Number(text);
};
const commandsOf = ({ commands: [one, other] }: Pair) => `${one.name} × ${other.name}`;
const isMeant = (pair: Pair, only: string | undefined) => only === undefined || nameOf(pair).includes(only);

const run = async ({ rounds, seed, only, json }: Options): Promise<boolean> => {
  const pairs = (await allPairs()).filter((pair) => isMeant(pair, only));
  if (pairs.length === 0) throw new TypeError(`No pair is called like '${only}'.`);
  const chance = chanceOf(seed);
  const rows = new Map<string, Row>();
  const faults: string[] = [];
  for (let raced = 0; raced < rounds; ) {
    const pair = chance.of(pairs);
    const orders = await sequential(pair);
    const row = rows.get(commandsOf(pair)) ?? { answers: new Map(), faults: 0 };
    rows.set(commandsOf(pair), row);
    for (let turn = 0; turn < PER_PAIR && raced < rounds; turn++, raced++) {
      const outcome = await race(pair, seed + raced);
      const answers = outcome.answers.join(' | ');
      row.answers.set(answers, (row.answers.get(answers) ?? 0) + 1);
      const fault = faultOf(orders, outcome);
      if (fault === undefined) continue;
      row.faults++;
      faults.push(`${nameOf(pair)} (seed ${seed + raced}) ${fault}`);
    }
  }
  const table = [...rows].toSorted(([one], [other]) => one.localeCompare(other));
  for (const [commands, { answers, faults: wrong }] of table) {
    const counted = [...answers].map(([answer, times]) => `${times} × ${answer}`).join('; ');
    if (!json) process.stdout.write(`${wrong > 0 ? 'FAIL' : 'ok  '} ${commands}: ${counted}\n`);
  }
  for (const fault of faults) process.stderr.write(`${fault}\n`);
  const totals = { rounds, pairs: rows.size, faults: faults.length, seed };
  process.stdout.write(
    json
      ? `${JSON.stringify(totals)}\n`
      : `${rounds} races of ${rows.size} pairs, ${faults.length} ended as in no order (seed ${seed})\n`,
  );
  return faults.length === 0;
};

new Command('races')
  .description("Races pairs of the desk's commands and holds the outcome against the two orders.")
  .option('--rounds <n>', 'so many races', whole, 1_000)
  .option('--seed <s>', 'of the pairs that are drawn and of the first interleaving', whole, 1)
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
