// What production refuses, and what it takes: a row each. Every refusal names its variable, says what to write, and repeats
// no secret.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BadConfig, configFrom } from '#settings';
import { aCertificate } from '../programs/certificate';
import { PRODUCTION, REFUSED, SECRET, TAKEN } from './config-matrix.fixture';
import type { Change } from './oidc-matrix.fixture';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'faultline-config-'));
  aCertificate(folder, 'ours');
  aCertificate(folder, 'other');
  writeFileSync(join(folder, 'text.pem'), 'no certificate at all');
});
afterAll(() => rmSync(folder, { recursive: true }));
/** Names of files in the folder stand as `<name>`. */
const filled = (change: Change): Change =>
  Object.fromEntries(
    Object.entries(change).map(([name, value]) => [
      name,
      value?.replace(/<([^>]+)>/g, (_all, file) => join(folder, file)),
    ]),
  );

describe('Production', () => {
  it('has a matrix worth the name', () => expect(REFUSED.length).toBeGreaterThanOrEqual(60));

  it.each(REFUSED)('refuses %s', (_what, change, says) => {
    const refusal = refusalOf({ ...PRODUCTION, ...filled(change) });
    const lines = refusal.split('\n');
    expect(lines.filter((line) => says.test(line))).not.toStrictEqual([]);
    expect(lines.length).toBeLessThanOrEqual(2);
    expect(refusal).not.toContain(SECRET);
  });

  it.each(TAKEN)('takes %s', (_what, change) => {
    expect(configFrom({ ...PRODUCTION, ...filled(change) }).mode).toBe('production');
  });

  it('names everything that is wrong at once, a line each', () => {
    const lines = refusalOf({ NODE_ENV: 'production', HOST: '0.0.0.0', PORT: 'x', ROLE: 'api' }).split('\n');
    expect(lines.map((line) => line.split(' ')[0])).toStrictEqual([
      'PORT',
      'EVENTSTORE_URL',
      'DATABASE_URL',
      'FAULTLINE_MASTER_KEY',
      'HOST',
      'ROLE',
    ]);
  });
});

const refusalOf = (environment: Change): string => {
  try {
    configFrom(environment);
  } catch (error) {
    expect(error).toBeInstanceOf(BadConfig);
    return (error as Error).message;
  }
  return 'It was taken.';
};
