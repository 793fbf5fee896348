// npm run -s fuzz-store -- [--operations N] [--seed S] [--against double|URL]
// The same random histories on our node and on another store: the server double, or any EVENTSTORE_URL, as it is. The first answer
// that differs is shrunk to the shortest history that shows it. Exit 0 nothing differs, 1 something does, 2 no answer.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { startNode } from '#embedded-store';
import { startServerDouble } from '#embedded-store/testing';
import { dialStore } from '#event-store';
import { givenUrl, serverSaid } from '../programs/some-store';
import { firstDifference } from './difference';
import { Target } from './target';

const say = (text: string) => void process.stderr.write(`${text}\n`);

type Other = { readonly name: string; readonly target: Target; close(): Promise<unknown> };

const other = async (against: string, dir: string): Promise<Other> => {
  const double = against === 'double' ? await startServerDouble({ dir }) : undefined;
  const url = double?.url ?? against;
  const { host, credentials } = await dialStore(url);
  // Never the URL itself: there may be a password in it.
  const name = double ? against : await serverSaid(url);
  return { name, target: new Target(name, host, credentials), close: async () => double?.close() };
};

const run = async (operations: number, seed: number, against: string): Promise<boolean> => {
  const dir = await mkdtemp(join(tmpdir(), 'faultline-fuzz-'));
  // First of all: where it cannot be reached, nothing has been started that would have to be ended.
  const { name, target: theirs, close } = await other(against, join(dir, 'other'));
  const node = await startNode({ dir: join(dir, 'node') });
  const ours = new Target('node', `127.0.0.1:${node.port}`);
  try {
    const difference = await firstDifference(ours, theirs, {
      operations,
      seed,
      progress: (done) => say(`${done} of ${operations} operations`),
    });
    if (difference === undefined) {
      process.stdout.write(`ok    ${operations} operations from seed ${seed}: the node and ${name} answer alike.\n`);
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
  .option('--against <store>', "'double', or esdb://… (EVENTSTORE_URL; 'double' where that is not set)")
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
  .action(async ({ operations, seed, against }: { operations: number; seed: number; against?: string }) => {
    try {
      process.exitCode = (await run(operations, seed, against ?? givenUrl() ?? 'double')) ? 0 : 1;
    } catch (error) {
      say((error as Error).message);
      process.exitCode = 2;
    }
  })
  .parseAsync();
