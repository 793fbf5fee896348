// Everybody at once on one ticket: whoever comes waits for their turn, and nobody loses a race that they could not win.
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { endAll } from '../programs/child';
import { discard, scratch } from '../programs/scratch';
import { type Server, startServer } from '../programs/server';

const WRITERS = 64;
const PATIENCE_MS = 30_000;

describe('A ticket that 64 people write on at once', () => {
  const dataDir = scratch('crowd');
  let server: Server;
  beforeAll(async () => {
    server = await startServer(dataDir);
  });
  afterAll(async () => {
    await endAll();
    discard(dataDir);
  });
  /** Said again under the same key, as long as it is told to come again: what a client of ours does. */
  const say = async (path: string, body: object) => {
    const headers = {
      authorization: `Bearer ${server.keys.agent}`,
      'content-type': 'application/json',
      'idempotency-key': randomUUID(),
    };
    for (const until = performance.now() + PATIENCE_MS; ; ) {
      const response = await fetch(`${server.url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
      const answer = {
        status: response.status,
        body: (await response.json()) as { ticketId: string; revision: number },
      };
      if (answer.status !== 503 || performance.now() > until) return answer;
      await pause(Number(response.headers.get('retry-after')) * 1_000);
    }
  };

  it('takes every word, each once and behind the others', async () => {
    const opening = { client: 'acme', channel: 'phone', priority: 'P3', summary: 'Calls drop' };
    const { ticketId } = (await say('/tickets', opening)).body;
    const texts = Array.from({ length: WRITERS }, (_, n) => `Word ${n}`);
    const answers = await Promise.all(texts.map((text) => say(`/tickets/${ticketId}/notes`, { text })));
    expect(answers.map(({ status }) => status)).toStrictEqual(texts.map(() => 200));
    expect(answers.map(({ body }) => body.revision).toSorted((a, b) => a - b)).toStrictEqual(
      texts.map((_, n) => n + 1),
    );
    const page = await fetch(`${server.url}/tickets/${ticketId}/page`, {
      headers: { authorization: `Bearer ${server.keys.agent}` },
    });
    const { timeline } = (await page.json()) as { timeline: { text?: string }[] };
    expect(timeline.flatMap(({ text }) => text ?? []).toSorted()).toStrictEqual(texts.toSorted());
  });
});
