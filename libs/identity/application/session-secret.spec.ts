import { mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { KeysUnreadable } from './key-file';
import { Sessions } from './sessions';

const aPath = () => join(mkdtempSync(join(tmpdir(), 'faultline-keys-')), 'session.secret');
const NOW = Date.UTC(2026, 2, 14, 8);
const cookieOf = (header: string) => header.split(';')[0];

describe('The secret that sessions are sealed with', () => {
  it('is made once, whole, for its owner alone, and is the same for every process', () => {
    const path = aPath();
    const cookie = cookieOf(Sessions.open(path, false).begun('a hash', NOW));
    expect(Sessions.open(path, false).read(cookie, NOW)).toMatchObject({ keyHash: 'a hash' });
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(dirname(path))).toStrictEqual(['session.secret']);
  });

  it('is refused wherever a byte of it is another one than base64 has, or is missing', () => {
    const path = aPath();
    Sessions.open(path, false);
    const whole = readFileSync(path, 'latin1');
    for (let at = 0; at < whole.length - 1; at++) {
      writeFileSync(path, `${whole.slice(0, at)}\x01${whole.slice(at + 1)}`, 'latin1');
      expect(() => Sessions.open(path, false)).toThrow(KeysUnreadable);
      writeFileSync(path, whole.slice(0, at), 'latin1');
      expect(() => Sessions.open(path, false)).toThrow(/session\.secret is not the secret.*delete it and start again/);
    }
  });
});
