import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Stored } from '#event-store';
import { LogReader } from '../application/log-reader';
import { filledStore, forget, KEY, keyNumber, signedFor } from '../testing/notarized-store.fixture';
import { CheckpointsController } from './checkpoints.controller';

const WITNESS = join(__dirname, '../../../apps/audit/witness/witness.mjs');

/** A server that answers as the api does, from whichever log it is given. */
let directory: string;
let server: Server;
let url: string;
let events: readonly Stored[];
const folders: string[] = [];
const log = (of: readonly Stored[], sizes: readonly number[], key = KEY) => {
  const folder = signedFor(of, sizes, key);
  folders.push(folder);
  return folder;
};
beforeAll(async () => {
  events = await filledStore();
  directory = log(events, [10, 20]);
  server = createServer(async (request, response) => {
    const controller = new CheckpointsController(new LogReader(directory));
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://here');
    const [from, to] = [searchParams.get('from') ?? '', searchParams.get('to') ?? ''];
    try {
      const body =
        pathname === '/audit/checkpoint' ? controller.checkpoint() : await controller.consistency({ from, to });
      response.end(JSON.stringify(body));
    } catch (error) {
      response.writeHead(400).end(JSON.stringify({ detail: (error as Error).message }));
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.close();
  for (const folder of folders) forget(folder);
});

const witness = async (keep: string, key = KEY.publicKey) => {
  const kept = join(folders[0] ?? '', keep);
  const run = spawn(process.execPath, [WITNESS, url, '--key', key, '--keep', kept]);
  let says = '';
  for (const stream of [run.stdout, run.stderr]) stream.on('data', (piece) => (says += String(piece)));
  const [code] = await once(run, 'close');
  return { code, says };
};

describe('A witness', () => {
  it('keeps what was signed, and sees that the log goes on with it', async () => {
    expect(await witness('honest')).toMatchObject({ code: 0, says: expect.stringMatching(/20 events/) });
    directory = log(events, [10, 20, 31, events.length]);
    expect(await witness('honest')).toMatchObject({
      code: 0,
      says: expect.stringMatching(/going on with the one before/),
    });
    expect(await witness('honest')).toMatchObject({ code: 0 });
  });

  it('raises an alarm at a store in which an earlier event was changed and everything was signed anew', async () => {
    directory = log(events, [20]);
    await witness('forked');
    const forged = events.with(3, { ...(events[3] as Stored), data: { forged: true } });
    directory = log(forged, [20, 40]);
    expect(await witness('forked')).toMatchObject({
      code: 1,
      says: expect.stringMatching(/ALARM .* does not go on with that of 20/),
    });
  });

  it('raises an alarm at a log that was cut, and at one that another key has signed', async () => {
    directory = log(events, [30]);
    await witness('cut');
    directory = log(events, [29]);
    expect(await witness('cut')).toMatchObject({
      code: 1,
      says: expect.stringMatching(/has 29 events, and 30 were signed for/),
    });
    directory = log(events, [31], keyNumber(9));
    expect(await witness('cut')).toMatchObject({ code: 1, says: expect.stringMatching(/not signed with the key/) });
  });
});
