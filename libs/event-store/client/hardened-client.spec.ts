import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type EventStoreDBClient, jsonEvent, NO_STREAM, UnavailableError } from '@eventstore/db-client';
import { startNode } from '#embedded-store';
import { type ANode, aNode } from '../testing/a-node.fixture';
import { aProxy } from '../testing/proxy.fixture';
import { aScriptedServer, failing } from '../testing/scripted-server.fixture';
import { hardenedClient } from './hardened-client';
import { storeAddress } from './store-url';

let node: ANode;
beforeAll(async () => {
  node = await aNode(startNode);
});
afterAll(() => node.stop());

const append = (client: EventStoreDBClient) =>
  client.appendToStream(`ticket-${randomUUID()}`, jsonEvent({ type: 'NoteAdded', data: {} }), {
    expectedRevision: NO_STREAM,
  });

describe('The client', () => {
  // Left alone it throws here, where nobody can catch it, and the process ends.
  it('outlives an answer to an append that it had dropped when an older connection ended', async () => {
    const proxy = await aProxy(node.port);
    const { client, close } = hardenedClient(storeAddress(proxy.url), 2 ** 18);
    await append(client);
    proxy.deafen();
    const answerLost = proxy.lost();
    const onTheOldConnection = append(client);
    await answerLost;
    const insides = client as unknown as {
      getChannel(): Promise<object>;
      handleError(stub: object, error: Error): Promise<void>;
    };
    const channel = await insides.getChannel();
    await insides.handleError({ getChannel: () => channel }, new UnavailableError(undefined, 'as a read may find'));
    await append(client);
    proxy.keepAnswers();
    const onTheNewOne = append(client);
    const dropped = Promise.allSettled([onTheOldConnection, onTheNewOne]);
    await proxy.lost();
    proxy.cutDeafened();
    expect((await dropped).map(({ status }) => status)).toStrictEqual(['rejected', 'rejected']);
    proxy.heal();
    expect(await append(client)).toMatchObject({ success: true });
    await close();
    await proxy.close();
  });

  // Left alone it asks this without a deadline, and every append waits behind it.
  it('does not wait for ever for a server that does not say which methods it has', async () => {
    const server = await aScriptedServer();
    const { client, close, server: who } = hardenedClient(storeAddress(`${server.url}&defaultDeadline=200`), 2 ** 18);
    await expect(append(client)).rejects.toThrow(UnavailableError);
    await expect(who()).rejects.toThrow('did not say in time which methods it has');
    await close();
    await server.close();
  });

  // Left alone it throws here as well: it looks for the leader's address in an error that bears none.
  it('outlives an error that says less than it expects', async () => {
    const server = await aScriptedServer((_method, stream) => failing(stream, 5, { exception: 'not-leader' }));
    const { client, close } = hardenedClient(storeAddress(server.url), 2 ** 18);
    const read = client.readStream('ticket-1');
    const failed = once(read, 'error');
    expect(await failed).toStrictEqual([expect.objectContaining({ message: expect.stringMatching(/cannot be read/) })]);
    await expect(append(client)).rejects.toThrow();
    await close();
    await server.close();
  });
});
