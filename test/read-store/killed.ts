// A projector as a program of its own, to be killed: goes on with the long history from where it stands, three events at
// a time, and says after each batch how far the database has acknowledged it. Its read store is its first argument, in
// JSON; how many events it takes at the most before it merely waits for the kill, its second.
import { setTimeout as pause } from 'node:timers/promises';
import { openReadStore, type ReadStoreOptions } from '#read-store';
import { callBoard, deliver, KILLED_HISTORY } from './board';

const WAITS_MS = 120_000;

const goOn = async (options: ReadStoreOptions, most: number): Promise<void> => {
  const store = await openReadStore(options);
  const { consumer } = await store.projector(callBoard);
  const { from } = consumer;
  const done = from === 'start' ? 0 : KILLED_HISTORY.findIndex(({ stamp }) => stamp.eventId === from.eventId) + 1;
  for (let at = done; at < Math.min(done + most, KILLED_HISTORY.length); at += 3) {
    await deliver(consumer, KILLED_HISTORY.slice(at, at + 3));
    process.stdout.write(`${Math.min(at + 3, KILLED_HISTORY.length)}\n`);
  }
  await pause(WAITS_MS);
};

void goOn(JSON.parse(process.argv[2] ?? '{}') as ReadStoreOptions, Number(process.argv[3]));
