import { END } from '@eventstore/db-client';
import { aScriptedServer, taking } from '../testing/scripted-server.fixture';
import { readAllWithin } from './bounded-read';
import { hardenedClient } from './hardened-client';
import { storeAddress } from './store-url';

const aSilentServer = async () => {
  const cancelled = Promise.withResolvers<void>();
  let calls = 0;
  const server = await aScriptedServer((_method, stream) => {
    calls++;
    stream.on('aborted', () => cancelled.resolve());
    taking(stream);
  });
  return { ...server, isAsked: () => calls > 0, cancelled: cancelled.promise };
};
const timed = async (work: Promise<unknown>): Promise<number> => {
  const began = performance.now();
  await expect(work).rejects.toThrow(/^no answer within/);
  return performance.now() - began;
};

describe('A read of the whole store', () => {
  it('ends when its time is over, and its call with it, whatever the client gives it', async () => {
    const server = await aSilentServer();
    const { client, ready, close } = hardenedClient(storeAddress(server.url), 2 ** 18);
    // On a busy machine the time may be over before the call is under way, which then nobody has to end.
    while (!server.isAsked())
      expect(await timed(readAllWithin(200, { client, ready }, { fromPosition: END }, () => {}))).toBeLessThan(5_000);
    await server.cancelled;
    await close();
    await server.close();
  });

  it('counts the time in which a cluster is asked who leads', async () => {
    const [one, other] = [await aScriptedServer(), await aScriptedServer()];
    const url = `${one.url.replace('?', `,127.0.0.1:${other.port}?`)}&gossipTimeout=30`;
    const { client, ready, close } = hardenedClient(storeAddress(url), 2 ** 18);
    expect(await timed(readAllWithin(200, { client, ready }, {}, () => {}))).toBeLessThan(10_000);
    await close();
    await Promise.all([one.close(), other.close()]);
  });
});
