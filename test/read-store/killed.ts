// A projector as a program of its own, to be killed: goes on with the long history from where it stands, three events at
// a time, and says after each batch how far the database has acknowledged it. Its read store is its one argument, in JSON.
import { openReadStore, type ReadStoreOptions } from '#read-store';
import { callBoard, deliver, KILLED_HISTORY } from './board';

const goOn = async (options: ReadStoreOptions): Promise<void> => {
  const store = await openReadStore(options);
  const { consumer } = await store.projector(callBoard);
  const { from } = consumer;
  const done = from === 'start' ? 0 : KILLED_HISTORY.findIndex(({ stamp }) => stamp.eventId === from.eventId) + 1;
  for (let at = done; at < KILLED_HISTORY.length; at += 3) {
    await deliver(consumer, KILLED_HISTORY.slice(at, at + 3));
    process.stdout.write(`${Math.min(at + 3, KILLED_HISTORY.length)}\n`);
  }
  await store.close();
};

void goOn(JSON.parse(process.argv[2] ?? '{}') as ReadStoreOptions);
