// A receiver that nobody runs any more, and one whose secret is renewed, on a store of their own and at a time of the
// spec's choosing.
import { join } from 'node:path';
import { startNodeInWorker } from '#embedded-store';
import { openKeys, openStore, type Store } from '#event-store';
import { DAY, decideAndAppend, iso, ms } from '#kernel';
import {
  PUBLIC_EVENTS,
  type PublicEvent,
  publicStream,
  RECEIVERS,
  WEBHOOK_EVENTS,
  type WebhookCommand,
  type WebhookEvent,
  webhook,
  webhookStream,
} from '#messaging';
import { runWebhooks } from '#messaging/module';
import type { RunningConsumer } from '#processes';
import { openReadStore, type ReadStore } from '#read-store';
import { cancelled } from '../faults/kafka/published';
import { discard, scratch } from '../programs/scratch';
import { until } from './api-client';
import { Receiver } from './receiver';

const directory = scratch('gone');
let time = ms('2026-03-14T08:00:00Z');
let node: Awaited<ReturnType<typeof startNodeInWorker>>;
let store: Store;
let views: ReadStore;
let webhooks: RunningConsumer;
const logged: string[] = [];
const receivers: Receiver[] = [];
let said = 0;

beforeAll(async () => {
  node = await startNodeInWorker({ dir: join(directory, 'store'), port: 0 });
  store = await openStore({
    url: `esdb://127.0.0.1:${node.port}?tls=false`,
    provider: 'faultline',
    keys: await openKeys(join(directory, 'keys'), Buffer.alloc(32, 1)),
    catalogs: { public: PUBLIC_EVENTS, webhooks: WEBHOOK_EVENTS },
  });
  views = await openReadStore({ file: ':memory:' });
  webhooks = await runWebhooks({
    store,
    deadlines: views.deadlines,
    clock: { now: () => time },
    log: { info: () => {}, warn: () => {}, error: (_fields, msg) => void logged.push(msg) },
    loopback: true,
    firstPauseMs: 20,
    longestPauseMs: 20,
  });
});
afterAll(async () => {
  await webhooks.stop();
  await Promise.all(receivers.map((receiver) => receiver.close()));
  await store.close();
  await views.close();
  await node.close();
  discard(directory);
});

const context = () => ({ commandId: `said-${++said}`, actor: { id: 'sue', role: 'supervisor' }, at: iso(time) });
const tell = (id: string, command: WebhookCommand) =>
  decideAndAppend(store, webhookStream(id), webhook, command, context());
const subscribe = async (id: string, secret: string): Promise<Receiver> => {
  const receiver = await Receiver.open();
  receiver.secret = secret;
  receivers.push(receiver);
  await tell(id, { type: 'Subscribe', url: receiver.url, secret });
  return receiver;
};
const happens = (ticketId: string, n: number) => {
  const event: PublicEvent = { ...cancelled(ticketId, n), recordedAt: iso(time) };
  return store.append(publicStream(ticketId), n - 1, [event], context());
};
const eventsOf = async (id: string) => (await store.read(webhookStream(id))).map(({ event }) => event as WebhookEvent);
const took = (receiver: Receiver, many: number) =>
  until(
    async () => receiver.taken.length,
    (length) => length >= many,
  );

describe('A receiver that took nothing for five days', () => {
  it('is disabled, with an event, a line in the log and a notice; and is sent all that waited once it is enabled', async () => {
    const receiver = await subscribe('dead', 'whsec_AAAA');
    receiver.answer = () => 503;
    await happens('T1', 0);
    await until(
      async () => receiver.attempts.length,
      (attempts) => attempts > 2,
    );
    time += 5 * DAY - 1;
    const before = receiver.attempts.length;
    await until(
      async () => receiver.attempts.length,
      (attempts) => attempts > before + 2,
    );
    expect((await eventsOf('dead')).map(({ type }) => type)).not.toContain('WebhookDisabled');

    time += 1;
    const [event] = await until(
      async () => (await eventsOf('dead')).filter(({ type }) => type === 'WebhookDisabled'),
      ({ length }) => length > 0,
    );
    expect(event).toStrictEqual({
      type: 'WebhookDisabled',
      since: '2026-03-14T08:00:00.000Z',
      reason: 'It took nothing since 2026-03-14T08:00:00.000Z: it answered 503.',
    });
    const [notice] = await until(
      () => views.deadlines.parked(`${RECEIVERS}dead`),
      ({ length }) => length > 0,
    );
    expect(notice).toMatchObject({
      since: '2026-03-14T08:00:00.000Z',
      reason: expect.stringContaining('answered 503'),
    });
    expect(logged).toStrictEqual(['webhook disabled: it is sent nothing more']);

    await happens('T1', 1);
    receiver.answer = () => 200;
    expect(receiver.taken).toStrictEqual([]);
    await tell('dead', { type: 'Enable' });
    await took(receiver, 2);
    expect(receiver.taken.map(({ sequence }) => Number(sequence))).toStrictEqual([0, 1]);
    await until(
      () => views.deadlines.parked(`${RECEIVERS}dead`),
      ({ length }) => length === 0,
    );
  });
});

describe('A secret that is renewed', () => {
  it('counts beside the one of before until that has run out, and alone from then on', async () => {
    const [old, renewed] = ['whsec_AAAAAAAA', 'whsec_BBBBBBBB'];
    const receiver = await subscribe('renewed', old);
    await tell('renewed', { type: 'RotateSecret', secret: renewed, previousUntil: iso(time + DAY) });
    await happens('T2', 0);
    await took(receiver, 1);
    receiver.secret = renewed;
    await happens('T2', 1);
    await until(
      async () => receiver.taken.map(({ subject }) => subject).filter((subject) => subject === 'T2').length,
      (length) => length >= 2,
    );
    time += DAY;
    receiver.secret = old;
    const before = receiver.attempts.length;
    await happens('T2', 2);
    await until(
      async () => receiver.attempts.slice(before),
      (attempts) => attempts.some(({ status }) => status === 401),
    );
    receiver.secret = renewed;
    await until(
      async () => receiver.taken.some(({ sequence, subject }) => subject === 'T2' && Number(sequence) === 2),
      (taken) => taken,
    );
  });
});
