// `store export` and `store import` at a server that cannot be had: a line that says why, exit code 2, and never for ever.

import { writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { type ADouble, startDouble } from '../../test/outages/a-double';
import { endAll, startChild } from '../../test/programs/child';
import { discard, scratch } from '../../test/programs/scratch';

const SECRET = 's3cret-word';
const directory = scratch('server-away');
const file = (name: string) => join(directory, name);
/** Takes connections and says nothing. */
let hole: Server;
let double: ADouble;
beforeAll(async () => {
  double = await startDouble(directory);
  await double.change({ account: { name: 'ops', password: 'another', rights: 'admin' } });
  hole = createServer((socket) => socket.on('error', () => {}));
  await new Promise<void>((resolve) => hole.listen(0, '127.0.0.1', resolve));
  writeFileSync(file('none.ndjson'), '');
});
afterAll(async () => {
  await endAll();
  await double.stop();
  hole.close();
  discard(directory);
});
const silent = () => `esdb://127.0.0.1:${(hole.address() as { port: number }).port}?tls=false`;

describe.each([
  ['export', (url: string) => ['export', url]],
  ['import', (url: string) => ['import', url, '--from', file('none.ndjson')]],
])('store %s', (_name, args) => {
  it.each([
    ['nobody listens', () => 'esdb://127.0.0.1:1?tls=false', /nothing listens there: start the event store/],
    ['nobody answers', silent, /^The event store cannot be used: no answer within 10000 ms/],
    ['none of a cluster leads', () => 'esdb://127.0.0.1:1,127.0.0.1:2?tls=false', /no node of the cluster can be used/],
    [
      'the password is another',
      () => double.url(`ops:${SECRET}`),
      /does not know this user and password: correct them/,
    ],
    [
      'the authority is not known',
      () => double.url(`ops:${SECRET}`).replace(/\?.*/, ''),
      /not signed by a CA that this host knows: name its CA .*tlsCAFile=/,
    ],
  ])('says in a line that %s, and ends', async (_what, url, says) => {
    const child = startChild('apps/store/main.js', args(url()));
    expect(await child.gone).toBe(2);
    expect(child.said).toStrictEqual([expect.stringMatching(says)]);
    expect(child.said[0]).not.toContain(SECRET);
  });
});
