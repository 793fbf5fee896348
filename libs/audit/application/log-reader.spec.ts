import { appendFileSync, cpSync, mkdtempSync, readFileSync, renameSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { filledStore, forget, signedFor } from '../testing/notarized-store.fixture';
import { LogReader } from './log-reader';

const folders: string[] = [];
const kept = (folder: string) => {
  folders.push(folder);
  return folder;
};
let events: Awaited<ReturnType<typeof filledStore>>;
beforeAll(async () => {
  events = await filledStore();
});
afterAll(() => {
  for (const folder of folders) forget(folder);
});

describe('The log of a notary, read by somebody else', () => {
  it('is read on from where it was read to, and shown to begin with what was shown before', async () => {
    const directory = kept(signedFor(events, [10, 20]));
    const reader = new LogReader(directory);
    const first = await reader.consistency(10, 20);
    const longer = kept(signedFor(events, [10, 20, 31, events.length]));
    for (const file of ['entries', 'checkpoints']) growTo(join(directory, file), join(longer, file));
    expect(reader.last()?.size).toBe(events.length);
    expect(await Promise.all([reader.consistency(10, 20), reader.consistency(20, 31)])).toStrictEqual([
      first,
      await new LogReader(longer).consistency(20, 31),
    ]);
  });

  it('is another log where another directory was put in its place', async () => {
    const directory = kept(signedFor(events, [20]));
    const reader = new LogReader(directory);
    await reader.consistency(10, 20);
    const other = kept(signedFor(events.toReversed(), [20]));
    renameSync(directory, kept(`${directory}-away`));
    cpSync(other, directory, { recursive: true });
    expect(await reader.consistency(10, 20)).toStrictEqual(await new LogReader(other).consistency(10, 20));
  });

  it('has no proof of more than was signed for, nor of a log that is not there', async () => {
    expect(await new LogReader(kept(signedFor(events, [20]))).consistency(20, 21)).toBeUndefined();
    const empty = new LogReader(join(kept(mkdtempSync(join(tmpdir(), 'faultline-no-log-'))), 'notary'));
    expect([empty.last(), await empty.consistency(0, 1)]).toStrictEqual([undefined, undefined]);
  });
});

/** Appends what the longer file has more, so that it stays the file that it is. */
const growTo = (path: string, longer: string): void =>
  appendFileSync(path, readFileSync(longer).subarray(statSync(path).size));
