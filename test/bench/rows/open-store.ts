import { cpSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { interruptible } from '../interruptible';
import { largeStore, MILLION } from '../large-store';
import { progress, startNode } from '../store-nodes';
import { median, type Row } from './row';

const NAME = 'open-store';
const ROUNDS = 3;
/** Written before each crash, so that there is an end of the log to look at. */
const SINCE = 500;

/** How long a node takes to open a million events after a crash, with its saved index and without, and what it holds. */
export const openStore = async (): Promise<readonly Row[]> => {
  interruptible();
  const directory = await largeStore(NAME);
  const saved = `${directory}-index`;
  mkdirSync(saved, { recursive: true });
  for (const part of parts(directory)) cpSync(join(directory, part), join(saved, part));
  const seconds = { with: [] as number[], without: [] as number[] };
  const megabytes: number[] = [];
  for (let round = 1; round <= ROUNDS; round++) {
    const withIndex = await openedOnce(directory, saved);
    seconds.with.push(withIndex.seconds);
    megabytes.push(withIndex.megabytes);
    seconds.without.push((await openedOnce(directory)).seconds);
    progress(NAME, `round ${round} of ${ROUNDS}`);
  }
  const [value, referenceValue] = [median(seconds.with), median(seconds.without)];
  const held = median(megabytes);
  const compared = { reference: 'without its saved index', referenceValue };
  const without = { reference: 'with its saved index', referenceValue: value };
  return [
    { name: NAME, value, unit: 's', ...compared, ratio: value / referenceValue, goal: '≤ 2 s', met: value <= 2 },
    {
      name: `${NAME}, no index`,
      value: referenceValue,
      unit: 's',
      ...without,
      ratio: referenceValue / value,
      goal: '≤ 6 s',
      met: referenceValue <= 6,
    },
    {
      name: `${NAME}, memory`,
      value: held,
      unit: 'MB',
      reference: 'the goal',
      referenceValue: 150,
      ratio: held / 150,
      goal: '≤ 150 MB',
      met: held <= 150,
    },
  ];
};

/** With the index parts of `saved`, or with none. */
const openedOnce = async (directory: string, saved?: string) => {
  for (const part of parts(directory)) rmSync(join(directory, part));
  if (saved) for (const part of parts(saved)) cpSync(join(saved, part), join(directory, part));
  const node = await startNode(directory);
  const { openMs, openBytes, events } = await node.ask('counts');
  if (events < MILLION) throw new Error(`The store of ${MILLION} events opened with ${events}.`);
  await node.ask({ fill: SINCE });
  await node.stop();
  return { seconds: openMs / 1000, megabytes: openBytes / 2 ** 20 };
};

const parts = (directory: string): string[] => readdirSync(directory).filter((name) => name.endsWith('.part'));
