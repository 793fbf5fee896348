import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportOf, filledStore, KEY, signedFor } from '#audit/testing';
import { importIntoStore, Store } from '#embedded-store';
import type { Stored } from '#event-store';
import { runAudit } from './program';

/** The program itself: what it promises as a process. */
const PROGRAM = join(__dirname, '../../dist/apps/audit/main.js');
let folder: string;
let data: string;
let notary: string;
let events: readonly Stored[];
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'faultline-audit-'));
  data = join(folder, 'data');
  events = await filledStore();
  writeFileSync(join(folder, 'export.jsonl'), exportOf(events));
  mkdirSync(data);
  async function* lines() {
    yield* exportOf(events).split('\n').filter(Boolean);
  }
  const store = await Store.open({ dir: join(data, 'store') });
  await importIntoStore(store, lines());
  await store.close();
  notary = signedFor(events);
  Object.assign(process.env, { DATA_DIR: data, KEYS_DIR: join(folder, 'keys') });
});
afterAll(() => {
  rmSync(folder, { recursive: true });
  rmSync(notary, { recursive: true });
});

/** In this process: what the program says, and with which code it would end. */
const audit = async (...args: readonly string[]) => {
  const said = { stdout: '', stderr: '' };
  const hear = (stream: keyof typeof said, end: string) => (text: unknown) => {
    said[stream] += `${String(text)}${end}`;
    return true;
  };
  const spies = [
    jest.spyOn(console, 'log').mockImplementation(hear('stdout', '\n')),
    jest.spyOn(console, 'error').mockImplementation(hear('stderr', '\n')),
    jest.spyOn(process.stdout, 'write').mockImplementation(hear('stdout', '')),
  ];
  const status = await runAudit(args).finally(() => {
    for (const spy of spies) spy.mockRestore();
    process.exitCode = 0;
  });
  return { status, ...said };
};
const json = async (...args: readonly string[]) => JSON.parse((await audit(...args, '--json')).stdout);

