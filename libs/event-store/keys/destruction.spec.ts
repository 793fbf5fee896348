import { randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { aDirectory } from '../testing/a-node.fixture';
import { KeyFile, openKeys, openKeysToRead } from './key-file';

const master = Buffer.alloc(32, 1);
const directory = aDirectory();
afterAll(() => directory.remove());
let file: string;
beforeEach(() => {
  file = path.join(directory.path, `${randomUUID()}.ndjson`);
});

const content = () => readFileSync(file, 'latin1');
const linesOf = (keyId: string) =>
  content()
    .split('\n')
    .filter((line) => line.startsWith(`{"batch":"${keyId.split('.')[0]}"`));

describe('A key that was destroyed', () => {
  it('stays so, though several processes destroy others of its batch at once', async () => {
    const keys = await openKeys(file, master);
    const taken = await Promise.all(Array.from({ length: 40 }, () => keys.take()));
    const doomed = taken.slice(0, 30).map(({ id }) => id);
    const processes = doomed.map(() => new KeyFile(file, master));
    await Promise.all(processes.map((process, i) => process.destroy([doomed[i] as string])));
    const reader = openKeysToRead(file, master);
    for (const id of doomed) expect(reader.find(id)).toBe('destroyed');
    for (const kept of taken.slice(30)) expect(reader.find(kept.id)).toStrictEqual(kept);
    expect(linesOf(doomed[0] as string)).toHaveLength(1);
  });

  it('is found no more by a process that has used it', async () => {
    const keys = await openKeys(file, master);
    const key = await keys.take();
    const other = new KeyFile(file, master);
    expect(other.find(key.id)).toStrictEqual(key);
    await keys.destroy([key.id]);
    for (const end = performance.now() + 10_000; performance.now() < end && other.find(key.id) !== 'destroyed'; )
      await pause(5);
    expect(other.find(key.id)).toBe('destroyed');
  });

  it('may be destroyed again, which changes nothing', async () => {
    const keys = await openKeys(file, master);
    const { id } = await keys.take();
    await keys.destroy([id]);
    const before = content();
    await keys.destroy([id]);
    await new KeyFile(file, master).destroy([id]);
    expect(content()).toBe(before);
  });

  describe('by a process that was killed before the old line was blanked', () => {
    /** As it is then: the new line is there, and the old one as well. */
    const cutShort = async (left: (line: string) => string = (line) => line) => {
      const keys = await openKeys(file, master);
      const { id } = await keys.take();
      const [line = ''] = linesOf(id);
      const before = content();
      const at = before.indexOf(line);
      await keys.destroy([id]);
      const after = content();
      writeFileSync(file, after.slice(0, at) + left(line) + after.slice(at + line.length), 'latin1');
      return { id, secret: line.slice(-200) };
    };

    it('is destroyed all the same', async () => {
      const { id } = await cutShort();
      expect(openKeysToRead(file, master).find(id)).toBe('destroyed');
    });
    it('leaves nothing once that is tried again', async () => {
      const { id, secret } = await cutShort();
      expect(content()).toContain(secret);
      await new KeyFile(file, master).destroy([id]);
      expect(content()).not.toContain(secret);
    });
    it('leaves nothing once a server has started', async () => {
      const { id, secret } = await cutShort();
      expect((await openKeys(file, master)).find(id)).toBe('destroyed');
      expect(content()).not.toContain(secret);
      expect(linesOf(id)).toHaveLength(1);
    });
    it('leaves nothing of a line that was blanked in part', async () => {
      for (const half of ['front', 'back']) {
        const { id, secret } = await cutShort((line) =>
          half === 'front' ? line.slice(500).padStart(line.length) : line.slice(0, 500).padEnd(line.length),
        );
        expect((await openKeys(file, master)).find(id)).toBe('destroyed');
        expect(content()).not.toContain(secret);
        expect(linesOf(id)).toHaveLength(1);
      }
    });
  });
});
