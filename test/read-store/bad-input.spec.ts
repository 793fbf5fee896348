import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { binaryEvent, EventStoreDBClient } from '@eventstore/db-client';
import { type EmbeddedNode, startNode } from '#embedded-store';
import { type Consumer, openKeys, openStore, type Store } from '#event-store';
import { type RunningConsumer, runProjection } from '#processes';
import { openReadStore, type ReadStore } from '#read-store';
import { until as patiently } from '../programs/until';
import { type CallEvent, callBoard } from './board';
import { somePostgres } from './some-postgres';
import { wireTo } from './wire';

const CATALOG = {
  CallOpened: { schemaVersion: 1 },
  CallRaised: { schemaVersion: 1 },
  CallClosed: { schemaVersion: 1 },
  CallPoisoned: { schemaVersion: 1 },
};
const folder = mkdtempSync(join(tmpdir(), 'faultline-bad-'));
afterAll(() => rmSync(folder, { recursive: true }));

let commands = 0;
const tell = async (store: Store, stream: string, ...events: readonly CallEvent[]): Promise<void> => {
  const { length } = await store.read(stream);
  const context = { commandId: `c${++commands}`, actor: { id: 'anna', role: 'agent' }, at: '2026-03-14T08:00:00.000Z' };
  expect(await store.append(stream, length - 1, events, context)).not.toBe('lost-race');
};

const until = (holds: () => boolean | Promise<boolean>) => patiently(holds, String(holds));
const urgency = async (views: ReadStore, call: string) => (await views.view(callBoard).get(call))?.urgency;

type Followed = Parameters<typeof runProjection>[1]['store'];

/** What a fresh replay of the whole store gives. */
const freshHash = async (store: Store): Promise<string> => {
  const fresh = await openReadStore({ file: ':memory:' });
  const projector = await fresh.projector(callBoard);
  const running = await runProjection(projector, { store, deadlines: fresh.deadlines });
  await until(() => projector.ready);
  await running.stop();
  return fresh.tableHash(callBoard).finally(() => fresh.close());
};

