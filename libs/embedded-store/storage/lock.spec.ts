import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lockDir, ownerOf, StoreLocked } from './lock';

describe('The lock of a data directory', () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'faultline-lock-'));
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  it('has one owner, who is named to whoever comes second', async () => {
    const lock = await lockDir(dir, () => 4711);
    await expect(lockDir(dir, () => 0)).rejects.toThrow(StoreLocked);
    await expect(lockDir(dir, () => 0)).rejects.toThrow(`in use by process ${process.pid}`);
    expect(await ownerOf(dir)).toEqual({ pid: process.pid, end: 4711 });
    await lock.release();
    expect(await ownerOf(dir)).toBeUndefined();
    expect(readdirSync(dir)).toEqual([]);
    await (await lockDir(dir, () => 0)).release();
  });

  it('is given to one of many who come at once', async () => {
    const came = await Promise.allSettled(Array.from({ length: 20 }, () => lockDir(dir, () => 0)));
    const owners = came.filter((one) => one.status === 'fulfilled');
    expect(owners).toHaveLength(1);
    await owners[0]?.value.release();
  });

  const other = async () => {
    const path = join(dir, 'lock-PID-00000001.sock');
    const program = `require('net').createServer(() => {}).listen(${JSON.stringify(path)}.replace('PID', process.pid), () => console.log('up'))`;
    const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
    return child;
  };

  it('of a process that was killed is taken over', async () => {
    const child = await other();
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(readdirSync(dir)).toHaveLength(1);
    const lock = await lockDir(dir, () => 0);
    expect(readdirSync(dir)).toHaveLength(1);
    await lock.release();
  });

  it('of a process that hangs is respected', async () => {
    const child = await other();
    await expect(lockDir(dir, () => 0)).rejects.toThrow(`in use by process ${child.pid}`);
    child.kill('SIGKILL');
    await once(child, 'exit');
  });

  it('works in a directory whose path is longer than that of a socket may be', async () => {
    const deep = join(dir, 'd'.repeat(100), 'e'.repeat(100));
    mkdirSync(deep, { recursive: true });
    const lock = await lockDir(deep, () => 1);
    await expect(lockDir(deep, () => 0)).rejects.toThrow(StoreLocked);
    await lock.release();
    expect(readdirSync(deep)).toEqual([]);
  });
});
