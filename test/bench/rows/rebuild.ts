import { join } from 'node:path';
import { EventStoreDBClient, START, streamNameFilter } from '@eventstore/db-client';
import { openLog, type Source, throughClient } from '#command-line';
import { CATALOGS, PROJECTIONS } from '#composition';
import type { Consumer } from '#event-store';
import { type AnyProjection, openReadStore } from '#read-store';
import { discard, scratch } from '../../programs/scratch';
import { interruptible } from '../interruptible';
import { aHistory, type History } from './rebuild-history';
import { median, type Row } from './row';

const EVENTS = 60_000;
const MILLION = 1_000_000;
const ROUNDS = 3;
const LOG_GOAL = 40_000;
const SECONDS_GOAL = 130;

type Options = { readonly full?: boolean };

/** Events per second into all views at once, through the client. With `--full` a million of them are read, once. */
export const rebuild = async ({ full = false }: Options = {}): Promise<readonly Row[]> => {
  interruptible();
  const history = await aHistory(full ? MILLION : EVENTS);
  sayHistory('rebuild', history);
  try {
    const ours: number[] = [];
    const theirs: number[] = [];
    for (let round = 0; round < (full ? 1 : ROUNDS); round++) {
      theirs.push(await readAndDoNothing(history));
      ours.push(await rebuildAll(history, throughClient(history.store)));
    }
    const [value, referenceValue] = [median(ours), median(theirs)];
    const ratio = value / referenceValue;
    const seconds = MILLION / value;
    return [
      {
        name: 'rebuild',
        value,
        unit: '/s',
        reference: 'the client reads the same events and does nothing',
        referenceValue,
        ratio,
        goal: '≥ 0.7',
        met: ratio >= 0.7,
      },
      {
        name: 'rebuild-million',
        value: seconds,
        unit: 's',
        reference: full
          ? 'the client alone, a million events'
          : `the client alone; both reckoned from ${history.events} events`,
        referenceValue: MILLION / referenceValue,
        ratio: referenceValue / value,
        goal: `≤ ${SECONDS_GOAL} s`,
        met: seconds <= SECONDS_GOAL,
      },
    ];
  } finally {
    await history.close();
  }
};

/** Events per second into all views at once, straight from the embedded log. */
export const rebuildLog = async ({ full = false }: Options = {}): Promise<Row> => {
  interruptible();
  const history = await aHistory(full ? MILLION : EVENTS);
  sayHistory('rebuild-log', history);
  try {
    const { dir, keys } = history;
    const ours: number[] = [];
    const theirs: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const log = await openLog({ dir, keys, catalogs: CATALOGS });
      theirs.push(await perSecond(history, () => log.feed([deaf])));
      ours.push(await rebuildAll(history, log));
    }
    const [value, referenceValue] = [median(ours), median(theirs)];
    return {
      name: 'rebuild-log',
      value,
      unit: '/s',
      reference: 'the log is read, its events are opened, nobody folds them',
      referenceValue,
      ratio: value / referenceValue,
      goal: `≥ ${LOG_GOAL.toLocaleString('en-US')}/s`,
      met: value >= LOG_GOAL,
    };
  } finally {
    await history.close();
  }
};

const sayHistory = (row: string, { events, tickets }: History): void =>
  void process.stderr.write(`${row}: ${events} events of ${tickets} tickets, ${PROJECTIONS.length} views\n`);

/** All that the history is made of, whatever today's views listen to. */
const PREFIXES = ['ticket-', 'sla-', 'billing-'];
const deaf: Consumer = {
  name: 'deaf',
  prefixes: PREFIXES,
  from: 'start',
  handleBatch: () => {},
  onFailure: () => 'halt',
};

const perSecond = async ({ events }: History, read: () => Promise<unknown>): Promise<number> => {
  const from = performance.now();
  await read();
  return (events / (performance.now() - from)) * 1000;
};

/** Into a database that has no tables; an event counts once, however many views hear it. */
const rebuildAll = async (history: History, source: Source): Promise<number> => {
  const directory = scratch('views');
  const views = await openReadStore({ file: join(directory, 'views.sqlite') });
  const begin = async (projection: AnyProjection) => (await views.projector(projection)).rebuild({ gather: 10_000 });
  try {
    const rebuilds = await Promise.all(PROJECTIONS.map(begin));
    const rate = await perSecond(history, () => source.feed([...rebuilds.map(({ consumer }) => consumer), deaf]));
    if (!rebuilds.every(({ done }) => done)) throw new Error('A view has not caught up.');
    return rate;
  } finally {
    await views.close();
    discard(directory);
  }
};

/** As bare as it gets: the official client, the same filter, an event is received and forgotten. */
const readAndDoNothing = async ({ url, events }: History): Promise<number> => {
  const client = EventStoreDBClient.connectionString(url);
  const filter = streamNameFilter({ prefixes: PREFIXES });
  const from = performance.now();
  let seen = 0;
  await new Promise<void>((resolve, reject) => {
    const subscription = client.subscribeToAll({ fromPosition: START, filter });
    subscription.on('data', () => {
      if (++seen === events) subscription.unsubscribe().then(resolve, reject);
    });
    subscription.on('error', reject);
  });
  const rate = (seen / (performance.now() - from)) * 1000;
  await client.dispose();
  return rate;
};