describe('A view over a real store', () => {
  let node: EmbeddedNode;
  let store: Store;
  let views: ReadStore;
  let running: RunningConsumer | undefined;
  let file: string;
  let places = 0;

  beforeEach(async () => {
    const place = join(folder, String(++places));
    file = join(place, 'views.sqlite');
    views = await openReadStore({ file });
    node = await startNode({ dir: join(place, 'store') });
    const keys = await openKeys(join(place, 'keys'), new Uint8Array(32));
    store = await openStore({ url: node.url, provider: 'faultline', keys, catalogs: { call: CATALOG } });
  });
  afterEach(async () => {
    await running?.stop();
    running = undefined;
    await store.close();
    await node.close();
    await views.close().catch(() => undefined);
  });

  const follow = async (from: Followed = store): Promise<void> => {
    running = await runProjection(await views.projector(callBoard), { store: from, deadlines: views.deadlines });
    await until(async () => (await views.status(callBoard))?.ready === true);
  };

  it.each([
    ['of an unknown type', 'CallTransmuted', '{"schemaVersion":1}'],
    ['with a corrupt payload', 'CallRaised', '{"urgency": '],
  ])('parks the ticket of an event %s, and goes on with all others', async (_what, type, data) => {
    await tell(store, 'call-1', { type: 'CallOpened', client: 'acme' });
    await tell(store, 'call-2', { type: 'CallOpened', client: 'umbrella' });
    const [{ stamp: seen } = { stamp: undefined }] = await store.read('call-1');
    const metadata = Buffer.from(JSON.stringify({ ...seen, schemaVersion: 1 }));
    const stranger = EventStoreDBClient.connectionString(node.url);
    const bad = binaryEvent({ type, data: Buffer.from(data), metadata });
    await stranger.appendToStream('call-1', bad, { expectedRevision: 0n });
    await stranger.dispose();
    await tell(store, 'call-2', { type: 'CallRaised', urgency: 4 });
    await follow();
    await until(async () => (await urgency(views, 'call-2')) === 4);
    expect(await urgency(views, 'call-1')).toBe(0);
    expect(await views.parked('call-board@1')).toMatchObject([{ stream: 'call-1', revision: 1, type, key: '1' }]);
  });

  it('is filled anew beside, and goes on by itself, where an event was missed', async () => {
    await tell(store, 'call-1', { type: 'CallOpened', client: 'acme' });
    let isTorn = true;
    const torn: Followed = {
      end: () => store.end(),
      read: (...from) => store.read(...from),
      verifyCheckpoint: (checkpoint) => store.verifyCheckpoint(checkpoint),
      consume: (consumer: Consumer) => {
        if (!('handleBatch' in consumer)) throw new TypeError('A projector takes batches.');
        const handleBatch: typeof consumer.handleBatch = (batch) =>
          consumer.handleBatch(batch.filter(({ stamp }) => !(isTorn && stamp.revision === 1)));
        return store.consume({ ...consumer, handleBatch });
      },
    };
    await follow(torn);
    await tell(store, 'call-1', { type: 'CallRaised', urgency: 1 });
    await tell(store, 'call-2', { type: 'CallOpened', client: 'umbrella' });
    await until(async () => (await urgency(views, 'call-2')) === 0);
    isTorn = false;
    const { table } = (await views.status(callBoard)) ?? {};
    await tell(store, 'call-1', { type: 'CallRaised', urgency: 2 });
    await until(async () => (await urgency(views, 'call-1')) === 2);
    expect((await views.status(callBoard))?.table).not.toBe(table);
    await tell(store, 'call-1', { type: 'CallRaised', urgency: 3 });
    await until(async () => (await urgency(views, 'call-1')) === 3);
    expect(await views.tableHash(callBoard)).toBe(await freshHash(store));
  });

  it('halts and answers as it was over a store that is not the one it was filled from, until it is rebuilt', async () => {
    await tell(store, 'call-1', { type: 'CallOpened', client: 'acme' });
    await tell(store, 'call-1', { type: 'CallRaised', urgency: 1 });
    await follow();
    await running?.stop();
    const kept = views;

    // Another store under the same views: restored from nothing, so to say.
    await store.close();
    await node.close();
    node = await startNode({ dir: join(folder, `${places}-other`) });
    const keys = await openKeys(join(folder, `${places}-other-keys`), new Uint8Array(32));
    store = await openStore({ url: node.url, provider: 'faultline', keys, catalogs: { call: CATALOG } });
    await tell(store, 'call-2', { type: 'CallOpened', client: 'umbrella' });
    const said: string[] = [];
    const say = (fields: object, msg: string) => void said.push(`${JSON.stringify(fields)} ${msg}`);
    const projector = await kept.projector(callBoard);
    const log = { info: say, warn: say, error: say };
    running = await runProjection(projector, { store, deadlines: kept.deadlines, log });
    await until(() => running?.state === 'halted' && said.some((line) => line.includes('view halted')));
    expect(said.join('\n')).toMatch(/epoch.*npm run -s views -- rebuild call-board/);
    expect(await urgency(kept, 'call-1')).toBe(1);

    const rebuild = await projector.rebuild({ force: true });
    const filling = store.consume(rebuild.consumer);
    await rebuild.takenOver;
    await filling.stop();
    expect(await urgency(kept, 'call-1')).toBeUndefined();
    await tell(store, 'call-2', { type: 'CallRaised', urgency: 5 });
    await until(async () => (await urgency(kept, 'call-2')) === 5);
    await until(() => running?.state === 'live');
  });

  it('waits while its SQLite file is locked, and parks nothing for that', async () => {
    await tell(store, 'call-1', { type: 'CallOpened', client: 'acme' });
    await follow();
    const other = new DatabaseSync(file);
    other.exec('begin immediate');
    await tell(store, 'call-1', { type: 'CallRaised', urgency: 1 });
    await until(() => running?.state === 'retrying');
    expect(await urgency(views, 'call-1')).toBe(0);
    other.exec('rollback');
    other.close();
    await until(async () => (await urgency(views, 'call-1')) === 1);
    expect(await views.parked()).toStrictEqual([]);
  });

  it('goes on where its SQLite file is removed, and is filled into a new one at the next start', async () => {
    await tell(store, 'call-1', { type: 'CallOpened', client: 'acme' });
    await follow();
    for (const beside of ['', '-wal', '-shm']) rmSync(`${file}${beside}`, { force: true });
    await tell(store, 'call-1', { type: 'CallRaised', urgency: 1 });
    await until(async () => (await urgency(views, 'call-1')) === 1);
    await running?.stop();
    await views.close();
    views = await openReadStore({ file });
    await follow();
    expect(await urgency(views, 'call-1')).toBe(1);
  });

  const found = somePostgres();
  ('start' in found ? it : it.skip)('waits while PostgreSQL is gone, and goes on when it is back', async () => {
    if (!('start' in found)) return;
    const postgres = await found.start();
    const wire = await wireTo(await postgres.newDatabase());
    const onPostgres = await openReadStore({ url: wire.url });
    await tell(store, 'call-1', { type: 'CallOpened', client: 'acme' });
    const projector = await onPostgres.projector(callBoard);
    const projecting = await runProjection(projector, { store, deadlines: onPostgres.deadlines });
    await until(() => projector.ready);
    wire.refuse(Number.POSITIVE_INFINITY);
    await tell(store, 'call-1', { type: 'CallRaised', urgency: 1 });
    await until(() => projecting.state === 'retrying');
    wire.refuse(0);
    await until(async () => (await urgency(onPostgres, 'call-1').catch(() => undefined)) === 1);
    expect(await onPostgres.parked()).toStrictEqual([]);
    expect(await onPostgres.tableHash(callBoard)).toBe(await freshHash(store));
    await projecting.stop();
    await onPostgres.close();
    await wire.close();
    await postgres.stop();
  });
});
