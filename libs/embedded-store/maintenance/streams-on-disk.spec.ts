import { rmSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { type AStore, anEvent } from '../a-store.fixture';
import { recordsOf } from '../storage/frame';
import { parseRecord, type StoredEvent } from '../storage/record';
import { streamsOnDisk } from './streams-on-disk';
import { survey } from './survey';
import { aUsedStore, flip, SMALL } from './used-store.fixture';

const WANTED = ['ticket-2', 'ticket-1', 'nobody-wrote-this', '$$ticket-0'];
const brief = ({ stream, revision, position, data }: StoredEvent) => `${position} ${stream}@${revision} ${data}`;

const byReadingAll = async (dir: string): Promise<readonly string[]> => {
  const found: string[] = [];
  await survey(dir, {
    visit: () => (bytes, at, _position, frame) => {
      for (const start of recordsOf(bytes, at, frame)) {
        const event = parseRecord(bytes, start);
        if (WANTED.includes(event.stream)) found.push(brief(event));
      }
    },
  });
  return found;
};
const byTheIndex = async (dir: string): Promise<readonly string[] | 'in doubt'> => {
  const streams = await streamsOnDisk(dir);
  const found = streams === 'in doubt' ? streams : streams.read([...WANTED, ...WANTED]);
  return found === 'in doubt' ? found : found.map(brief);
};

describe('A few streams of a store on disk', () => {
  let one: AStore;
  let all: readonly string[];
  beforeEach(async () => {
    one = await aUsedStore();
    all = await byReadingAll(one.dir);
  });
  afterEach(() => one.remove());

  it('are what reading all of the log finds: while the store is open, after a crash, and when it was closed', async () => {
    expect(all).toHaveLength(29);
    expect(await byTheIndex(one.dir)).toStrictEqual(all);
    await one.kill();
    expect(await byTheIndex(one.dir)).toStrictEqual(all);
    await one.open(SMALL);
    await one.append('ticket-2', 'any', anEvent('{"n":"after the crash"}'));
    const more = await byReadingAll(one.dir);
    expect(more).toHaveLength(all.length + 1);
    expect(await byTheIndex(one.dir)).toStrictEqual(more);
    await one.store.close();
    expect(await byTheIndex(one.dir)).toStrictEqual(more);
  });

  it('are found without an index as well', async () => {
    await one.kill();
    for (const name of one.files().keys()) if (name.includes('index-')) rmSync(join(one.dir, name));
    expect(await byTheIndex(one.dir)).toStrictEqual(all);
  });

  it.each([
    ['closed', () => one.store.close()],
    ['killed', () => one.kill()],
  ])('are right or in doubt, whichever byte of a %s store was changed', async (_how, end) => {
    await end();
    const sound = one.files();
    let [looked, doubts] = [0, 0];
    for (const [name, { length }] of sound)
      for (let at = 0; at < length; at += 61) {
        flip(one, name, at);
        const found = await byTheIndex(one.dir);
        looked++;
        if (found === 'in doubt') doubts++;
        else expect({ name, at, found }).toStrictEqual({ name, at, found: all });
        flip(one, name, at);
      }
    expect(doubts).toBeGreaterThan(looked / 3);
    expect(doubts).toBeLessThan(looked);
  });

  it('are in doubt where the end of the log, a segment or a part of the index is missing', async () => {
    await one.store.close();
    const files = one.files();
    const [segments, parts] = ['.segment', '.part'].map((end) =>
      [...files.keys()].filter((name) => name.endsWith(end)),
    );
    const last = segments?.toSorted().at(-1) ?? '';
    truncateSync(join(one.dir, last), (files.get(last)?.length ?? 0) - 1);
    expect(await byTheIndex(one.dir)).toBe('in doubt');
    rmSync(join(one.dir, last));
    expect(await byTheIndex(one.dir)).toBe('in doubt');
    rmSync(join(one.dir, parts?.toSorted()[0] ?? ''));
    expect(await byTheIndex(one.dir)).toBe('in doubt');
  });
});
