// npm run -s fuzz-store -- [--operations N] [--seed S] [--against double|URL]
// The same random histories on our node and on another store: the server double, or any EVENTSTORE_URL. The first answer
// that differs is shrunk to the shortest history that shows it. Exit 0 nothing differs, 1 something does, 2 no answer.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { startNode } from '#embedded-store';
import { startServerDouble } from '#embedded-store/testing';
import { firstDifference } from './difference';
import { Target } from './target';

const say = (text: string) => void process.stderr.write(`${text}\n`);

type Closing = () => Promise<unknown>;

const other = async (against: string, dir: string): Promise<[string, Closing]> => {
  if (against === 'double') {
    const double = await startServerDouble({ dir });
    return [`127.0.0.1:${double.port}`, () => double.close()];
  }
  const address = /^(?:esdb|kurrentdb):\/\/([^/?,@]+:\d+)\/?\?.*\btls=false\b/i.exec(against)?.[1];
  if (address === undefined)
    throw new Error(
      `'${against}' is no store to compare with: 'double', or one plain host (esdb://HOST:PORT?tls=false).`,
    );
  return [address, async () => undefined];
};

const run = async (operations: number, seed: number, against: string): Promise<boolean> => {
  const dir = await mkdtemp(join(tmpdir(), 'faultline-fuzz-'));
  const node = await startNode({ dir: join(dir, 'node') });
  const [address, close] = await other(against, join(dir, 'other'));
  const [ours, theirs] = [new Target('node', `127.0.0.1:${node.port}`), new Target(against, address)];
  try {
    const difference = await firstDifference(ours, theirs, {
      operations,
      seed,
      progress: (done) => say(`${done} of ${operations} operations`),
    });
    if (difference === undefined) {
      process.stdout.write(`ok    ${operations} operations from seed ${seed}: the node and ${against} answer alike.\n`);
      return true;
    }
    process.stdout.write(
      `FAIL  seed ${difference.seed}; the shortest history that shows it:\n` +
        `${JSON.stringify(difference.history, undefined, 1)}\n${difference.what}\n`,
    );
    return false;
  } finally {
    ours.close();
    theirs.close();
    await node.close();
    await close();
    await rm(dir, { recursive: true, force: true });
  }
};

const whole = (text: string): number => {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It is a whole number.');
};

new Command('fuzz-store')
  .description('Does the same random histories to our node and to another store, and compares every answer.')
  .option('--operations <n>', 'so many, at least', whole, 10_000)
  .option('--seed <s>', 'the same seed, the same histories', whole, 1)
  .option('--against <store>', "'double', or esdb://HOST:PORT?tls=false", process.env.EVENTSTORE_URL ?? 'double')
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
  .action(async ({ operations, seed, against }: { operations: number; seed: number; against: string }) => {
    try {
      process.exitCode = (await run(operations, seed, against)) ? 0 : 1;
    } catch (error) {
      say((error as Error).message);
      process.exitCode = 2;
    }
  })
  .parseAsync();
