// npm run -s fuzz-rosters -- [--cases N] [--seed S]
// Random rosters in many zones and years: who is on call at each minute of a year, worked out and walked through. Exit 0 where
// nothing differs, 1 where something does, 2 where it cannot be said.
import { Command, InvalidArgumentError } from 'commander';
import { compareYear } from '#oncall/testing';

const PROGRESS_EVERY = 500;

const whole = (text: string): number => {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It is a whole number.');
};

const run = ({ cases, seed }: { readonly cases: number; readonly seed: number }): void => {
  const differences = [];
  for (let n = 0; n < cases; n++) {
    const difference = compareYear(seed + n);
    if (difference) differences.push(difference);
    if (difference) process.stdout.write(`FAIL  seed ${difference.seed}, ${difference.zone}, ${difference.what}\n`);
    if ((n + 1) % PROGRESS_EVERY === 0) process.stderr.write(`${n + 1} of ${cases} rosters\n`);
  }
  process.stdout.write(
    `${differences.length === 0 ? 'ok   ' : 'FAIL '} ${cases} rosters from seed ${seed}, a year each by the minute: ${differences.length} differ.\n`,
  );
  process.exitCode = differences.length === 0 ? 0 : 1;
};

new Command('fuzz-rosters')
  .description('Works out who is on call in random rosters, and compares each minute of a year with a plain walk.')
  .option('--cases <n>', 'so many rosters', whole, 500)
  .option('--seed <s>', 'the first of them', whole, 1)
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
  .action(run)
  .parse();
