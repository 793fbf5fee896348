// Who installs with NODE_ENV=production set gets no compiler from npm, and is told what to do about it.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { discard, scratch } from '../programs/scratch';

const ROOT = join(__dirname, '../..');

describe('A checkout on which npm left out what builds', () => {
  const folder = scratch('not-installed');
  afterAll(() => discard(folder));

  it('says how to install it, and not to run again what was just run', () => {
    for (const name of ['scripts', 'package.json', 'tsconfig.json', 'tsconfig.build.json', 'nest-cli.json'])
      cpSync(join(ROOT, name), join(folder, name), { recursive: true });
    mkdirSync(join(folder, 'node_modules'));
    const { status, stderr } = spawnSync(process.execPath, ['scripts/run.mjs', 'apps/server/main.js'], {
      cwd: folder,
      encoding: 'utf8',
      env: { PATH: process.env.PATH ?? '', NODE_ENV: 'production' },
    });
    expect([status, stderr]).toStrictEqual([1, expect.stringContaining("Run 'npm ci --include=dev' first")]);
  });
});
