// Whatever umask a server is started under, what it writes is for its owner alone.

import { spawn } from 'node:child_process';
import { chmodSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { built } from '../../test/bench/rows/built';
import { discard, scratch } from '../../test/programs/scratch';
import { until } from '../../test/programs/until';

const folder = scratch('modes');
afterAll(() => discard(folder));

const below = (directory: string): readonly string[] =>
  readdirSync(directory, { recursive: true, encoding: 'utf8' }).map((name) => join(directory, name));
const open = (directory: string) =>
  [directory, ...below(directory)]
    .map((path) => ({ path: path.slice(folder.length), mode: (statSync(path).mode & 0o777).toString(8) }))
    .filter(({ mode }) => !['600', '700', '400', '500'].includes(mode));

/** Until it listens and has opened a ticket's worth of files; then it is stopped. */
const runUnder = async (umask: string, data: string) => {
  const env = { PATH: process.env.PATH ?? '', DATA_DIR: data, PORT: '0' };
  const command = `umask ${umask}; exec "${process.execPath}" "${built('apps/server/main.js')}"`;
  const server = spawn('sh', ['-c', command], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const gone = new Promise((resolve) => server.once('close', resolve));
  let said = '';
  server.stdout.on('data', (text) => {
    said += text;
  });
  try {
    await until(() => said.includes('API') && said.includes('supervisor'), 'it listens');
    await until(() => below(data).some((path) => path.endsWith('views.sqlite-wal')), 'it has views');
    return open(data);
  } finally {
    server.kill('SIGTERM');
    await gone;
  }
};

it.each(['000', '022', '077', '277'])('umask %s', async (umask) => {
  const data = join(folder, `under-${umask}`);
  expect(await runUnder(umask, data)).toStrictEqual([]);
  expect(below(data).length).toBeGreaterThan(6);
});

it('what an older build left open is closed', async () => {
  const data = join(folder, 'older');
  await runUnder('022', data);
  for (const path of below(data)) chmodSync(path, statSync(path).isDirectory() ? 0o755 : 0o644);
  expect(open(data)).not.toStrictEqual([]);
  expect(await runUnder('022', data)).toStrictEqual([]);
});
