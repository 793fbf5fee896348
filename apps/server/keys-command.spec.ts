import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KeyFile } from '#identity';
import { API_KEYS } from '#settings';
import { keysCommand } from './keys-command';

let keysDir: string;
let said: string[];
beforeEach(() => {
  keysDir = mkdtempSync(join(tmpdir(), 'faultline-keys-'));
  said = [];
  for (const on of ['log', 'error'] as const)
    jest.spyOn(console, on).mockImplementation((...line: readonly unknown[]) => void said.push(line.join(' ')));
});
afterEach(() => {
  jest.restoreAllMocks();
  rmSync(keysDir, { recursive: true });
});

const keys = (line: string) => keysCommand({ keysDir }, line.split(' '));
const issue = (line: string): string => {
  expect(keys(`issue ${line}`)).toBe(0);
  return said.pop() ?? '';
};
const isKnown = (key: string) => KeyFile.open(join(keysDir, API_KEYS)).find(key) !== undefined;

describe('keys revoke', () => {
  it('revokes one principal of those who have a name, and asks which where it was not said', () => {
    const acme = issue('--principal bob --role client-contact --client acme');
    const globex = issue('--principal bob --role client-contact --client globex');
    const ours = issue('--principal bob --role agent');
    expect(keys('revoke --principal bob')).toBe(2);
    expect(said.pop()).toContain('bob may be bob of acme; or bob of globex; or bob.');
    expect([acme, globex, ours].map(isKnown)).toStrictEqual([true, true, true]);

    expect(keys('revoke --principal bob --client globex')).toBe(0);
    expect([acme, globex, ours].map(isKnown)).toStrictEqual([true, false, true]);
    expect(keys('revoke --principal bob --staff')).toBe(0);
    expect([acme, globex, ours].map(isKnown)).toStrictEqual([true, false, false]);
    expect(keys('revoke --principal bob')).toBe(0);
    expect(isKnown(acme)).toBe(false);
  });

  it('says who has a key where the one who was named has none', () => {
    issue('--principal bob --role client-contact --client acme');
    expect(keys('revoke --principal bob --client initech')).toBe(1);
    expect(said.pop()).toBe('bob of initech has no key, so none was revoked. There is bob of acme.');
    expect(keys('revoke --principal eve')).toBe(1);
  });

  it('takes every key of a principal, whatever their roles', () => {
    const both = ['agent', 'fault-reviewer'].map((role) => issue(`--principal rosa --role ${role}`));
    expect(keys('revoke --principal rosa')).toBe(0);
    expect(said.pop()).toContain('2 key(s) of rosa revoked');
    expect(both.map(isKnown)).toStrictEqual([false, false]);
  });
});

describe('keys rotate', () => {
  const untilOf = (key: string) => KeyFile.open(join(keysDir, API_KEYS)).find(key)?.expiresAt ?? '';
  const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

  it('gives a new key, and lets the one of before count for some days and no longer', () => {
    const [before, other] = [issue('--principal anna --role agent'), issue('--principal anna --role supervisor')];
    expect(keys('rotate --principal anna --role agent --overlap-days 3')).toBe(0);
    const after = said.pop() ?? '';
    expect(said.pop()).toMatch(/^1 key\(s\) of anna, agent count until .*Put the new one in their place/);
    expect([before, after, other].map(untilOf).map((until) => until.slice(0, 10))).toStrictEqual([
      inDays(3),
      inDays(365),
      inDays(365),
    ]);
  });

  it('never makes a key count for longer, and issues none where there was none', () => {
    const short = issue('--principal anna --role agent --days 1');
    expect(keys('rotate --principal anna --role agent')).toBe(0);
    expect(untilOf(short).slice(0, 10)).toBe(inDays(1));
    said = [];
    expect(keys('rotate --principal eve --role agent')).toBe(1);
    expect(said).toStrictEqual([expect.stringContaining('eve, agent has no key that counts')]);
  });
});

describe('keys seal', () => {
  it('gives a file of an earlier build its sum, once', () => {
    const path = join(keysDir, API_KEYS);
    const key = issue('--principal anna --role agent');
    const { keys: records } = JSON.parse(readFileSync(path, 'utf8'));
    writeFileSync(path, JSON.stringify({ keys: records }));
    expect(keys('seal')).toBe(0);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toStrictEqual({
      keys: records,
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(isKnown(key)).toBe(true);
    expect([keys('seal'), said.pop()]).toStrictEqual([0, expect.stringContaining('has its sum already')]);
  });
});
