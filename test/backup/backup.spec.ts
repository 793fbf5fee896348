// A set is taken beside a running server, restored into an empty place, and shown to be whole; and whatever copy of whatever age
// is put back, what was erased stays erased.
import { execFile } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { built } from '../bench/rows/built';
import { erase, forgotten } from '../erasure/answers';
import { filesWith } from '../erasure/on-disk';
import { tell } from '../erasure/story';
import { endAll, startChild } from '../programs/child';
import { discard, scratch } from '../programs/scratch';
import { ApiClient } from '../public/api-client';

const PATIENCE_MS = 300_000;
const [GONE, KEPT] = ['Quuxgone', 'Quuxkept'];

describe('A backup', () => {
  const folder = scratch('backup');
  const at = (name: string) => join(folder, name);
  const data = at('data');
  let gone: string;
  let kept: string;

  type Ran = { readonly code: number; readonly says: string };
  const run = (name: string, args: readonly string[], dataDir: string, more: object = {}): Promise<Ran> =>
    new Promise((resolve) => {
      const env = { PATH: process.env.PATH ?? '', DATA_DIR: dataDir, ...more };
      execFile(process.execPath, [built(`apps/${name}/main.js`), ...args], { env }, (error, out, err) =>
        resolve({ code: typeof error?.code === 'number' ? error.code : 0, says: `${out}${err}` }),
      );
    });
  const backup = (dataDir: string, ...args: readonly string[]) => run('backup', args, dataDir);
  /** What a ticket's history says in a restored place. */
  const told = async (ticketId: string, dataDir: string): Promise<string> =>
    (await run('audit', ['replay', ticketId, '--store', dataDir, '--json'], dataDir)).says;
  const attach = async (desk: ApiClient, ticketId: string, word: string) =>
    fetch(`${desk.server.url}/tickets/${ticketId}/files?name=log.txt`, {
      method: 'POST',
      headers: {
        ...desk.header('agent'),
        'content-type': 'application/octet-stream',
        'idempotency-key': `attach-${ticketId}`,
      },
      body: `The log of ${word}`,
    });

  beforeAll(async () => {
    const desk = await ApiClient.open(data);
    [gone, kept] = [await tell(desk, GONE), await tell(desk, KEPT)];
    for (const [ticketId, word] of [
      [gone, GONE],
      [kept, KEPT],
    ] as const)
      expect((await attach(desk, ticketId, word)).status).toBe(201);
    expect(await backup(data, 'take', at('before'), '--keys', at('keys'))).toMatchObject({ code: 0 });
    cpSync(at('keys'), at('old-keys'), { recursive: true });
    expect((await erase(desk, gone)).status).toBe(200);
    await forgotten(desk, gone, data, GONE);
    expect(await backup(data, 'take', at('after'), '--keys', at('keys'))).toMatchObject({ code: 0 });
    await desk.server.end();
  }, PATIENCE_MS);
  afterAll(async () => {
    await endAll();
    discard(folder);
  });

  it('says nothing that can be read without the keys, which are not in it', () => {
    for (const set of ['before', 'after'])
      for (const word of [GONE, KEPT, '"batch"', 'api-keys']) expect(filesWith(at(set), word)).toStrictEqual([]);
    expect(readdirSync(at('keys'))).toContain('personal.keys');
  });

  it(
    'from before an erasure does not bring back what was erased since',
    async () => {
      const place = at('place');
      const { code, says } = await backup(place, 'restore', at('before'), '--keys', at('keys'));
      expect([code, says]).toStrictEqual([0, expect.stringContaining('1 file of erased tickets stay erased')]);
      expect(await told(gone, place)).not.toContain(GONE);
      expect(await told(kept, place)).toContain(KEPT);
      expect(readdirSync(join(place, 'files'))).toStrictEqual([kept]);
      const [name = ''] = readdirSync(join(place, 'files', kept));
      expect(readFileSync(join(place, 'files', kept, name), 'utf8')).toBe(`The log of ${KEPT}`);
    },
    PATIENCE_MS,
  );

  it(
    'with keys from before an erasure destroys them again, because the log says so',
    async () => {
      const place = at('other-place');
      const { code, says } = await backup(place, 'restore', at('after'), '--keys', at('old-keys'));
      expect([code, says]).toStrictEqual([0, expect.stringMatching(/\d+ keys? of what was erased .* destroyed again/)]);
      expect(await told(gone, place)).not.toContain(GONE);
    },
    PATIENCE_MS,
  );

  it(
    'is shown to be one: restored, served, and every invariant looked at',
    async () => {
      const report = at('report.json');
      const named = ['--keys', at('keys'), '--since', at('before'), '--report', report];
      const { code, says } = await backup(data, 'drill', at('after'), ...named);
      expect([code, says]).toStrictEqual([0, expect.stringMatching(/^OK /)]);
      const { invariants, recoverySeconds, checked } = JSON.parse(readFileSync(report, 'utf8'));
      const held = Object.entries(invariants).filter(([, what]) => String(what).startsWith('holds'));
      expect(held.map(([name]) => name)).toStrictEqual(
        [1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14, 15, 16].map((n) => `I${n}`),
      );
      expect(checked).toMatchObject({ tickets: 2, postings: 6 });
      expect(recoverySeconds).toBeGreaterThan(0);
    },
    PATIENCE_MS,
  );

  it(
    'goes into an event store at EVENTSTORE_URL, and is taken from there',
    async () => {
      const node = startChild('apps/store/main.js', ['serve', at('node'), '--port', '0']);
      const [, port] = await node.line(/^LISTENING .*:(\d+)$/);
      const there = { EVENTSTORE_URL: `esdb://127.0.0.1:${port}?tls=false` };
      const eventsIn = (set: string) => JSON.parse(readFileSync(join(at(set), 'manifest.json'), 'utf8')).events;
      for (const args of [
        ['restore', at('after'), '--keys', at('keys')],
        ['take', at('from-there'), '--keys', at('new-keys')],
      ])
        expect(await run('backup', args, at('elsewhere'), there)).toMatchObject({ code: 0 });
      expect(eventsIn('from-there')).toBe(eventsIn('after'));
    },
    PATIENCE_MS,
  );

  it('is refused where it would do harm, before anything is written', async () => {
    cpSync(at('before'), at('damaged'), { recursive: true });
    const [segment = ''] = readdirSync(join(at('damaged'), 'store'));
    const bytes = readFileSync(join(at('damaged'), 'store', segment));
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
    writeFileSync(join(at('damaged'), 'store', segment), bytes);
    const refused = [
      [at('nowhere'), 'restore', at('damaged'), /is damaged, and nothing was restored/],
      [data, 'restore', at('before'), /has store, files, notary, views.sqlite already/],
      [data, 'take', join(at('keys'), 'set'), /lie in each other/],
    ] as const;
    for (const [place, what, set, why] of refused)
      expect(await backup(place, what, set, '--keys', at('keys'))).toStrictEqual({
        code: 2,
        says: expect.stringMatching(why),
      });
    expect(existsSync(at('nowhere'))).toBe(false);
  });

  it('never takes older keys for newer ones', async () => {
    cpSync(at('old-keys'), at('went-back/keys'), { recursive: true });
    const before = readFileSync(join(at('keys'), 'personal.keys'));
    const { code, says } = await backup(at('went-back'), 'keys', at('keys'));
    expect([code, says]).toStrictEqual([2, expect.stringMatching(/remembers \d+ destroyed keys that are whole in/)]);
    expect(readFileSync(join(at('keys'), 'personal.keys'))).toStrictEqual(before);
  });
});
