import { startNode } from '#embedded-store';
import type { Delivered } from '../envelope/stored';
import { itWithOurNode } from '../testing/a-node.fixture';
import { command, type Noted, newStream, noted } from '../testing/event-store.contract';
import { aProxy } from '../testing/proxy.fixture';
import { recordingConsumer, write } from '../testing/recording-consumer.fixture';
import { aNodeWithStores } from '../testing/stores.fixture';
import type { Consumer, FailureAction } from './consumer';

const { node, open, optionsApart } = aNodeWithStores(startNode);

describe('A consumer', () => {
  it('is handed all there is of its streams, in order, and then what comes', async () => {
    const store = await open();
    await write(store, 120);
    await write(store, 5, 'sla');
    await write(store, 80);
    const reader = recordingConsumer();
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
    const reader = recordingConsumer({}, (delivered) => handed.push(delivered));
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
    const options = optionsApart();
    const store = await open(options);
    await write(store, 300);
    const first = recordingConsumer();
    const consumption = store.consume(first.consumer);
    await first.sees(150);
    await consumption.stop();
    expect(await consumption.done).toStrictEqual({ how: 'stopped' });
    const { checkpoint } = consumption;
    expect(checkpoint).toStrictEqual(first.checkpoints.at(-1));
    await write(store, 20);
    const second = recordingConsumer({ from: checkpoint });
    (await open(options)).consume(second.consumer);
    await second.catchesUp();
    expect(first.seen.length + second.seen.length).toBe(320);
    expect(new Set([...first.seen, ...second.seen]).size).toBe(320);
  });

  it('that is slow holds up nobody, and misses nothing', async () => {
    const store = await open();
    const gate = Promise.withResolvers<void>();
    const slow = recordingConsumer({ name: 'slow' }, () => gate.promise);
    const quick = recordingConsumer({ name: 'quick', prefixes: ['ticket-', 'sla-'] });
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
    const first = recordingConsumer({ name: 'first' });
    store.consume(first.consumer);
    await write(store, 2_500);
    await first.sees(2_500);
    const later = recordingConsumer({ name: 'later' });
    store.consume(later.consumer);
    await later.catchesUp();
    await write(store, 50);
    await Promise.all([first.sees(2_550), later.sees(2_550)]);
    expect(later.seen).toStrictEqual(first.seen);
  });

  it('that reads alone gets its own streams, in order, and what comes, beside those who share', async () => {
    const store = await open();
    const [alone, sharing] = [
      recordingConsumer({ name: 'alone', alone: true, prefixes: ['sla-'] }),
      recordingConsumer(),
    ];
    store.consume(sharing.consumer);
    await write(store, 300);
    await write(store, 200, 'sla');
    store.consume(alone.consumer);
    await alone.catchesUp();
    expect(alone.seen.map((name) => Number(name.split('@')[1]))).toStrictEqual(
      Array.from({ length: 200 }, (_, i) => i),
    );
    await write(store, 10, 'sla');
    await write(store, 10);
    await Promise.all([alone.sees(210), sharing.sees(310)]);
  });

  it('gets batches of what is there, and one by one what fails in them', async () => {
    const store = await open();
    await write(store, 250);
    const sizes: number[] = [];
    const failed: string[] = [];
    const texts: string[] = [];
    const reader = recordingConsumer({
      batchMax: 40,
      handleBatch: (batch: readonly Delivered[]) => {
        if (batch.some(({ stamp }) => stamp.revision === 77)) throw new Error('not this one');
        sizes.push(batch.length);
        texts.push(...batch.map(({ event }) => (event as Noted).text));
      },
      onFailure: (error: unknown, { revision }: { revision: number }): FailureAction => {
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

describe('A subscription', () => {
  it('that is cut goes on where it was: every event once, in order', async () => {
    const proxy = await aProxy(node().port);
    const store = await open({ url: proxy.url });
    const reader = recordingConsumer({}, ({ stamp }) => {
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
    const reader = recordingConsumer();
    await write(store, 100);
    store.consume(reader.consumer);
    await reader.catchesUp();
    await node().whileDown(async () => {});
    await write(store, 100);
    await reader.sees(200);
    expect(new Set(reader.seen).size).toBe(200);
    await reader.catchesUp(2);
  });
});
