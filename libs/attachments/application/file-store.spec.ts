import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { FileStore } from './file-store';
import { noScanner, type Scan, scanWith, unscanned } from './scanner';

const T = '7K3M9QXZW';
const PNG = Buffer.from('89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489', 'hex');
const directory = mkdtempSync(join(tmpdir(), 'faultline-files-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
const storeWith = (scan: Scan = unscanned, most?: number) => new FileStore(directory, scan, most);
const put = (bytes: Buffer | string, store = storeWith()) => store.put(T, Readable.from([Buffer.from(bytes)]));
const drafts = () => readdirSync(join(directory, 'drafts'));

describe('A file', () => {
  it('stands under its hash, as what its first bytes say, and is read back whole', async () => {
    const { sha256, bytes, mediaType } = await put(PNG);
    expect([sha256, bytes, mediaType]).toEqual([
      createHash('sha256').update(PNG).digest('hex'),
      PNG.length,
      'image/png',
    ]);
    const found = await storeWith().open(T, sha256);
    const parts: Buffer[] = [];
    for await (const part of found?.stream() ?? []) parts.push(part as Buffer);
    expect(Buffer.concat(parts)).toEqual(PNG);
    expect(statSync(join(directory, T, sha256)).mode & 0o777).toBe(0o600);
  });

  it('is given out to nobody where the disk has changed any byte of it', async () => {
    const { sha256 } = await put(PNG);
    const path = join(directory, T, sha256);
    for (let at = 0; at < PNG.length; at++) {
      const flipped = Buffer.from(PNG);
      flipped[at] = (flipped[at] ?? 0) ^ (1 << (at % 8));
      writeFileSync(path, flipped);
      await expect(storeWith().open(T, sha256)).rejects.toMatchObject({ code: 'attachment.damaged' });
    }
    writeFileSync(path, PNG.subarray(1));
    await expect(storeWith().open(T, sha256)).rejects.toMatchObject({ code: 'attachment.damaged' });
    writeFileSync(path, PNG);
    expect(await storeWith().open(T, sha256)).toMatchObject({ bytes: PNG.length });
  });

  it.each([
    ['a program', Buffer.from('7f454c4602010100000000000000000002003e0001000000', 'hex')],
    ['a page', '<!DOCTYPE html><script>alert(1)</script> and more'],
    ['a picture that runs', '<svg xmlns="http://www.w3.org/2000/svg" onload="x()"></svg>'],
    ['a script', '#!/bin/sh\nrm -rf everything'],
    ['bytes that are nothing', Buffer.from([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])],
  ])('is refused where it is %s, whatever it is called, and nothing of it is kept', async (_what, bytes) => {
    await expect(put(bytes)).rejects.toMatchObject({ code: 'attachment.not-allowed' });
    expect(drafts()).toEqual([]);
  });

  it('is refused where it is empty, or longer than the limit, as soon as it is', async () => {
    await expect(put('')).rejects.toMatchObject({ code: 'attachment.empty' });
    await expect(put('x'.repeat(11), storeWith(unscanned, 10))).rejects.toMatchObject({ code: 'attachment.too-large' });
    expect(drafts()).toEqual([]);
  });

  it('is not kept where the scanner finds something, ends oddly, is not there, or there is none', async () => {
    for (const [scan, code] of [
      [scanWith('false'), 'attachment.infected'],
      [scanWith('no-such-program'), 'attachment.not-scanned'],
      [noScanner, 'attachment.not-scanned'],
      [() => Promise.reject(new Error('down')), 'attachment.not-scanned'],
    ] as const)
      await expect(put('It is dark.', storeWith(scan))).rejects.toMatchObject({ code });
    expect((await put('It is dark.', storeWith(scanWith('true')))).mediaType).toBe('text/plain');
    expect(drafts()).toEqual([]);
  });

  it('is not looked for outside of its folder', async () => {
    await expect(storeWith().open(T, '../../etc/passwd')).rejects.toMatchObject({ code: 'attachment.unknown' });
    await expect(storeWith().open('..', 'a'.repeat(64))).rejects.toMatchObject({ code: 'attachment.unknown' });
    expect(await storeWith().open(T, 'a'.repeat(64))).toBeUndefined();
  });

  it('goes with its ticket', async () => {
    const { sha256 } = await put(PNG);
    await storeWith().erase(T);
    expect(await storeWith().open(T, sha256)).toBeUndefined();
  });

  it('of 64 MiB passes through in less than 32 MiB of memory', async () => {
    const chunk = Buffer.alloc(1024 * 1024, 'x');
    let most = 0;
    async function* much() {
      for (let n = 0; n < 64; n++) {
        most = Math.max(most, process.memoryUsage().external + process.memoryUsage().arrayBuffers);
        yield chunk;
      }
    }
    const before = process.memoryUsage().external + process.memoryUsage().arrayBuffers;
    expect((await storeWith().put(T, Readable.from(much()))).bytes).toBe(64 * 1024 * 1024);
    expect(most - before).toBeLessThan(32 * 1024 * 1024);
  });
});
