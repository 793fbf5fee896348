import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { openReadStore, ReadStoreUnavailable } from '#read-store';
import { type Chance, chanceOf } from '../faults/chance';
import { callBoard, deliver, longHistory } from './board';

const replaceByFolder = (file: string) => {
  rmSync(file);
  mkdirSync(file);
};

const FOUND = ['harmless', 'set aside', 'named: damaged', 'other hash'];
/** Cut off, a page of noise, or a bit of one byte. */
const spoiled = (bytes: Buffer, chance: Chance): Buffer => {
  const at = chance.below(bytes.length);
  if (chance.happens(0.3)) return bytes.subarray(0, at);
  if (chance.happens(0.5)) return bytes.fill(chance.below(256), at, Math.min(at + 4096, bytes.length));
  bytes[at] = (bytes[at] ?? 0) ^ (1 << chance.below(8));
  return bytes;
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

  it('is set aside, or named as damaged, or tells by its hash, whatever is changed in it', async () => {
    const whole = await filled('whole');
    const hashes: string[] = [];
    const lookInto = async (file: string): Promise<string> => {
      const store = await openReadStore({ file });
      try {
        if (store.setAside !== undefined) return 'set aside';
        return await store.tableHash(callBoard);
      } finally {
        await store.close();
      }
    };
    const sound = await lookInto(whole);
    for (let seed = 1; seed <= 24; seed++) {
      const file = join(folder, 'whole', `${seed}.sqlite`);
      writeFileSync(file, spoiled(readFileSync(whole), chanceOf(seed)));
      const found = await lookInto(file).catch((error: Error & { fault?: string }) => `named: ${error.fault}`);
      hashes.push(found);
    }
    // `views verify` compares the hash with that of a fresh replay.
    const kinds = Map.groupBy(hashes, (found) =>
      found === sound ? 'harmless' : found.replace(/^[0-9a-f]{64}$/, 'other hash'),
    );
    expect([...kinds.keys()].filter((kind) => !FOUND.includes(kind))).toStrictEqual([]);
    expect(kinds.get('set aside')?.length).toBeGreaterThan(5);
  });

  it('is not touched where it is merely out of reach', async () => {
    writeFileSync(join(folder, 'a-file'), '');
    const file = join(folder, 'a-file', 'views.sqlite');
    await expect(openReadStore({ file })).rejects.toThrow(ReadStoreUnavailable);
    await expect(openReadStore({ file })).rejects.toThrow(/cannot be opened/);
    expect(readdirSync(folder)).toContain('a-file');
  });

  it('gets the columns that it lacks, and no older build is told of them', async () => {
    const file = await filled('older');
    const database = new DatabaseSync(file);
    const applied = () => database.prepare('select name from kysely_migration').all();
    const before = applied();
    database.exec('alter table checkpoints drop column passed');
    await (await openReadStore({ file })).close();
    expect(database.prepare('select passed from checkpoints').all()).not.toStrictEqual([]);
    expect(applied()).toStrictEqual(before);
    expect(before).not.toContainEqual({ name: expect.stringContaining('passed') });
    database.close();
  });

  it('is refused where a newer build has written it', async () => {
    const file = await filled('newer');
    const database = new DatabaseSync(file);
    database.exec(`insert into kysely_migration values ('2031-01-01-from-the-future', '2031-01-01')`);
    database.close();
    await expect(openReadStore({ file })).rejects.toThrow(/newer build \(2031-01-01-from-the-future\)/);
  });
});
