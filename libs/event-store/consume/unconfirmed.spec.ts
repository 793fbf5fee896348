import { hardenedClient } from '../client/hardened-client';
import { storeAddress } from '../client/store-url';
import { aScriptedServer, taking } from '../testing/scripted-server.fixture';
import { CatchUpSubscription } from './catch-up-subscription';

describe('A subscription', () => {
  it('that the store takes and never confirms is asked for again', async () => {
    const askedTwice = Promise.withResolvers<void>();
    let asked = 0;
    const server = await aScriptedServer((_method, stream) => {
      taking(stream);
      if (++asked === 2) askedTwice.resolve();
    });
    const { client, ready, close } = hardenedClient(storeAddress(server.url), 2 ** 18);
    const warnings: object[] = [];
    const subscription = new CatchUpSubscription({
      client,
      ready,
      requiresLeader: false,
      prefixes: ['ticket-'],
      from: 'start',
      verify: async () => {},
      confirmsWithinMs: 100,
      log: { info: () => {}, warn: (fields) => warnings.push(fields), error: () => {} },
    });
    const taken = subscription.take(1);
    await askedTwice.promise;
    expect(warnings).toStrictEqual([{ error: 'the store took the subscription and did not confirm it' }]);
    subscription.stop();
    expect(await taken).toStrictEqual([]);
    await close();
    await server.close();
  });
});
