// What a client asks before and besides reading and writing (docs/embedded-store.md).
import { EventStoreDBClient, persistentSubscriptionToStreamSettingsFromDefaults } from '@eventstore/db-client';
import type { ServiceError } from '@grpc/grpc-js';
import { AS_APPEND, contract, event, refusal, revisions, stream } from './contract';
import type { Message } from './raw';
import { onEmbedded } from './under-test';
import { rawHttp2 } from './wire';

const store = contract();

describe('ServerFeatures', () => {
  it('lists BatchAppend in lower case, and says a version', async () => {
    const { methods, eventStoreServerVersion } = await store.raw.ask('ServerFeatures/GetSupportedMethods');
    expect(eventStoreServerVersion).toMatch(/^\d+\.\d+\.\d+/);
    const listed = (methods as { serviceName: string; methodName: string; features?: string[] }[]).map(
      ({ serviceName, methodName }) => `${serviceName}/${methodName}`,
    );
    for (const method of ['batchappend', 'read', 'append', 'delete', 'tombstone'])
      expect(listed).toContain(`event_store.client.streams.streams/${method}`);
    expect(listed).toEqual(listed.map((method) => method.toLowerCase()));
  });

  onEmbedded('names the features of Read and BatchAppend, and no method that is not there', async () => {
    const { methods } = await store.raw.ask('ServerFeatures/GetSupportedMethods');
    const listed = methods as { serviceName: string; methodName: string; features?: string[] }[];
    const features = (method: string) => listed.find(({ methodName }) => methodName === method)?.features ?? [];
    expect(features('read')).toEqual(expect.arrayContaining(['position', 'events']));
    expect(features('batchappend')).toEqual(expect.arrayContaining(['deadline_duration']));
    expect(listed.filter(({ serviceName }) => serviceName.includes('persistent'))).toEqual([]);
    const projections = listed.filter(({ serviceName }) => serviceName.includes('projections'));
    expect(projections.map(({ methodName }) => methodName)).toEqual(['enable', 'disable', 'statistics']);
  });
});

describe('Gossip', () => {
  it('names one living leader', async () => {
    const { members } = (await store.raw.ask('Gossip/Read')) as { members: Message[] };
    expect(members).toHaveLength(1);
    expect(members[0]).toMatchObject({ state: 8, isAlive: true, httpEndPoint: { port: expect.any(Number) } });
  });

  onEmbedded('names an address at which the node answers, so that a cluster string works', async () => {
    const found = EventStoreDBClient.connectionString(`esdb+discover://${store.under.address}?tls=false`);
    const name = stream();
    // As plain Append: the batches of a second client in this process would share the first one's table.
    await found.appendToStream(name, event(), AS_APPEND);
    expect(await revisions(store.client, name)).toEqual([0]);
    await found.dispose();
  });
});

describe('A connection', () => {
  it('may ask for the leader: the node is always it', async () => {
    const name = stream();
    await store.client.appendToStream(name, event(), { requiresLeader: true });
    await store.client.appendToStream(name, event(), { requiresLeader: true, ...AS_APPEND });
    expect(await revisions(store.client, name)).toEqual([0, 1]);
  });

  it('is kept alive by pings, however many, and is not sent away for them', async () => {
    const connection = await rawHttp2(store.under.way);
    let sentAway = false;
    connection.session.on('goaway', () => {
      sentAway = true;
    });
    for (let n = 0; n < 30; n++) await connection.ping();
    const call = connection.call('/event_store.client.gossip.Gossip/Read');
    call.message(Buffer.alloc(0));
    call.end();
    expect((await call.ended()).status).toBe(0);
    expect(sentAway).toBe(false);
    connection.close();
  });
});

describe('What is not there', () => {
  it.each([
    '/event_store.client.streams.Streams/Nothing',
    '/event_store.client.nothing.Nothing/Read',
    '/no/such/path/at/all',
  ])('%s answers UNIMPLEMENTED', async (path) => {
    expect(await refusal(store.raw.unknown(path))).toMatchObject({ code: 12 });
    await store.goesOn();
  });

  onEmbedded.each([
    'persistent_subscriptions.PersistentSubscriptions/Create',
    'persistent_subscriptions.PersistentSubscriptions/List',
    'projections.Projections/Create',
    'users.Users/Details',
    'operations.Operations/StartScavenge',
    'monitoring.Monitoring/Stats',
    'streams.Streams/Nothing',
  ])('%s says so in a sentence', async (method) => {
    const error = (await refusal(store.raw.unknown(`/event_store.client.${method}`))) as ServiceError;
    expect(error.code).toBe(12);
    expect(error.details).toMatch(/^\S+ .{15,}/);
  });

  onEmbedded('fails that call of the client alone', async () => {
    const name = stream();
    const settings = persistentSubscriptionToStreamSettingsFromDefaults();
    const attempts = [
      store.client.createPersistentSubscriptionToStream(name, 'group', settings),
      store.client.createProjection(name, 'fromAll()'),
    ];
    for (const attempt of attempts) expect(await refusal(attempt)).toMatchObject({ type: 'unknown', code: 12 });
    await store.goesOn();
  });
});
