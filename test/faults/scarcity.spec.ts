// The node as a program where the machine has too little for it: files may not grow, or too few may be open.

import { rm } from 'node:fs/promises';
import { connect } from 'node:http2';
import { EventStoreDBClient } from '@eventstore/db-client';
import { AS_APPEND, event, refusal, revisions, stream } from '../contract/contract';
import { end, kind, scratch, serveWith } from '../contract/under-test';

const whereItIsOurs = kind === 'embedded' ? describe : describe.skip;

whereItIsOurs('A node that has too little', () => {
  let directory: string;
  let node: Awaited<ReturnType<typeof serveWith>>;
  let client: EventStoreDBClient;
  const under = async (ulimit: string) => {
    directory = await scratch();
    node = await serveWith({ ulimit }, directory);
    client = EventStoreDBClient.connectionString(`esdb://${node.address}?tls=false`);
  };
  afterEach(async () => {
    await client.dispose();
    await end(node.child, 'SIGKILL');
    await rm(directory, { recursive: true, force: true });
  });
  const append = (name: string, filler = '') => client.appendToStream(name, event({ filler }), AS_APPEND);

  it('refuses what no longer fits, in a sentence, and keeps and shows what did', async () => {
    await under('-f 512');
    const name = stream();
    let kept = 0;
    const refused: Error[] = [];
    while (refused.length < 5)
      await append(name, 'x'.repeat(20_000)).then(
        () => kept++,
        (error: Error) => refused.push(error),
      );
    for (const error of refused) {
      expect(error).toMatchObject({ type: 'unavailable' });
      expect(error.message).toMatch(/try again/);
    }
    expect(kept).toBeGreaterThan(5);
    expect(await revisions(client, name)).toEqual(Array.from({ length: kept }, (_, n) => n));
    await append(stream());
    expect(await end(node.child)).toBe(0);
  });

  it('lets callers wait when no more files may be open, and serves the others', async () => {
    await under('-n 48');
    const name = stream();
    await append(name);
    const sessions = Array.from({ length: 80 }, () => connect(`http://${node.address}`).on('error', () => {}));
    await append(name);
    for (const session of sessions) session.destroy();
    await append(name);
    expect(await revisions(client, name)).toEqual([0, 1, 2]);
    expect(await refusal(client.readStream(stream()))).toMatchObject({ type: 'stream-not-found' });
  });
});