describe('faultline-audit', () => {
  it('replays a ticket with its clocks and its ledger, in the order of the store', async () => {
    const rows = (await json('replay', 'T1')) as readonly { stream: string; event: { type: string } }[];
    expect(new Set(rows.map(({ stream }) => stream))).toStrictEqual(new Set(['ticket-T1', 'sla-T1', 'billing-T1']));
    expect(rows[0]?.event.type).toBe('TicketOpened');
  });

  it('shows a fact that was written down later under one time and not under the other', async () => {
    const at = ['as-of', 'T1', '--at', '2026-03-14T18:00:00Z'];
    expect((await json(...at, '--known-at', '2026-03-14T18:00:00Z')).billing[0].postedCents).toBe(18_750);
    expect((await json(...at, '--known-at', '2026-03-14T10:00:00Z')).billing[0].postedCents).toBe(0);
  });

  it('says what is another at one instant than at the other', async () => {
    const { status, stdout } = await audit(
      'diff',
      'T1',
      '--at',
      '2026-03-14T08:00:00Z',
      '--at',
      '2026-03-14T16:00:00Z',
    );
    expect(status).toBe(1);
    expect(stdout).toMatch(/state\s+│ triaged\s+│ resolved/);
  });

  it('explains a clock and a posting in the sentences of the server', async () => {
    expect((await audit('explain', 'T1', '--clock', 'respond')).stdout).toMatch(
      /^respond, cycle 1: met, due Sat 14 Mar, 02:30 CDT/,
    );
    expect((await audit('explain', 'T1', '--posting', 'T1/1/1')).stdout).toMatch(/^\$187\.50 charge \(T1\/1\/1\)/);
  });

  it('finds who waived, and which acts took two persons', async () => {
    const found = (await json('find', '--kind', 'waiver', '--kind', 'second-person')) as readonly {
      kind: string;
      who: string;
    }[];
    expect(found).toContainEqual(expect.objectContaining({ kind: 'waiver' }));
    expect(found).toContainEqual(expect.objectContaining({ kind: 'second-person', who: 'paula, mara' }));
  });

  it('makes a page to sign, of every act of two persons and every change under posted money', async () => {
    const { stdout } = await audit('duty');
    expect(stdout).toMatch(/BillingWaived: .*paula at .*mara at/);
    expect(stdout).toMatch(
      /WorkAmended w1 by mara \(\w+\) at 2026-03-16T15:00:00.000Z, when 187.50 dollars were posted; said before by/,
    );
    expect(stdout).toMatch(/^Signature and date: _+$/m);
  });

  it('adds up the postings of a month', async () => {
    expect((await json('ledger', '--month', '2026-03')).totalCents).toBe(0);
  });

  it('tells what another policy would have come to, and changes nothing', async () => {
    const policy = readFileSync(join(__dirname, '../../policies/standard-support.yaml'), 'utf8');
    writeFileSync(
      join(folder, 'next.yaml'),
      policy.replace(/ratePerHourCents: 12500/, 'ratePerHourCents: 20000').replace(/respond: 30\b/, 'respond: 10'),
    );
    const { totals, most } = await json('what-if', '--policy', join(folder, 'next.yaml'));
    expect(totals).toMatchObject({ tickets: 2, breaches: 1, breachesThen: 2 });
    expect(most[0]).toMatchObject({ ticket: 'ticket-T1', client: 'acme' });
  });

  it('makes a bundle that holds, without the store, and replays from it', async () => {
    const out = join(folder, 'bundle.html');
    expect(await audit('bundle', '--ticket', 'T1', '--notary', notary, '--out', out)).toMatchObject({ status: 0 });
    const { status, stdout } = await audit('verify', out, '--key', KEY.publicKey);
    expect([status, stdout]).toStrictEqual([0, expect.stringMatching(/^OK {4}Everything holds: \d+ events/)]);
    expect((await json('replay', 'T1', '--store', out)).length).toBeGreaterThan(30);
  });

  it('finds the engineer, the determiner and the approver that were changed in an export, by stream and revision', async () => {
    const altered = exportOf(events)
      .replaceAll('"engineer":"ben"', '"engineer":"eve"')
      .replace('"by":"rosa"', '"by":"nora"')
      .replace('"approver":"mara"', '"approver":"sue"');
    writeFileSync(join(folder, 'altered.jsonl'), altered);
    const { status, stdout } = await audit(
      'verify',
      join(folder, 'altered.jsonl'),
      '--notary',
      notary,
      '--key',
      KEY.publicKey,
    );
    expect(status).toBe(1);
    for (const line of [/^FAIL {2}ticket-T1@5 was changed: the checkpoint of/m, /^FAIL {2}billing-T1@\d+ was changed/m])
      expect(stdout).toMatch(line);
    expect(await audit('verify', '--notary', notary, '--key', KEY.publicKey)).toMatchObject({ status: 0 });
  });

  it('is not needed for that: `store verify` finds them as well, in a store that was imported from such an export', async () => {
    const dir = join(folder, 'altered-store');
    const altered = await Store.open({ dir });
    async function* lines() {
      yield* exportOf(events).replaceAll('"engineer":"ben"', '"engineer":"eve"').split('\n').filter(Boolean);
    }
    await importIntoStore(altered, lines());
    await altered.close();
    const args = [PROGRAM.replace('apps/audit', 'apps/store'), 'verify', dir, '--notary', notary];
    const { status, stdout } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    expect(status).toBe(1);
    expect(stdout).toMatch(/^OK {4}\d+ events.*every checksum/m);
    expect(stdout).toMatch(/^ALTERED ticket-T1@5 was changed: the checkpoint of \d+ events, signed/m);
  });

  it('certifies a calendar, and finds a page that somebody has edited', async () => {
    mkdirSync(join(folder, 'keys'), { recursive: true });
    writeFileSync(join(folder, 'keys/notary.key'), `${Buffer.alloc(32, 7).toString('base64')}\n`);
    const page = ['calendar', '--policy', 'standard-support', '--calendar', 'standard-hours', '--from', '2027-01'];
    const { stdout } = await audit(...page);
    expect(stdout).toMatch(/^clocks change 2027-03-14T08:00:00.000Z/m);
    writeFileSync(join(folder, 'edited.txt'), stdout.replace('closed 2027-01-01', 'closed 2027-01-04'));
    expect((await audit(...page, '--check', join(folder, 'edited.txt'))).status).toBe(1);
  });

  it.each([
    ['a ticket that is not there', ['replay', '7K3M9QXZW'], /There is no ticket 7K3M9QXZW in/],
    [
      'a time without an offset',
      ['as-of', 'T1', '--at', '2026-03-14T03:10:00'],
      /is no instant\. Write it with its offset/,
    ],
    ['a policy that is none', ['what-if', '--policy', 'package.json'], /package\.json is no policy/],
    ['no checkpoints', ['verify'], /There are no checkpoints to compare/],
  ])('says in a sentence that it was given %s', async (_what, args, says) => {
    const { status, stderr } = await audit(...args);
    expect(status).toBe(2);
    expect(stderr).toMatch(says);
    expect(stderr).not.toMatch(/\n\s+at /);
  });
});
