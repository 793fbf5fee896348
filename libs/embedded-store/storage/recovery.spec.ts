import { readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { AStore, anEvent } from '../a-store.fixture';
import { repair } from '../maintenance/repair';
import { verify } from '../maintenance/verify';
import { DamagedLog } from './errors';
import { encodeSegmentHead } from './segment';

const SMALL = { segmentBytes: 4096, snapshotEvery: 7 };
/** Of the thirty events that every spec begins with. */
const WHOLE_PARTS = 4;

describe('A store that is opened again', () => {
  let one: AStore;
  const path = (name = 'log-00000001.segment') => join(one.dir, name);
  const change = (name: string, edit: (bytes: Buffer) => void) => {
    const bytes = readFileSync(path(name));
    edit(bytes);
    writeFileSync(path(name), bytes);
  };
  /** Some twenty events in two streams, and what they say. */
  const fill = async () => {
    for (let n = 0; n < 10; n++) {
      await one.append('s', n === 0 ? 'no_stream' : { revision: BigInt(n - 1) }, anEvent(`s${n}`));
      await one.append('t', 'any', anEvent(`t${2 * n}`), anEvent(`t${2 * n + 1}`));
    }
  };
  const isAllThere = async () => {
    expect(await one.read('s')).toEqual(Array.from({ length: 10 }, (_, n) => `s${n}`));
    expect(await one.read('t')).toEqual(Array.from({ length: 20 }, (_, n) => `t${n}`));
    expect(one.store.committed.index.count).toBe(30);
  };
  beforeEach(async () => {
    one = await AStore.opened(SMALL);
    await fill();
  });
  afterEach(() => one.remove());

  it('holds everything, after a clean end and after a kill', async () => {
    await one.store.close();
    await one.open(SMALL);
    await isAllThere();
    await one.kill();
    await one.open(SMALL);
    await isAllThere();
    expect(one.said).toEqual([]);
    expect(one.store.log.segments.length).toBeGreaterThan(1);
  });

  it('goes on where it ended, with the ids that it knows', async () => {
    const event = anEvent('once');
    await one.append('s', { revision: 9n }, event);
    await one.kill();
    await one.open(SMALL);
    expect(await one.append('s', { revision: 9n }, event)).toMatchObject({ is: 'done', revision: 10 });
    expect(await one.append('s', 'any', event)).toMatchObject({ is: 'done', revision: 10 });
    expect((await one.read('s')).length).toBe(11);
  });

  const lastSegment = () =>
    [...one.files().keys()]
      .filter((name) => name.endsWith('.segment'))
      .toSorted()
      .at(-1) ?? '';

  it('refuses damage in the middle, and names the place', async () => {
    await one.kill();
    for (const name of one.files().keys()) if (name.startsWith('index-')) rmSync(path(name));
    change('log-00000001.segment', (bytes) => {
      bytes[1000] = (bytes[1000] ?? 0) ^ 1;
    });
    await expect(one.open(SMALL)).rejects.toThrow(DamagedLog);
    await expect(one.open(SMALL)).rejects.toThrow(/damaged in log-00000001.segment at byte \d+ \(log position \d+\)/);
    change('log-00000001.segment', (bytes) => {
      bytes[1000] = (bytes[1000] ?? 0) ^ 1;
    });
    await one.open(SMALL);
    await isAllThere();
  });

  it('refuses damage at the very end, where the saved index knows better', async () => {
    await one.store.close();
    const last = lastSegment();
    change(last, (bytes) => {
      bytes[bytes.length - 20] = (bytes.at(-20) ?? 0) ^ 1;
    });
    await expect(one.open(SMALL)).rejects.toThrow('the saved index knows that there was one');
  });

  it('refuses a log that lacks a segment, and segments of another store', async () => {
    await one.store.close();
    const first = readFileSync(path());
    rmSync(path());
    await expect(one.open(SMALL)).rejects.toThrow('this file is missing');
    const other = await AStore.opened();
    await other.append('x', 'any');
    await other.kill();
    writeFileSync(path(), other.files().get('log-00000001.segment') ?? '');
    await expect(one.open(SMALL)).rejects.toThrow('of store');
    await other.remove();
    writeFileSync(path(), first);
    await one.open(SMALL);
    await isAllThere();
  });

  it('removes a segment that was begun and never used', async () => {
    await one.kill();
    const next = `log-${String(Number(lastSegment().slice(4, 12)) + 1).padStart(8, '0')}.segment`;
    const elsewhere = { number: Number(next.slice(4, 12)), base: 77, storeId: one.store.log.storeId };
    for (const begun of [Buffer.alloc(20), Buffer.alloc(64), encodeSegmentHead(elsewhere)]) {
      writeFileSync(path(next), begun);
      expect(await verify(one.dir)).toMatchObject({ problems: [{ is: 'torn', segment: next }] });
      await one.open(SMALL);
      expect(one.said).toEqual([`${next} was begun and never used. It was removed.`]);
      await isAllThere();
      await one.kill();
    }
  });

  describe('with a saved index that is', () => {
    const parts = () => [...one.files().keys()].filter((name) => name.endsWith('.part')).toSorted();
    beforeEach(async () => {
      // Parts are written in the background, whole or not at all.
      while (parts().length < WHOLE_PARTS) await setImmediate();
      await one.kill();
    });

    it('missing, in part or whole', async () => {
      rmSync(path(parts()[1] ?? ''));
      await one.open(SMALL);
      await isAllThere();
      await one.kill();
      for (const name of parts()) rmSync(path(name));
      await one.open(SMALL);
      await isAllThere();
    });

    it('changed', async () => {
      for (let i = 0; i < parts().length; i++) {
        change(parts()[i] ?? '', (bytes) => {
          bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
        });
        await one.open(SMALL);
        await isAllThere();
        expect(one.said).toEqual([expect.stringContaining('rebuilt from the log')]);
        await one.kill();
      }
    });

    it('cut short, or no index at all', async () => {
      truncateSync(path(parts()[0] ?? ''), 100);
      writeFileSync(path(parts()[1] ?? ''), 'nonsense');
      await one.open(SMALL);
      await isAllThere();
    });

    it('that of another store', async () => {
      const other = await AStore.opened(SMALL);
      for (let n = 0; n < 40; n++) await other.append('x', 'any');
      await other.store.close();
      for (const [name, bytes] of other.files()) if (name.startsWith('index-')) writeFileSync(path(name), bytes);
      await one.open(SMALL);
      await isAllThere();
      await other.remove();
    });

    const inAll = (files: Map<string, Buffer>, isWanted: (name: string) => boolean) =>
      [...files].filter(([name]) => isWanted(name));
    const isSegment = (name: string) => name.endsWith('.segment');
    const remove = (isWanted: (name: string) => boolean) => {
      for (const [name] of inAll(one.files(), isWanted)) rmSync(path(name));
    };
    const putBack = (files: Map<string, Buffer>, isWanted: (name: string) => boolean) => {
      for (const [name, bytes] of inAll(files, isWanted)) writeFileSync(path(name), bytes);
    };
    const closedAfter = async (stream: string, data?: string) => {
      await one.open(SMALL);
      for (let n = 0; n < 30; n++) await one.append(stream, 'any', anEvent(data));
      await one.store.close();
    };

    it('ahead of the log: a backup of the log was put back beside it', async () => {
      await one.open(SMALL);
      await one.store.close();
      const older = one.files();
      await closedAfter('later');
      remove(isSegment);
      putBack(older, isSegment);
      const before = one.files();
      await expect(one.open(SMALL)).rejects.toThrow(/missing or empty/);
      expect(one.files()).toEqual(before);
      await repair(one.dir);
      await one.open(SMALL);
      await isAllThere();
      expect(one.said).toEqual([]);
    });

    it('of the same length but another past', async () => {
      const older = one.files();
      await closedAfter('one way', '1234567');
      const ahead = one.files();
      remove(() => true);
      putBack(older, () => true);
      await closedAfter('the other way', '1');
      putBack(ahead, (name) => name.startsWith('index-'));
      await one.open(SMALL);
      await isAllThereBeside('the other way');
    });

    const isAllThereBeside = async (stream: string) => {
      expect((await one.read(stream)).length).toBe(30);
      expect((await one.read('one way')).length).toBe(0);
      expect((await one.read('s')).length).toBe(10);
    };
  });

  it('remembers what is deleted, through the log and through the saved index', async () => {
    await one.store.remove('s', 'any', 'soft');
    await one.store.remove('t', 'any', 'hard');
    for (const end of [() => one.kill(), () => one.store.close(), () => one.store.close()]) {
      await end();
      await one.open(SMALL);
      expect(await one.append('s', 'stream_exists')).toEqual({ is: 'deleted' });
      expect(await one.append('t', 'any')).toEqual({ is: 'deleted' });
    }
  });
});
