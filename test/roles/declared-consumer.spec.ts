// One consumer, declared as a table, on a real node: order, parking, retries, what others see of it.
import { startNode } from '#embedded-store';
import { type Delivered, openKeys, openStore, type Store } from '#event-store';
import { type ConsumerDeclaration, type RunningConsumer, runConsumer } from '#processes';
import { openReadStore, type ReadStore, WHOLE_CONSUMER } from '#read-store';
import { discard, scratch } from '../programs/scratch';
import { until } from '../programs/until';

type Noted = { readonly type: 'Noted'; readonly text: string };
const SILENT = { info: () => {}, warn: () => {}, error: () => {} };
const AT = '2026-03-14T08:00:00.000Z';

describe('A declared consumer', () => {
  const directory = scratch('consumer');
  let node: Awaited<ReturnType<typeof startNode>>;
  let store: Store;
  let views: ReadStore;
  const running: RunningConsumer[] = [];
  const texts = new Map<string, string[]>();

  beforeAll(async () => {
    node = await startNode({ dir: `${directory}/store` });
    const keys = await openKeys(`${directory}/keys`, Buffer.alloc(32, 1));
    const catalogs = { note: { Noted: { schemaVersion: 1 } } };
    store = await openStore({ url: node.url, provider: 'specs', keys, catalogs, patience: { mismatchMs: 0 } });
  });
  beforeEach(async () => {
    views = await openReadStore({ file: ':memory:' });
    texts.clear();
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map((one) => one.stop()));
    await views.close();
  });
  afterAll(async () => {
    await store.close();
    await node.close();
    discard(directory);
  });

  let commands = 0;
  const note = async (ticketId: string, ...said: readonly string[]) => {
    for (const text of said) {
      const stream = `note-${ticketId}`;
      const context = { commandId: `c${++commands}`, actor: { id: 'anna', role: 'agent' }, at: AT };
      const head = (await store.read(stream)).at(-1)?.stamp.revision ?? -1;
      await store.append(stream, head, [{ type: 'Noted', text } as Noted], context);
    }
  };
  const take = (ticketId: string, events: readonly Delivered[], refuses: (text: string) => boolean) => {
    for (const { event } of events) {
      const { text } = event as Noted;
      if (refuses(text)) throw new Error(`It refuses ${text}.`);
      texts.set(ticketId, [...(texts.get(ticketId) ?? []), text]);
    }
  };
  const declared = (
    name: string,
    refuses: (text: string) => boolean = () => false,
    more: Partial<ConsumerDeclaration> = {},
  ): ConsumerDeclaration => ({
    name,
    prefixes: ['note-'],
    handle: {
      ticket: async ({ ticketId, events }) => {
        take(ticketId, events, refuses);
        return undefined;
      },
    },
    onFailure: 'park',
    retryAfterMs: () => 100,
    ...more,
  });
  const run = async (declaration: ConsumerDeclaration) => {
    const runtime = { store, deadlines: views.deadlines, clock: { now: Date.now }, log: SILENT };
    const one = await runConsumer(declaration, runtime);
    running.push(one);
    return one;
  };

  it('is handed the events of each ticket in their order, and shows from memory that nothing is left', async () => {
    await note('A', 'a1', 'a2');
    await note('B', 'b1');
    const one = await run(declared('in-order'));
    await until(() => one.state === 'live', 'it is live');
    expect([texts.get('A'), texts.get('B')]).toStrictEqual([['a1', 'a2'], ['b1']]);
    expect(one.lag).toStrictEqual({ events: 0, ms: 0, handledAt: AT });
  });

  it('shows how long what it has at hand has waited', async () => {
    let letGo = () => {};
    const isFree = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    const one = await run(declared('slow', () => false, { handle: { ticket: () => isFree.then(() => undefined) } }));
    await until(() => one.lag.events > 0, 'something is at hand');
    expect(one.lag.ms).toBeGreaterThan(Date.now() - Date.parse(AT) - 60_000);
    letGo();
    await until(() => one.lag.events === 0 && one.lag.ms === 0, 'nothing is left');
  });

  it('parks a ticket that it cannot go on with, and no other, until it can; then it has missed nothing', async () => {
    await note('C', 'c1', 'poison', 'c3');
    await note('D', 'd1');
    let isMended = false;
    const one = await run(
      declared('parks', (text) => text === 'poison' && !isMended, {
        handle: {
          ticket: async ({ ticketId, events, parked }) => {
            if (parked) texts.delete(ticketId); // what it has taken already, it passes over
            take(ticketId, events, (text) => text === 'poison' && !isMended);
            return undefined;
          },
        },
      }),
    );
    await until(() => one.parked === 1 && texts.has('D'), 'the ticket is parked, the other is not');
    const [parked] = await views.deadlines.parked('parks');
    expect(parked).toMatchObject({ consumer: 'parks', key: 'C', reason: 'Error: It refuses poison.' });
    await note('C', 'c4');
    await until(async () => ((await views.deadlines.parked('parks'))[0]?.attempts ?? 0) > 1, 'it is tried again');
    isMended = true;
    await until(() => one.parked === 0, 'it goes on');
    expect(texts.get('C')).toStrictEqual(['c1', 'poison', 'c3', 'c4']);
    expect(await views.deadlines.parked('parks')).toStrictEqual([]);
  });

  it('holds up everything where it declares to retry, and goes on by itself', async () => {
    let isAway = true;
    await note('E', 'e1');
    const one = await run(declared('retries', (text) => text === 'e1' && isAway, { onFailure: 'retry' }));
    await until(() => one.state === 'retrying', 'it is tried again');
    await note('F', 'f1');
    expect([one.parked, texts.get('F')]).toStrictEqual([0, undefined]);
    isAway = false;
    await until(() => texts.has('F'), 'it goes on');
  });

  it('stands still where it declares to halt, and says so where people look', async () => {
    await note('G', 'poison!');
    const one = await run(declared('halts', (text) => text === 'poison!', { onFailure: 'halt' }));
    await until(() => one.state === 'halted', 'it has halted');
    await until(async () => (await views.deadlines.parked('halts')).length === 1, 'it is noted');
    expect((await views.deadlines.parked('halts'))[0]).toMatchObject({
      key: WHOLE_CONSUMER,
      reason: 'Error: It refuses poison!.',
    });
    expect(one.problem).toBe('Error: It refuses poison!.');
  });

  it('goes on where it stopped, and asks nothing of another store', async () => {
    const first = await run(declared('resumes'));
    await until(() => first.state === 'live', 'it is live');
    await first.stop();
    texts.clear();
    await note('H', 'h1');
    const second = await run(declared('resumes'));
    await until(() => second.state === 'live' && texts.has('H'), 'it goes on');
    expect([...texts.keys()]).toStrictEqual(['H']);
    const at = await views.deadlines.checkpoint('resumes');
    if (at === 'start') throw new Error('Nothing was saved.');
    await views.deadlines.save('elsewhere', { checkpoint: { ...at, eventId: '11111111-1111-4111-8111-111111111111' } });
    const lost = await run(declared('elsewhere'));
    await until(() => lost.state === 'halted', 'it has halted');
    expect(lost.problem).toMatch(/^StoreMismatch: .* remove views\.sqlite/);
  });
});
