// Manifests are held against the schemas of Kubernetes and Compose: ours hold, and what is wrong is named.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { discard, scratch } from '../programs/scratch';

const ROOT = join(__dirname, '../..');
const folder = scratch('manifests');
afterAll(() => discard(folder));

it('ours hold, and a slip of the pen in either is named', () => {
  const spoiled = (file: string, from: RegExp, to: string): string => {
    const copy = join(folder, file.replaceAll('/', '-'));
    const text = readFileSync(join(ROOT, file), 'utf8');
    expect(text).toMatch(from);
    writeFileSync(copy, text.replace(from, to));
    return copy;
  };
  const [kubernetes, compose] = ['deploy/kubernetes/faultline.yaml', 'docker-compose.yml'] as const;
  const files = [
    join(ROOT, kubernetes),
    join(ROOT, compose),
    spoiled(kubernetes, /replicas: 3/, 'replicas: three'),
    spoiled(compose, /stop_grace_period:/, 'stop_grace_periods:'),
  ];
  const { stdout, status } = spawnSync(process.execPath, ['scripts/manifests.mjs', ...files], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  expect([status, stdout.trim().split('\n')]).toStrictEqual([
    1,
    [
      `OK    ${files[0]}`,
      `OK    ${files[1]}`,
      expect.stringMatching(/^FAIL .*Deployment faultline-api: .*replicas must be integer/),
      expect.stringMatching(/^FAIL .*server must NOT have additional properties stop_grace_periods/),
    ],
  ]);
});
