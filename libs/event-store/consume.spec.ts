import { startNode } from '#embedded-store';
import { type ANode, aDirectory, aNode, itWithOurNode, optionsFor } from './a-node.fixture';
import type { Checkpoint } from './checkpoint';
import type { Answer, Consumer } from './consumer';
import { StoreMismatch, UnreadableEvent } from './errors';
import { command, type Noted, newStream, noted } from './event-store.contract';
import type { StoreOptions } from './options';
import { aProxy } from './proxy.fixture';
import { openStore, type Store } from './store';
import type { Delivered } from './stored';

const directory = aDirectory();
let node: ANode;
beforeAll(async () => {
  node = await aNode(startNode);
});
afterAll(async () => {
  await node.stop();
  directory.remove();
});

const opened: Store[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((store) => store.close()));
});
const open = async (changes: Partial<StoreOptions> = {}): Promise<Store> => {
  const store = await openStore({ ...optionsFor(node, directory.path), ...changes });
  opened.push(store);
  return store;
};

/** Writes `many` notes into streams of its own, 50 to an append. */
const write = async (store: Store, many: number, category = 'ticket'): Promise<void> => {
  const stream = newStream().replace('ticket', category);
  for (let revision = -1; revision < many - 1; ) {
    const batch = Array.from({ length: Math.min(50, many - 1 - revision) }, (_, i) => noted(`${revision + 1 + i}`));
    await store.append(stream, revision, batch, command(`after ${revision}`));
    revision += batch.length;
  }
};

/** A consumer that notes what it was handed, and lets a test wait for that. */
const aReader = (changes: Partial<Consumer> = {}, before: (delivered: Delivered) => unknown = () => {}) => {
  const seen: string[] = [];
  const checkpoints: Checkpoint[] = [];
  const failures: string[] = [];
  const waiting = new Set<() => void>();
  let caughtUp = 0;
  const check = () => {
    for (const look of waiting) look();
  };
  const consumer = {
    name: 'reader',
    prefixes: ['ticket-'],
    from: 'start',
    handle: async (delivered: Delivered) => {
      await before(delivered);
      seen.push(`${delivered.stream}@${delivered.stamp.revision}`);
      checkpoints.push(delivered.checkpoint);
      check();
    },
    onFailure: (error: unknown): Answer => {
      failures.push((error as Error).message);
      check();
      return 'halt';
    },
    onCaughtUp: () => {
      caughtUp++;
      check();
    },
    ...changes,
  } as Consumer;
  const until = (condition: () => boolean) =>
    new Promise<void>((resolve) => {
      const look = () => {
        if (!condition()) return;
        waiting.delete(look);
        resolve();
      };
      waiting.add(look);
      look();
    });
  return {
    consumer,
    seen,
    checkpoints,
    failures,
    caughtUps: () => caughtUp,
    sees: (many: number) => until(() => seen.length >= many),
    catchesUp: (times = 1) => until(() => caughtUp >= times),
    until,
  };
};

