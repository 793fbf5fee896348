import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startNode } from './node';

describe('The node', () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'faultline-node-'));
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  it('starts where nothing is, on a port that is free, and has an event of its own', async () => {
    const node = await startNode({ dir: join(dir, 'deep', 'store') });
    expect(node.url).toBe(`esdb://127.0.0.1:${node.port}?tls=false`);
    const { index } = node.store.committed;
    expect(index.count).toBe(1);
    expect(index.streams.name(index.stream.get(0))).toBe('$$$scavenges');
    await node.close();
    const again = await startNode({ dir: join(dir, 'deep', 'store') });
    expect(again.store.committed.index.count).toBe(1);
    await again.close();
  });

  it('says in one sentence that its port is taken, and lets go of the directory', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    await expect(startNode({ dir, port })).rejects.toThrow(`Port ${port} on 127.0.0.1 is taken`);
    other.close();
    await (await startNode({ dir })).close();
  });

  it('says in one sentence that the directory is in use, and by whom', async () => {
    const node = await startNode({ dir });
    await expect(startNode({ dir })).rejects.toThrow(`in use by process ${process.pid}`);
    await node.close();
  });

  it('says in one sentence that the directory is none', async () => {
    writeFileSync(join(dir, 'file'), '');
    await expect(startNode({ dir: join(dir, 'file') })).rejects.toThrow('is no directory');
  });

  it('refuses a limit that it cannot keep', async () => {
    await expect(startNode({ dir, maxAppendBytes: 2 ** 30 })).rejects.toThrow('must be 1 to 16777216');
  });
});
