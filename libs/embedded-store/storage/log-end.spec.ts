import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AStore, anEvent } from '../a-store.fixture';
import { verify } from '../maintenance/verify';
import { SEGMENT_HEAD } from './segment';

const SMALL = { segmentBytes: 4096, snapshotEvery: 7 };

// What a kill or a power cut may leave behind the last append: nothing, zeroes, or a part of what was being written.
describe('The end of the log', () => {
  let one: AStore;
  const path = (name: string) => join(one.dir, name);
  const change = (name: string, edit: (bytes: Buffer) => void) => {
    const bytes = readFileSync(path(name));
    edit(bytes);
    writeFileSync(path(name), bytes);
  };
  const isAllThere = async () => expect(await one.read('s')).toEqual(Array.from({ length: 16 }, (_, n) => `s${n}`));
  const lastSegment = () => one.store.log.last.name;
  beforeEach(async () => {
    one = await AStore.opened(SMALL);
    for (let n = 0; n < 16; n++) await one.append('s', 'any', anEvent(`s${n}`));
  });
  afterEach(() => one.remove());

  /** How much of the newest segment's file is in use. */
  const used = () => one.store.log.end - one.store.log.last.base + SEGMENT_HEAD;
  const putBack = (files: ReadonlyMap<string, Buffer>) => {
    for (const name of one.files().keys()) rmSync(path(name));
    for (const [name, bytes] of files) writeFileSync(path(name), bytes);
  };

  it.each([
    ['the file ends in it', (bytes: Buffer, at: number) => bytes.subarray(0, at)],
    ['the rest is zeroes, as they were reserved', (bytes: Buffer, at: number) => Buffer.from(bytes).fill(0, at)],
  ])('cuts off a torn append, byte by byte, and says so: %s', async (_, torn) => {
    const before = used();
    await one.kill();
    const whole = one.files();
    const last = lastSegment();
    await one.open(SMALL);
    await one.append('s', { revision: 15n }, anEvent('torn'), anEvent('torn too'));
    const after = one.files().get(last) ?? Buffer.alloc(0);
    const end = used();
    await one.store.close();
    expect(end).toBeGreaterThan(before + 100);
    for (let length = before + 1; length < end; length += 13) {
      putBack(whole);
      writeFileSync(path(last), torn(after, length));
      await one.open(SMALL);
      await isAllThere();
      expect(one.said).toEqual([
        expect.stringMatching(/ended in \d+ bytes that are no whole append, cut off at log position \d+/),
      ]);
      await one.store.close();
    }
  });

  it('takes zeroes behind the end for room that was reserved, and says nothing', async () => {
    const end = used();
    const position = one.store.log.end;
    await one.kill();
    const last = lastSegment();
    const running = one.files();
    for (const length of [end, end + 1, end + 700, 2 ** 21]) {
      putBack(running);
      writeFileSync(path(last), Buffer.concat([readFileSync(path(last)).subarray(0, end), Buffer.alloc(length - end)]));
      expect(await verify(one.dir)).toMatchObject({ events: 16, problems: [], end: position });
      await one.open(SMALL);
      await isAllThere();
      expect(one.said).toEqual([]);
      await one.append('s', { revision: 15n });
      await one.store.close();
      expect(readFileSync(path(last))).toHaveLength(used());
    }
  });

  it('refuses zeroes where there was something: in the middle, and where the saved index knows it', async () => {
    await one.kill();
    const whole = one.files();
    const last = lastSegment();
    change('log-00000001.segment', (bytes) => bytes.fill(0, 500, 1500));
    await expect(one.open(SMALL)).rejects.toThrow(/damaged in log-00000001.segment at byte \d+/);
    putBack(whole);
    await one.open(SMALL);
    await one.store.close();
    change(last, (bytes) => bytes.fill(0, 64));
    await expect(one.open(SMALL)).rejects.toThrow(/at byte 64 .* the saved index knows that there was one/);
  });

  it('cuts off all that was written together with what is torn', async () => {
    let release = () => {};
    const busy = new Promise<void>((resolve) => {
      release = resolve;
    });
    const { end } = one.store.log;
    const last = lastSegment();
    const { base } = one.store.log.last;
    one.mischief.beforeSync = () => busy;
    const together = ['u', 'v', 'w'].map((stream) => one.append(stream, 'no_stream'));
    for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
    const files = one.files();
    release();
    await Promise.all(together);
    await one.kill();
    putBack(files);
    // The power went: the pages of the first append were lost, those of the others were not.
    change(last, (bytes) => bytes.fill(0, end - base + 64, end - base + 64 + 40));
    await one.open(SMALL);
    await isAllThere();
    expect(one.said).toEqual([expect.stringContaining('no whole append')]);
  });
});
