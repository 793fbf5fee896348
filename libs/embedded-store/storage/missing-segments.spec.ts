import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AStore, anEvent } from '../a-store.fixture';
import { backup } from '../maintenance/backup';
import { repair } from '../maintenance/repair';
import { verify } from '../maintenance/verify';
import { DamagedLog } from './errors';

const SMALL = { segmentBytes: 4096, snapshotEvery: 7 };

// Acknowledged events are gone with them, and positions would be used a second time: what lies beside the log tells.
describe('A store without its newest segments', () => {
  let one: AStore;
  const path = (name = '') => join(one.dir, name);
  const change = (name: string, edit: (bytes: Buffer) => void) => {
    const bytes = readFileSync(path(name));
    edit(bytes);
    writeFileSync(path(name), bytes);
  };
  beforeEach(async () => {
    one = await AStore.opened(SMALL);
    for (let n = 0; n < 30; n++) await one.append('s', 'any', anEvent(`s${n}`));
    for (let n = 0; n < 30; n++) await one.append('more', 'any', anEvent('x'.repeat(100)));
  });
  afterEach(() => one.remove());

  const segments = () =>
    [...one.files().keys()].filter((name) => name.startsWith('log-') && name.endsWith('.segment')).toSorted();
  const isRefused = async (because: RegExp) => {
    const before = one.files();
    await expect(one.open(SMALL)).rejects.toThrow(DamagedLog);
    await expect(one.open(SMALL)).rejects.toThrow(because);
    expect(one.files()).toEqual(before);
    const { problems, staleParts } = await verify(one.dir);
    expect({ problems, staleParts }).toEqual({
      problems: [expect.objectContaining({ is: 'damaged', what: expect.stringMatching(because) })],
      staleParts: [],
    });
  };
  const removed = (names: (string | undefined)[]) => {
    for (const name of names) rmSync(path(name));
  };

  it.each([1, 2])('is refused, and names the first of %i', async (count) => {
    await one.store.close();
    removed(segments().slice(-count));
    await isRefused(/missing or empty, though the log has had \d segments/);
  });

  it('is refused where nothing but the saved index tells of them', async () => {
    await one.store.close();
    removed([...segments().slice(-1), 'log-segments.json']);
    await isRefused(/the log ends here, and the saved index knows of \d+ bytes more/);
  });

  it('is refused after a kill, without a saved index', async () => {
    await one.kill();
    removed([...segments().slice(-1), ...[...one.files().keys()].filter((name) => name.startsWith('index-'))]);
    await isRefused(/missing or empty/);
  });

  it('is refused where they are empty files', async () => {
    await one.store.close();
    writeFileSync(path(segments().at(-1)), '');
    await isRefused(/missing or empty/);
  });

  it('is refused where no segment is left at all', async () => {
    await one.store.close();
    removed(segments());
    await isRefused(/no segment of the log is here, though .* is/);
  });

  it('is mended from a backup, whole', async () => {
    const backedUp = `${one.dir}-backup`;
    await backup(one.dir, backedUp);
    await one.store.close();
    const before = one.files();
    for (const count of [1, 2, segments().length]) {
      removed(segments().slice(-count));
      expect((await repair(one.dir, backedUp)).setAside).toBeUndefined();
      for (const [name, bytes] of before) expect({ name, bytes: one.files().get(name) }).toEqual({ name, bytes });
    }
    rmSync(backedUp, { recursive: true });
    await one.open(SMALL);
    expect(await one.read('s')).toHaveLength(30);
    expect(await one.read('more')).toHaveLength(30);
  });

  it('keeps what tells of the log where it is refused, and is refused again', async () => {
    await one.store.close();
    const before = one.files();
    change('index-000000000007.part', (bytes) => {
      bytes[50] = (bytes[50] ?? 0) ^ 1;
    });
    change(segments().at(-1) ?? '', (bytes) => bytes.fill(0, 64));
    for (let time = 0; time < 3; time++) await expect(one.open(SMALL)).rejects.toThrow('saved index knows');
    expect([...one.files().keys()]).toEqual([...before.keys()]);
  });
});
