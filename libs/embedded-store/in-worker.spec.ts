import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startNodeInWorker } from './in-worker';
import { ownerOf } from './storage/lock';

describe('A node in a thread of its own', () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'faultline-worker-'));
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  it('listens, owns its directory, and lets go of it when it is closed', async () => {
    const node = await startNodeInWorker({ dir });
    expect(node.url).toBe(`esdb://127.0.0.1:${node.port}?tls=false`);
    expect((await ownerOf(dir))?.pid).toBe(process.pid);
    await node.close();
    expect(await ownerOf(dir)).toBeUndefined();
    expect(readdirSync(dir).filter((name) => name.endsWith('.sock'))).toEqual([]);
  });

  it('says why it does not start, as the node itself does', async () => {
    const node = await startNodeInWorker({ dir });
    await expect(startNodeInWorker({ dir })).rejects.toMatchObject({ name: 'StoreLocked' });
    await node.close();
    await expect(startNodeInWorker({ dir, port: node.port, host: '203.0.113.1' })).rejects.toMatchObject({
      name: 'CannotStart',
      message: 'This machine has no address 203.0.113.1. Choose another host.',
    });
  });

  it('tells what a person should know', async () => {
    await (await startNodeInWorker({ dir })).close();
    for (const name of readdirSync(dir)) if (name.startsWith('index-')) writeFileSync(join(dir, name), 'nonsense');
    const said: string[] = [];
    await (await startNodeInWorker({ dir, say: (text) => said.push(text) })).close();
    expect(said).toEqual([expect.stringContaining('It is rebuilt from the log')]);
  });
});
