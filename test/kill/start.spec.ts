// Who cannot start does no harm: neither to whoever has the data, nor to the data. What it says is in boot.spec.ts.
import { createServer } from 'node:net';
import { endAll } from '../programs/child';
import { discard, scratch } from '../programs/scratch';
import { type Server, spawnServer, startServer } from '../programs/server';

let directory: string;
beforeEach(() => {
  directory = scratch('start');
});
afterEach(async () => {
  await endAll();
  discard(directory);
});

const isWell = async ({ url }: Server) => (await fetch(`${url}/health`)).status === 200;

describe('A server that cannot start', () => {
  it('leaves alone whoever has the data', async () => {
    const first = await startServer(directory);
    expect(await spawnServer(directory).gone).toBe(1);
    expect(await isWell(first)).toBe(true);
  });

  it('lets go of the data where its port is taken', async () => {
    const taken = createServer();
    const port = await new Promise<number>((resolve) =>
      taken.listen(0, '127.0.0.1', () => resolve(Number((taken.address() as { port: number }).port))),
    );
    expect(await spawnServer(directory, { PORT: String(port) }).gone).toBe(1);
    taken.close();
    expect(await isWell(await startServer(directory))).toBe(true);
  });
});