describe('A consumer', () => {
  it('is handed all there is of its streams, in order, and then what comes', async () => {
    const store = await open();
    await write(store, 120);
    await write(store, 5, 'sla');
    await write(store, 80);
    const reader = aReader();
    const consumption = store.consume(reader.consumer);
    await reader.catchesUp();
    expect(reader.seen).toHaveLength(200);
    expect(reader.seen.every((name) => name.startsWith('ticket-'))).toBe(true);
    expect(consumption.state).toBe('live');
    await write(store, 3);
    await reader.sees(203);
    expect(new Set(reader.seen).size).toBe(203);
    expect(reader.caughtUps()).toBe(1);
  });

  it('sees each event as it is today, with who, when and where', async () => {
    const store = await open();
    const stream = newStream();
    const { position } = (await store.append(stream, -1, [noted('Ms Doe')], command('c1'))) as { position: string };
    const handed: Delivered[] = [];
    const reader = aReader({}, (delivered) => handed.push(delivered));
    store.consume(reader.consumer);
    await reader.sees(1);
    const [{ stamp, checkpoint, ...rest }] = handed as [Delivered];
    expect(rest).toStrictEqual({ stream, event: noted('Ms Doe'), position: { commit: position, prepare: position } });
    expect(stamp).toMatchObject({ revision: 0, commandId: 'c1', correlationId: 'c1', actor: { id: 'anna' } });
    expect(checkpoint).toStrictEqual({
      ...rest.position,
      epoch: store.epoch,
      stream,
      revision: 0,
      eventId: stamp.eventId,
    });
  });

  it('goes on behind its checkpoint after a restart: nothing twice, nothing left out', async () => {
    const options = optionsFor(node, directory.path);
    const store = await open(options);
    await write(store, 300);
    const first = aReader();
    const consumption = store.consume(first.consumer);
    await first.sees(150);
    await consumption.stop();
    expect(await consumption.done).toStrictEqual({ how: 'stopped' });
    const { checkpoint } = consumption;
    expect(checkpoint).toStrictEqual(first.checkpoints.at(-1));
    await write(store, 20);
    const second = aReader({ from: checkpoint });
    (await open(options)).consume(second.consumer);
    await second.catchesUp();
    expect(first.seen.length + second.seen.length).toBe(320);
    expect(new Set([...first.seen, ...second.seen]).size).toBe(320);
  });

  it('that is slow holds up nobody, and misses nothing', async () => {
    const store = await open();
    const gate = Promise.withResolvers<void>();
    const slow = aReader({ name: 'slow' }, () => gate.promise);
    const quick = aReader({ name: 'quick', prefixes: ['ticket-', 'sla-'] });
    const consumption = store.consume(slow.consumer);
    store.consume(quick.consumer);
    await write(store, 3_000);
    await quick.sees(3_000);
    expect(slow.seen).toHaveLength(0);
    gate.resolve();
    await slow.sees(3_000);
    expect(slow.seen).toStrictEqual(quick.seen);
    await slow.catchesUp();
    await write(store, 10);
    await slow.sees(3_010);
    expect(consumption.state).toBe('live');
  });

  it('that comes later catches up by itself and then goes along with the others', async () => {
    const store = await open();
    const first = aReader({ name: 'first' });
    store.consume(first.consumer);
    await write(store, 2_500);
    await first.sees(2_500);
    const later = aReader({ name: 'later' });
    store.consume(later.consumer);
    await later.catchesUp();
    await write(store, 50);
    await Promise.all([first.sees(2_550), later.sees(2_550)]);
    expect(later.seen).toStrictEqual(first.seen);
  });

  it('gets batches of what is there, and one by one what fails in them', async () => {
    const store = await open();
    await write(store, 250);
    const sizes: number[] = [];
    const failed: string[] = [];
    const texts: string[] = [];
    const reader = aReader({
      batchMax: 40,
      handleBatch: (batch: readonly Delivered[]) => {
        if (batch.some(({ stamp }) => stamp.revision === 77)) throw new Error('not this one');
        sizes.push(batch.length);
        texts.push(...batch.map(({ event }) => (event as Noted).text));
      },
      onFailure: (error: unknown, { revision }: { revision: number }): Answer => {
        failed.push(`${revision}: ${(error as Error).message}`);
        return 'park';
      },
    } as Partial<Consumer>);
    store.consume(reader.consumer);
    await reader.catchesUp();
    expect(failed).toStrictEqual(['77: not this one']);
    expect(texts).toStrictEqual(Array.from({ length: 250 }, (_, i) => String(i)).filter((text) => text !== '77'));
    expect(Math.max(...sizes)).toBeLessThanOrEqual(40);
    expect(Math.max(...sizes)).toBeGreaterThan(1);
  });
});

