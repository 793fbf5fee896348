// A disk that takes no more: every route says so, what was acknowledged stays, and it goes on by itself.
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { endAll } from '../programs/child';
import { discard, scratch } from '../programs/scratch';
import { type Server, startServer } from '../programs/server';
import { untilWithin } from '../programs/until';

const OPENING = { client: 'acme', channel: 'phone', priority: 'P3', summary: 'Calls drop' };
/** Nobody waits for a disk that is known to be full. */
const ANSWERED_WITHIN_MS = 5_000;
const RESUMES_WITHIN_MS = 10_000;

describe('A server whose files may not grow', () => {
  const dataDir = scratch('full');
  let server: Server;
  const say = async (path: string, body: object) => {
    const headers = {
      authorization: `Bearer ${server.keys.agent}`,
      'content-type': 'application/json',
      'idempotency-key': randomUUID(),
    };
    const response = await fetch(`${server.url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    return { status: response.status, body: (await response.json()) as { ticketId?: string; detail?: string } };
  };
  const ask = async (path: string) =>
    (await fetch(`${server.url}${path}`, { headers: { authorization: `Bearer ${server.keys.agent}` } })).json();
  const disk = async () =>
    ((await ask('/health')) as { engines: { engine: string; state: string }[] }).engines.find(
      ({ engine }) => engine === 'disk',
    )?.state;
  const stuckWork = async () => ((await ask('/stuck')) as { rows: object[] }).rows;
  /** For the running process: as where there is no room. */
  const filesOf = (bytes: string) =>
    execFileSync('prlimit', ['--pid', String(server.pid), `--fsize=${bytes}:unlimited`], { stdio: 'pipe' });

  beforeAll(async () => {
    server = await startServer(dataDir);
  });
  afterAll(async () => {
    await endAll();
    discard(dataDir);
  });

  it('answers 503 in a sentence on every route that writes, and goes on by itself', async () => {
    const { body } = await say('/tickets', OPENING);
    filesOf('1');
    await untilWithin(RESUMES_WITHIN_MS)(async () => (await disk()) === 'away', '/health names the disk');
    for (const [path, said] of [
      ['/tickets', OPENING],
      [`/tickets/${body.ticketId}/notes`, { text: 'Is anybody there?' }],
    ] as const) {
      const began = performance.now();
      const { status, body: problem } = await say(path, said);
      expect(performance.now() - began).toBeLessThan(ANSWERED_WITHIN_MS);
      expect([path, status]).toStrictEqual([path, 503]);
      expect(problem.detail).toMatch(/again/);
    }
    expect(await stuckWork()).toContainEqual({
      process: 'disk',
      since: expect.any(String),
      sinceLocal: expect.stringMatching(/C[SD]T$/),
      reason: 'Nothing can be written.',
      attempts: 0,
      whatToDo: expect.stringMatching(/A file may not grow any more: .*Free space there/),
    });
    filesOf('unlimited');
    await untilWithin(RESUMES_WITHIN_MS)(async () => (await say('/tickets', OPENING)).status === 201, 'it goes on');
    expect((await say(`/tickets/${body.ticketId}/notes`, { text: 'There you are.' })).status).toBe(200);
    await untilWithin(RESUMES_WITHIN_MS)(async () => (await disk()) === 'up', '/health names it no more');
    expect(await stuckWork()).toStrictEqual([]);
  });
});
