import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AStore } from '../a-store.fixture';
import { backup } from './backup';
import { importIntoStore } from './import-into-store';
import { repair } from './repair';
import { aUsedStore, exported, flip, SMALL } from './used-store.fixture';
import { verify } from './verify';

describe('Repairing a store', () => {
  let one: AStore;
  let elsewhere: string;
  const path = (name: string) => join(one.dir, name);
  async function* each(lines: readonly string[]) {
    yield* lines;
  }
  beforeEach(async () => {
    elsewhere = mkdtempSync(join(tmpdir(), 'faultline-elsewhere-'));
    rmSync(elsewhere, { recursive: true });
    one = await aUsedStore();
  });
  afterEach(async () => {
    await one.remove();
    rmSync(elsewhere, { recursive: true, force: true });
  });

  it('changes nothing where nothing is damaged', async () => {
    await one.kill();
    const before = one.files();
    expect(await repair(one.dir)).toMatchObject({ found: [], restored: 0, rescued: 0 });
    expect(one.files()).toEqual(before);
  });

  it('refuses a store that runs', async () => {
    await expect(repair(one.dir)).rejects.toThrow(`in use by process ${process.pid}`);
  });

  it('puts back from a backup exactly what was lost', async () => {
    await backup(one.dir, elsewhere);
    await one.append('ticket-2', 'any');
    await one.kill();
    const before = one.files();
    flip(one, 'log-00000001.segment', 700);
    rmSync(path('log-00000002.segment'));
    flip(one, 'log-00000003.segment', 10);
    const { restored, setAside } = await repair(one.dir, elsewhere);
    expect(restored).toBeGreaterThan(0);
    expect(setAside).toBeUndefined();
    for (const [name, bytes] of one.files()) if (name.endsWith('.segment')) expect(bytes).toEqual(before.get(name));
    await one.open(SMALL);
    expect(one.store.committed.index.count).toBe(45);
  });

  it.each(['zeroes', 'nonsense'] as const)('puts back from a backup what became %s at the very end', async (what) => {
    await backup(one.dir, elsewhere);
    await one.store.close();
    const before = one.files();
    const last = [...before.keys()].filter((name) => name.endsWith('.segment')).at(-1) ?? '';
    writeFileSync(path(last), Buffer.from(before.get(last) ?? '').fill(what === 'zeroes' ? 0 : 7, 64));
    expect(await verify(one.dir)).toMatchObject({ problems: [{ is: 'damaged', segment: last, offset: 64 }] });
    await expect(one.open(SMALL)).rejects.toThrow('the saved index knows that there was one');
    const { restored, setAside } = await repair(one.dir, elsewhere);
    expect([restored > 0, setAside]).toEqual([true, undefined]);
    expect(one.files().get(last)).toEqual(before.get(last));
    await one.open(SMALL);
    expect(one.store.committed.index.count).toBe(44);
  });

  it('ends the log, without a backup, where the saved index knows of more than there is', async () => {
    await one.store.close();
    const [last = ''] = [...one.files().keys()].filter((name) => name.endsWith('.segment')).slice(-1);
    writeFileSync(path(last), Buffer.from(readFileSync(path(last))).fill(0, 64));
    const { setAside, rescued } = await repair(one.dir);
    expect([rescued, setAside]).toEqual([0, expect.stringContaining('set-aside-at-')]);
    await one.open(SMALL);
    expect(one.said).toEqual([]);
    expect(one.store.committed.index.count).toBeLessThan(44);
  });

  it('sets aside, without a backup, what stands behind the damage, and rescues what can be read', async () => {
    const lines = await exported(one.dir);
    await one.kill();
    flip(one, 'log-00000002.segment', 700);
    await expect(one.open(SMALL)).rejects.toThrow('damaged');
    const { setAside, rescued, after } = await repair(one.dir);
    expect(after?.problems).toEqual([]);
    const kept = await exported(one.dir);
    expect(kept).toEqual(lines.slice(0, kept.length));
    const saved = readFileSync(join(setAside ?? '', 'rescued.ndjson'), 'utf8')
      .split('\n')
      .filter(Boolean);
    expect(saved).toEqual(lines.slice(-rescued));
    expect(kept.length + rescued).toBeGreaterThan(40);
    expect(readdirSync(setAside ?? '').some((name) => name.startsWith('log-00000002.segment.from-byte-'))).toBe(true);
    await one.open(SMALL);
    expect(one.store.committed.index.count).toBe(kept.length);
    const { written, leftOut } = await importIntoStore(one.store, each(saved), { whatFollows: true });
    expect([written + leftOut, leftOut > 0]).toEqual([rescued, true]);
    await expect(importIntoStore(one.store, each(saved))).rejects.toThrow('cannot follow');
    await one.store.close();
    expect(await verify(one.dir)).toMatchObject({ events: kept.length + written, problems: [], contradictions: [] });
  });
});