describe('An event that cannot be handled', () => {
  const failing = async (answers: Answer[]) => {
    const store = await open();
    await write(store, 3);
    let failures = 0;
    const reader = aReader({ onFailure: () => answers[failures++] ?? 'halt' }, ({ stamp }) => {
      if (stamp.revision === 1 && failures < answers.length) throw new Error('no disk');
    });
    const consumption = store.consume(reader.consumer);
    return {
      reader,
      consumption,
      revisions: () => reader.seen.map((name) => name.split('@')[1]),
      failures: () => failures,
    };
  };

  it('is handed over again as long as the answer is to retry', async () => {
    const { reader, revisions, failures } = await failing(['retry', 'retry', 'retry']);
    await reader.catchesUp();
    expect([revisions(), failures()]).toStrictEqual([['0', '1', '2'], 3]);
  });

  it('is parked by who has noted it, and the next one comes', async () => {
    const { reader, revisions } = await failing(['park']);
    await reader.catchesUp();
    expect(revisions()).toStrictEqual(['0', '1', '2'].filter((revision) => revision !== '1'));
  });

  it('halts who says so, at the event before', async () => {
    const { consumption, revisions } = await failing(['halt']);
    expect(await consumption.done).toStrictEqual({ how: 'halted', error: new Error('no disk') });
    expect([consumption.state, revisions()]).toStrictEqual(['halted', ['0']]);
    expect(consumption.checkpoint).toMatchObject({ revision: 0 });
  });

  it('is told where this build cannot even read it', async () => {
    const options = optionsFor(node, directory.path);
    const newer = await open({ ...options, catalogs: { ticket: { Surprise: { schemaVersion: 1 } } } });
    const stream = newStream();
    await newer.append(stream, -1, [{ type: 'Surprise' }], command('c1'));
    const older = await open(options);
    const reader = aReader();
    const consumption = older.consume(reader.consumer);
    expect(await consumption.done).toMatchObject({ how: 'halted', error: expect.any(UnreadableEvent) });
    expect(reader.failures).toStrictEqual([
      expect.stringContaining(`${stream}@0 is a Surprise v1: this build knows no such event`),
    ]);
  });
});

describe('A subscription', () => {
  it('that is cut goes on where it was: every event once, in order', async () => {
    const proxy = await aProxy(node.port);
    const store = await open({ url: proxy.url });
    const reader = aReader({}, ({ stamp }) => {
      if (stamp.revision % 400 === 399) proxy.cut();
    });
    await write(store, 2_000);
    store.consume(reader.consumer);
    await reader.sees(2_000);
    expect(reader.seen.map((name) => Number(name.split('@')[1]))).toStrictEqual(
      Array.from({ length: 2_000 }, (_, i) => i),
    );
    await proxy.close();
  });
});

describe('A store that was down for a while', () => {
  itWithOurNode('is consumed on, from the place where it stopped', async () => {
    const store = await open();
    const reader = aReader();
    await write(store, 100);
    store.consume(reader.consumer);
    await reader.catchesUp();
    await node.whileDown(async () => {});
    await write(store, 100);
    await reader.sees(200);
    expect(new Set(reader.seen).size).toBe(200);
    await reader.catchesUp(2);
  });
});

describe('A checkpoint', () => {
  const halted = (error: RegExp) => ({
    how: 'halted',
    error: expect.objectContaining({ name: 'StoreMismatch', message: expect.stringMatching(error) }),
  });
  const checkpointIn = async (store: Store): Promise<Checkpoint> => {
    await write(store, 1);
    const reader = aReader();
    const consumption = store.consume(reader.consumer);
    await reader.sees(1);
    await consumption.stop();
    return consumption.checkpoint as Checkpoint;
  };

  it('of another store stops the consumer and says the way out', async () => {
    const checkpoint = await checkpointIn(await open());
    const other = await open();
    await expect(other.verifyCheckpoint(checkpoint)).rejects.toThrow(StoreMismatch);
    const { done } = other.consume(aReader({ from: checkpoint }).consumer);
    expect(await done).toEqual(halted(/epoch .* Connect to the store .* or discard the checkpoint and rebuild/));
  });

  it('ahead of a store that was restored from an older backup stops the consumer', async () => {
    const store = await open();
    const checkpoint = await checkpointIn(store);
    await store.verifyCheckpoint(checkpoint);
    const ahead = { ...checkpoint, revision: 7 };
    expect(await store.consume(aReader({ from: ahead }).consumer).done).toEqual(halted(/there is no such event/));
  });

  it('of a store that was moved, or whose history is another, stops the consumer', async () => {
    const store = await open();
    const checkpoint = await checkpointIn(store);
    const other = { ...checkpoint, eventId: '2ed6657d-e927-568b-95e1-2665a8aea6a2' };
    expect(await store.consume(aReader({ from: other }).consumer).done).toEqual(halted(/another event stands there/));
    const moved = { ...checkpoint, commit: `${BigInt(checkpoint.commit) + 1n}` };
    expect(await store.consume(aReader({ from: moved }).consumer).done).toEqual(halted(/stands elsewhere/));
  });
});
