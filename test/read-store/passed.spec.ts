// A view that was handed nothing for a long time need not be shown all of that again; and by what it was handed last, and
// by nothing else, its tables are compared.
import { openReadStore, type ReadStore } from '#read-store';
import { callBoard, deliver, longHistory } from './board';

const events = longHistory(4, 5);
const [seen, later] = [events.slice(0, 10), events.at(-1)];
if (!later) throw new Error('The history is empty.');

describe('A view that was told how far nothing was for it', () => {
  let store: ReadStore;
  beforeEach(async () => {
    store = await openReadStore({ file: ':memory:' });
  });
  afterEach(() => store.close());

  const told = async () => {
    const projector = await store.projector(callBoard);
    const { consumer } = projector;
    await deliver(consumer, seen);
    await consumer.onPassed?.(later.checkpoint);
    return projector;
  };

  it('begins there again, in this process and in the next', async () => {
    expect((await told()).consumer.from).toStrictEqual(later.checkpoint);
    expect((await store.projector(callBoard)).consumer.from).toStrictEqual(later.checkpoint);
  });

  it('begins behind what it was handed since, where that is further on', async () => {
    const { consumer } = await store.projector(callBoard);
    await consumer.onPassed?.((seen[3] as (typeof seen)[0]).checkpoint);
    await deliver(consumer, seen);
    expect((await store.projector(callBoard)).consumer.from).toStrictEqual(seen.at(-1)?.checkpoint);
  });

  it('gives way to a table that was filled beside it with the same events', async () => {
    const projector = await told();
    const rebuild = await projector.rebuild();
    await deliver(rebuild.consumer, seen);
    expect(rebuild.done).toBe(true);
    // It is another table: nobody has told that one anything.
    expect((await store.projector(callBoard)).consumer.from).toStrictEqual(seen.at(-1)?.checkpoint);
  });
});
