// What servers of 24.2 do and our own node does not, each of which has ended, halted or deafened a server once.
import { type ServerDouble, startServerDouble } from '#embedded-store/testing';
import { command, newStream, noted, notes } from './testing/event-store.contract';
import { recordingConsumer, write } from './testing/recording-consumer.fixture';
import { aNodeWithStores } from './testing/stores.fixture';

let double: ServerDouble;
const { open } = aNodeWithStores(async (options) => {
  double = await startServerDouble(options);
  return double;
});
afterEach(() => {
  double.setClockSkew(0);
  double.setWriteTime(0);
});

describe('On a server of 24.2', () => {
  it('a consumer whose streams are empty hears what comes: (2^64-1, 2^64-1) is no position', async () => {
    const store = await open();
    await write(store, 5, 'sla');
    const reader = recordingConsumer({ alone: true });
    store.consume(reader.consumer);
    await reader.catchesUp();
    await write(store, 3);
    await reader.sees(3);
  });

  it('consumers that share see each event once, also where a checkpoint stands before its event', async () => {
    const store = await open();
    await write(store, 700);
    const [one, two] = [recordingConsumer({ name: 'one' }), recordingConsumer({ name: 'two', prefixes: ['sla-'] })];
    for (const { consumer } of [one, two]) store.consume(consumer);
    await Promise.all([one.catchesUp(), two.catchesUp()]);
    await write(store, 20, 'sla');
    await write(store, 20);
    await Promise.all([one.sees(720), two.sees(20)]);
    expect([new Set(one.seen).size, new Set(two.seen).size]).toStrictEqual([720, 20]);
  });

  it.each([6_000, -10_000])('appends are taken whatever its clock says (%d ms apart)', async (skew) => {
    const store = await open({ patience: { attemptMs: 2_000, totalMs: 4_000 } });
    double.setClockSkew(skew);
    expect(await store.append(newStream(), -1, [noted('a')], command('c1'))).toMatchObject({ revision: 0 });
  });

  it('an append that takes long while others flow is waited for: a repeat would be dropped', async () => {
    const store = await open({ patience: { attemptMs: 500, totalMs: 10_000 } });
    double.setWriteTime(2_000);
    const stream = newStream();
    const began = performance.now();
    const others = setInterval(() => void store.load(newStream(), notes).catch(() => {}), 100);
    const appended = await store.append(stream, -1, [noted('a')], command('c1')).finally(() => clearInterval(others));
    expect(appended).toMatchObject({ revision: 0 });
    expect(performance.now() - began).toBeLessThan(2_700);
    expect(await store.read(stream)).toHaveLength(1);
  });
});
