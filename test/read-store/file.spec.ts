import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { openReadStore, ReadStoreUnavailable } from '#read-store';
import { callBoard, deliver, longHistory } from './board';

const replaceByFolder = (file: string) => {
  rmSync(file);
  mkdirSync(file);
};

describe('The file of an embedded read store', () => {
  const folder = mkdtempSync(join(tmpdir(), 'faultline-views-'));
  const events = longHistory(30, 6);
  afterAll(() => rmSync(folder, { recursive: true }));

  const filled = async (name: string): Promise<string> => {
    const file = join(folder, name, 'views.sqlite');
    const store = await openReadStore({ file });
    await deliver((await store.projector(callBoard)).consumer, events);
    await store.close();
    return file;
  };

  it.each([
    ['is no database', (file: string) => writeFileSync(file, 'once upon a time, a file of some other program')],
    ['is damaged in the middle', (file: string) => writeFileSync(file, readFileSync(file).fill(0xa5, 5000, 20_000))],
    ['is a folder', replaceByFolder],
  ])('is set aside where it %s, and rebuilt', async (_what, spoil) => {
    const file = await filled(_what);
    spoil(file);
    const said: object[] = [];
    const store = await openReadStore({ file, log: { info: () => {}, warn: (fields) => said.push(fields) } });
    expect(store.setAside).toBe(`${file}.set-aside-1`);
    expect(existsSync(`${file}.set-aside-1`)).toBe(true);
    expect(said).toStrictEqual([{ setAside: `${file}.set-aside-1` }]);

    const { consumer } = await store.projector(callBoard);
    expect(consumer.from).toBe('start');
    await deliver(consumer, events);
    expect(await store.view(callBoard).count()).toBe(24);
    await store.close();
  });

  it('is not touched where it is merely out of reach', async () => {
    writeFileSync(join(folder, 'a-file'), '');
    const file = join(folder, 'a-file', 'views.sqlite');
    await expect(openReadStore({ file })).rejects.toThrow(ReadStoreUnavailable);
    await expect(openReadStore({ file })).rejects.toThrow(/cannot be opened/);
    expect(readdirSync(folder)).toContain('a-file');
  });

  it('is refused where a newer build has written it', async () => {
    const file = await filled('newer');
    const database = new DatabaseSync(file);
    database.exec(`insert into kysely_migration values ('2031-01-01-from-the-future', '2031-01-01')`);
    database.close();
    await expect(openReadStore({ file })).rejects.toThrow(/newer build \(2031-01-01-from-the-future\)/);
  });
});
