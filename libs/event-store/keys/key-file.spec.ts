import { randomUUID } from 'node:crypto';
import { readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { aDirectory } from '../testing/a-node.fixture';
import { openKeys, openKeysToRead } from './key-file';
import { masterKey } from './master-key';

const master = Buffer.alloc(32, 1);
const directory = aDirectory();
afterAll(() => directory.remove());
let file: string;
beforeEach(() => {
  file = path.join(directory.path, `${randomUUID()}.ndjson`);
});

describe('The key file', () => {
  it('knows after a restart every key that it gave out', async () => {
    const keys = await openKeys(file, master);
    const given = await Promise.all(Array.from({ length: 600 }, () => keys.take()));
    expect(new Set(given.map(({ id }) => id)).size).toBe(600);
    const again = openKeysToRead(file, master);
    for (const key of given) expect(again.find(key.id)).toStrictEqual(key);
  });

  it('is on disk before a key of it is used', async () => {
    const key = await (await openKeys(file, master)).take();
    expect(openKeysToRead(file, master).find(key.id)).toStrictEqual(key);
    expect(statSync(file).mode & 0o077).toBe(0);
  });

  it('that was damaged anywhere but at the very end of a line is refused, with the way out', async () => {
    await openKeys(file, master);
    const whole = readFileSync(file);
    const begins = whole.indexOf('\n') + 1;
    const places = Array.from({ length: whole.length - begins - 3 }, (_, n) => begins + n);
    for (const at of places.filter((_, n) => n < 100 || n % 97 === 0)) {
      const damaged = Buffer.from(whole);
      damaged[at] = (damaged[at] as number) ^ 1;
      writeFileSync(file, damaged);
      expect(() => openKeysToRead(file, master)).toThrow(
        /does not open: .* or the line is damaged\. .*restore the file/,
      );
    }
  });

  it('flushes once for 256 subjects, not once for each', async () => {
    const keys = await openKeys(file, master);
    const batches = () => readFileSync(file, 'utf8').match(/"batch"/g)?.length;
    for (let i = 0; i < 150; i++) await keys.take();
    expect(batches()).toBe(1);
  });

  it('never gives out what another process left over', async () => {
    const before = await openKeys(file, master);
    const first = await before.take();
    const after = await openKeys(file, master);
    const batchOf = (id: string) => id.split('.')[0];
    expect(batchOf((await after.take()).id)).not.toBe(batchOf(first.id));
  });

  it('finds a key that another process has added meanwhile', async () => {
    const ours = await openKeys(file, master);
    const theirs = await (await openKeys(file, master)).take();
    expect(ours.find(theirs.id)).toStrictEqual(theirs);
    expect(ours.find('unknown.1')).toBeUndefined();
    expect(ours.find('no key')).toBeUndefined();
  });

  it('remembers a destruction and keeps nothing of the key', async () => {
    const keys = await openKeys(file, master);
    const [doomed, kept] = [await keys.take(), await keys.take()];
    const before = readFileSync(file, 'utf8').split('\n')[1] as string;
    await keys.destroy([doomed.id]);
    for (const reader of [keys, openKeysToRead(file, master)]) {
      expect(reader.find(doomed.id)).toBe('destroyed');
      expect(reader.find(kept.id)).toStrictEqual(kept);
    }
    expect(readFileSync(file, 'utf8')).not.toContain(before);
    await expect(keys.destroy(['unknown.1'])).rejects.toThrow('No key unknown.1');
  });

  it('passes over a line that was cut short, and goes on behind it', async () => {
    const first = await (await openKeys(file, master)).take();
    const whole = statSync(file).size;
    await openKeys(file, master);
    truncateSync(file, whole + 1000);
    const later = await (await openKeys(file, master)).take();
    const reader = openKeysToRead(file, master);
    expect([reader.find(first.id), reader.find(later.id)]).toStrictEqual([first, later]);
  });

  it('does not open with another master key, and is left as it was', async () => {
    await openKeys(file, master);
    const before = readFileSync(file);
    await expect(openKeys(file, Buffer.alloc(32, 2))).rejects.toThrow('the master key is another one');
    expect(readFileSync(file)).toStrictEqual(before);
  });

  it('of a newer format is refused', async () => {
    writeFileSync(file, '{"format":"faultline-keys","version":2}\n');
    await expect(openKeys(file, master)).rejects.toThrow('newer format');
  });
});

describe('The master key', () => {
  const inProduction = { given: undefined, production: true };
  const inDevelopment = { given: undefined, production: false };
  it('comes from the environment, 32 bytes in base64', async () => {
    const given = master.toString('base64');
    expect(await masterKey(file, { given, production: true })).toStrictEqual(master);
    await expect(masterKey(file, { given: 'c2hvcnQ=', production: true })).rejects.toThrow('5 bytes instead of 32');
    await expect(masterKey(file, inProduction)).rejects.toThrow('FAULTLINE_MASTER_KEY is not set');
  });
  it('is made beside the key file in development, for its owner only', async () => {
    const made = await masterKey(file, inDevelopment);
    expect(await masterKey(file, inDevelopment)).toStrictEqual(made);
    expect(statSync(`${file}.master`).mode & 0o777).toBe(0o600);
  });
  it('is never made anew for keys that are there', async () => {
    await openKeys(file, master);
    await expect(masterKey(file, inDevelopment)).rejects.toThrow(`its master key ${file}.master is not`);
  });
});
