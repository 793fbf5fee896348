// The rig's own disk: whoever judges the store by it must know that it loses what it may lose, and nothing else.
import { chanceOf } from './chance';
import { FakeDisk } from './fake-disk';
import { type Mischief, NO_MISCHIEF } from './mischief';

const PATH = '/data/file';
const SEEDS = Array.from({ length: 60 }, (_, seed) => seed);

const contentOf = async (disk: FakeDisk, path = PATH): Promise<string | undefined> => {
  const file = await disk.open(path, 'read').catch(() => undefined);
  if (!file) return undefined;
  const into = Buffer.alloc(await file.size());
  await file.read(into, 0);
  return into.toString();
};
/** A file with something durable in it, and its name. */
const durable = async (seed: number, text: string, mischief: Mischief = NO_MISCHIEF) => {
  const disk = new FakeDisk(chanceOf(seed), mischief);
  const file = await disk.open(PATH, 'create');
  await file.write(Buffer.from(text), 0);
  await file.datasync();
  await disk.syncDir('/data');
  return { disk, file };
};

describe('A power cut', () => {
  it('leaves what was synced, byte for byte', async () => {
    for (const seed of SEEDS) {
      const { disk } = await durable(seed, 'kept');
      expect(await contentOf(disk.afterCut())).toBe('kept');
    }
  });

  it('loses, keeps or tears what was written since, each at some seed, and never invents any', async () => {
    const left = new Set<string | undefined>();
    for (const seed of SEEDS) {
      const { disk, file } = await durable(seed, 'kept');
      await file.write(Buffer.from('lost'), 4);
      left.add(await contentOf(disk.afterCut()));
    }
    expect(left).toContain('kept');
    expect(left).toContain('keptlost');
    expect([...left].some((text) => text !== 'kept' && text !== 'keptlost')).toBe(true);
    for (const text of left)
      expect('keptlost\0\0\0\0'.includes(String(text).replaceAll('\0', '')) && text).toBeTruthy();
  });

  it('may write the later of two and not the earlier', async () => {
    const left = new Set<string | undefined>();
    for (const seed of SEEDS) {
      const { disk, file } = await durable(seed, '....');
      await file.write(Buffer.from('A'), 0);
      await file.write(Buffer.from('B'), 2);
      left.add(await contentOf(disk.afterCut()));
    }
    expect(left).toContain('..B.');
    expect(left).toContain('A...');
  });

  it('leaves of what was written over the old bytes or the new ones, sector by sector', async () => {
    const left = new Set<string>();
    for (const seed of SEEDS) {
      const { disk, file } = await durable(seed, '\0'.repeat(1024));
      await file.write(Buffer.from('x'.repeat(1024)), 0);
      const content = (await contentOf(disk.afterCut())) ?? '';
      expect(content).toHaveLength(1024);
      left.add([content.slice(0, 512), content.slice(512)].map((half) => [...new Set(half)].join('')).join('|'));
    }
    for (const both of ['\0|\0', 'x|\0', '\0|x', 'x|x']) expect(left).toContain(both);
  });

  it('may forget a new file, a new name and a removal, until the directory is synced', async () => {
    const left = { created: new Set<boolean>(), renamed: new Set<boolean>(), removed: new Set<boolean>() };
    for (const seed of SEEDS) {
      const { disk } = await durable(seed, 'old');
      const file = await disk.open('/data/new', 'create');
      await file.write(Buffer.from('new'), 0);
      await file.datasync();
      await disk.rename('/data/new', '/data/renamed');
      await disk.remove(PATH);
      const after = disk.afterCut();
      left.created.add((await contentOf(after, '/data/new')) !== undefined);
      left.renamed.add((await contentOf(after, '/data/renamed')) === 'new');
      left.removed.add((await contentOf(after)) === undefined);
    }
    for (const outcomes of Object.values(left)) expect(outcomes).toEqual(new Set([true, false]));
  });

  it('ends everything that was under way, without an answer', async () => {
    const { disk, file } = await durable(1, 'kept', { ...NO_MISCHIEF, cutAt: 6 });
    let answered = false;
    const writing = (async () => {
      for (let n = 0; n < 10; n++) await file.write(Buffer.from('x'), 4);
      answered = true;
    })();
    await disk.off;
    await Promise.race([writing, new Promise(setImmediate)]);
    expect([answered, disk.isOff]).toEqual([false, true]);
  });
});

describe('A kill', () => {
  it('leaves all that was written, none of it more durable than before', async () => {
    const lost = new Set<boolean>();
    for (const seed of SEEDS) {
      const { disk, file } = await durable(seed, 'kept');
      await file.write(Buffer.from('more'), 4);
      const after = disk.afterKill();
      expect(await contentOf(after)).toBe('keptmore');
      lost.add((await contentOf(after.afterCut())) !== 'keptmore');
    }
    expect(lost).toEqual(new Set([true, false]));
  });
});

describe('Mischief', () => {
  it('writes short, and says how much', async () => {
    const { file } = await durable(3, '', { ...NO_MISCHIEF, shortWrites: 1 });
    const written = await file.write(Buffer.from('abcdefgh'), 0);
    expect(written).toBeGreaterThan(0);
    expect(written).toBeLessThan(8);
    expect(await file.size()).toBe(written);
  });

  it('fails one sync, after which the next succeeds and does not bring back what was dropped', async () => {
    const left = new Set<string | undefined>();
    for (const seed of SEEDS) {
      const { disk, file } = await durable(seed, 'kept', { ...NO_MISCHIEF, failingSync: 2 });
      await file.write(Buffer.from('gone'), 4);
      await expect(file.datasync()).rejects.toMatchObject({ code: 'EIO' });
      await file.datasync();
      // The new length may be there without the bytes.
      left.add((await contentOf(disk.afterCut()))?.replaceAll('\0', ''));
    }
    expect(left).toEqual(new Set(['kept', 'keptgone']));
  });

  it('fills up: what fits is written, then ENOSPC, until there is room', async () => {
    const { disk, file } = await durable(5, '', { ...NO_MISCHIEF, capacity: 6 });
    expect(await file.write(Buffer.from('abcdefgh'), 0)).toBe(6);
    await expect(file.write(Buffer.from('gh'), 6)).rejects.toMatchObject({ code: 'ENOSPC' });
    disk.makeRoom();
    expect(await file.write(Buffer.from('gh'), 6)).toBe(2);
  });
});
