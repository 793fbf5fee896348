import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventId, Store } from '#embedded-store';

const PROGRAM = join(process.env.FAULTLINE_BUILD ?? 'dist', 'apps/store/main.js');

/** The built program: what it says, and how it ends. */
const store = (...args: readonly string[]): Promise<{ code: number; out: string; err: string }> =>
  new Promise((resolve) => {
    execFile(process.execPath, [PROGRAM, ...args], { maxBuffer: 2 ** 26 }, (error, out, err) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err }),
    );
  });

describe('npm run store', () => {
  let dir: string;
  const inside = (name: string) => join(dir, name);

  beforeAll(async () => {
    expect(existsSync(PROGRAM)).toBe(true);
    dir = mkdtempSync(join(tmpdir(), 'faultline-commands-'));
    const filled = await Store.open({ dir: inside('store'), segmentBytes: 8192 });
    for (let n = 0; n < 60; n++) {
      const id = eventId(`00000000-0000-4000-8000-${String(n).padStart(12, '0')}`);
      if (!id) throw new Error('No id.');
      const data = Buffer.from(JSON.stringify({ n }));
      const event = { id, type: 'Happened', isJson: true, data, metadata: Buffer.alloc(0) };
      await filled.append({ stream: `ticket-${n % 4}`, expected: 'any', events: [event] });
    }
    await filled.close();
  });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  it('verify says that all is well', async () => {
    const { code, out } = await store('verify', inside('store'));
    expect([code, out]).toEqual([
      0,
      expect.stringMatching(/^OK {4}60 events in 4 streams, .* in \d segments: every checksum/),
    ]);
  });

  it('verify and stats speak JSON', async () => {
    const verdict = JSON.parse((await store('verify', inside('store'), '--json')).out);
    expect(verdict).toMatchObject({ events: 60, problems: [], contradictions: [], staleParts: [] });
    const counted = JSON.parse((await store('stats', inside('store'), '--json')).out);
    expect(counted).toMatchObject({ events: 60, appends: 60, streams: 4, types: [{ name: 'Happened', events: 60 }] });
  });

  it('stats prints sizes, streams and types', async () => {
    const { code, out } = await store('stats', inside('store'));
    expect(code).toBe(0);
    expect(out).toContain('60 events in 4 streams, 60 appends');
    expect(out).toMatch(/^from \w{3}, \w{3} \d.* \(2\d{3}-\S+Z\) to \w{3}, .* \(2\d{3}-\S+Z\)$/m);
    expect(out).toMatch(/ticket\s+│\s+60/);
  });

  it('export and import make the same store again', async () => {
    const { out } = await store('export', inside('store'));
    await store('export', inside('store'), '--out', inside('events.ndjson'));
    expect(readFileSync(inside('events.ndjson'), 'utf8')).toBe(out);
    const imported = await store('import', inside('imported'), '--from', inside('events.ndjson'));
    expect([imported.code, imported.out]).toEqual([0, `Imported 60 events into ${inside('imported')}.\n`]);
    const withoutAppends = (text: string) => text.replace(/,"append":\d+/g, '');
    expect(withoutAppends((await store('export', inside('imported'))).out)).toBe(withoutAppends(out));
  });

  it('export overwrites nothing', async () => {
    writeFileSync(inside('precious'), 'precious');
    const { code, err } = await store('export', inside('store'), '--out', inside('precious'));
    expect([code, err]).toEqual([
      2,
      `${inside('precious')} is there already. Nothing was exported; name a new file.\n`,
    ]);
    expect(readFileSync(inside('precious'), 'utf8')).toBe('precious');
  });

  it('export leaves no file behind where there was nothing to export', async () => {
    expect((await store('export', inside('nowhere'), '--out', inside('nothing'))).code).toBe(2);
    expect(existsSync(inside('nothing'))).toBe(false);
  });

  it('import says which file it cannot read, and makes no store', async () => {
    const { code, err } = await store('import', inside('unmade'), '--from', inside('missing'));
    expect([code, err]).toEqual([2, expect.stringMatching(/missing cannot be read .* Nothing was imported\.\n$/)]);
    expect(existsSync(inside('unmade'))).toBe(false);
  });

  it('backup, damage, verify and repair end where they began', async () => {
    expect((await store('backup', inside('store'), inside('backup'))).code).toBe(0);
    const [segment = ''] = readdirSync(inside('store')).filter((name) => name.startsWith('log-'));
    const bytes = readFileSync(join(inside('store'), segment));
    const before = Buffer.from(bytes);
    bytes[900] = (bytes[900] ?? 0) ^ 1;
    writeFileSync(join(inside('store'), segment), bytes);

    const verified = await store('verify', inside('store'));
    expect([verified.code, verified.out]).toEqual([
      1,
      expect.stringMatching(/^FAIL .*\nDAMAGED {1}log-00000001.segment at byte \d+/),
    ]);
    const served = await store('serve', inside('store'), '--port', '0');
    expect(served.code).toBe(2);
    expect(served.err.trim().split('\n').at(-1)).toMatch(/^The log is damaged in log-00000001.segment at byte \d+/);

    const repaired = await store('repair', inside('store'), '--from', inside('backup'));
    expect([repaired.code, repaired.out]).toEqual([1, expect.stringContaining('Nothing is lost.')]);
    expect(readFileSync(join(inside('store'), segment))).toEqual(before);
    expect((await store('verify', inside('store'))).code).toBe(0);
  });

  it('says in one line what it could not look at, and exits 2', async () => {
    for (const command of ['verify', 'stats', 'export', 'repair']) {
      const { code, err } = await store(command, inside('nowhere'));
      expect({ command, code, err }).toEqual({ command, code: 2, err: expect.stringMatching(/^.*nowhere.*\n$/) });
    }
    expect((await store('verify')).code).toBe(2);
    expect((await store('serve', inside('store'), '--port', 'many')).code).toBe(2);
  });

  it('serve prints where it listens, and ends with 0 when it is told to', async () => {
    const child = spawn(process.execPath, [PROGRAM, 'serve', inside('served'), '--port', '0'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [said] = (await once(child.stdout, 'data')) as [Buffer];
    expect(String(said)).toMatch(/^LISTENING 127\.0\.0\.1:\d+\n$/);
    const second = await store('serve', inside('served'), '--port', '0');
    expect([second.code, second.err]).toEqual([2, expect.stringContaining(`in use by process ${child.pid}`)]);
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
  });
});
