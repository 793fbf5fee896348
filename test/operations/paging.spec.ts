// Lists and files that are read while others write.

import { checkedFetch } from '../programs/checked-fetch';
import { ApiClient } from './api-client';

const TICKETS = 460; // more than two pages of a file
const CHANGING = 100;
const client = new ApiClient();
const ids: string[] = [];

beforeAll(async () => {
  await client.open();
  const open = async () => {
    for (let left = TICKETS / 10; left > 0; left--)
      ids.push(await client.openTicket('acme', `Crème, "brûlée"; =1+1 ${left}`, new Date().toISOString()));
  };
  await Promise.all(Array.from({ length: 10 }, open));
  await client.until('agent', '/tickets?q=creme&limit=200&sort=opened', ({ next }) => next !== undefined);
  for (const id of ids) await client.until('agent', `/tickets?q=${id}`, ({ rows }) => rows.length === 1);
});
afterAll(() => client.close());

/** Writes to some tickets for as long as something lasts. */
const whileOthersWrite = async <T>(act: () => Promise<T>): Promise<{ result: T; written: number }> => {
  let isOver = false;
  let written = 0;
  const write = async (part: number) => {
    for (let n = part; !isOver; n += 4, written++)
      await client.say('agent', `/tickets/${ids[n % CHANGING]}/notes`, { text: `Called back ${n}` });
  };
  const writers = [0, 1, 2, 3].map(write);
  const result = await act().finally(() => {
    isOver = true;
  });
  await Promise.all(writers);
  return { result, written };
};

const pagesOf = async (sort: string): Promise<readonly string[]> => {
  const found: string[] = [];
  for (let cursor = ''; ; ) {
    const { status, body } = await client.get('agent', `/tickets?sort=${sort}&limit=20${cursor}`);
    expect(status).toBe(200);
    for (const { ticketId } of body.rows) found.push(ticketId);
    if (body.next === undefined) return found;
    cursor = `&cursor=${body.next}`;
  }
};
const fileOf = async (sort: string): Promise<readonly string[]> => {
  const { text } = await client.get('agent', `/tickets?format=csv&sort=${sort}`);
  return text
    .split('\r\n')
    .slice(1, -1)
    .map((line) => line.slice(0, line.indexOf(',')));
};
const times = (found: readonly string[], among: readonly string[]) => {
  const counts = new Map<string, number>();
  for (const id of found) counts.set(id, (counts.get(id) ?? 0) + 1);
  return among.map((id) => counts.get(id) ?? 0);
};

describe('A list that is read while others write', () => {
  it.each(['-updated', 'updated', '-opened', 'opened'])(
    'has every row once that did not change, sorted by %s, on pages and in a file',
    async (sort) => {
      for (const read of [pagesOf, fileOf]) {
        const { result, written } = await whileOthersWrite(() => read(sort));
        expect(written).toBeGreaterThan(0);
        const resting = ids.slice(CHANGING);
        expect(times(result, resting)).toStrictEqual(resting.map(() => 1));
        // When a ticket was opened does not change: there, every row comes once, whoever writes.
        if (sort.endsWith('opened')) expect(times(result, ids)).toStrictEqual(ids.map(() => 1));
      }
    },
  );

  it('has nothing missing and nothing doubled where nobody writes, whatever is equal', async () => {
    for (const sort of ['updated', '-updated']) expect((await pagesOf(sort)).toSorted()).toStrictEqual(ids.toSorted());
  });
});

describe('A file of a list', () => {
  it('is whole, begins with the mark by which Excel knows UTF-8, and calculates nothing', async () => {
    const { url, keys } = client.server;
    const response = await checkedFetch(`${url}/tickets?format=csv&client=acme&sort=opened`, {
      headers: { authorization: `Bearer ${keys.agent}` },
    });
    const bytes = new Uint8Array(await response.arrayBuffer());
    expect([...bytes.slice(0, 3)]).toStrictEqual([0xef, 0xbb, 0xbf]);
    const lines = new TextDecoder().decode(bytes).split('\r\n');
    expect(lines).toHaveLength(TICKETS + 2);
    expect(lines[1]).toContain(`"Crème, ""brûlée"";' =1+1 `);
  });

  it('of some rows leads on to those behind them, by all that was asked for', async () => {
    const found: string[] = [];
    let path = '/tickets?client=acme&q=cr%C3%A8me&sort=-opened&limit=150&after=ticket%400';
    for (let files = 1; ; files++) {
      const { headers, text, status } = await client.get('agent', path, { accept: 'text/csv' });
      expect(status).toBe(200);
      found.push(...text.split('\r\n').slice(1, -1));
      const next = /^<(\/tickets\?.*)>; rel="next"$/.exec(headers.get('link') ?? '')?.[1];
      if (next === undefined) {
        expect(files).toBe(4);
        break;
      }
      const asked = new URLSearchParams(next.split('?')[1]);
      expect([
        asked.get('client'),
        asked.get('q'),
        asked.get('sort'),
        asked.get('limit'),
        asked.get('format'),
      ]).toStrictEqual(['acme', 'crème', '-opened', '150', 'csv']);
      path = next;
    }
    expect(new Set(found).size).toBe(TICKETS);
    expect(found).toHaveLength(TICKETS);
  });
});

describe('HEAD', () => {
  it('has the headers of GET and ends, on a stream too', async () => {
    const { url, keys } = client.server;
    for (const path of [
      '/live',
      '/feed/stream',
      '/tickets?format=csv',
      `/tickets/${ids[0]}`,
      `/tickets/${ids[0]}/page`,
    ]) {
      const response = await checkedFetch(`${url}${path}`, {
        method: 'HEAD',
        headers: { authorization: `Bearer ${keys.supervisor}` },
        signal: AbortSignal.timeout(10_000),
      });
      expect([path, response.status, await response.text()]).toStrictEqual([path, 200, '']);
      const isStream = path === '/live' || path === '/feed/stream';
      expect(response.headers.get('content-type')).toContain(
        isStream ? 'text/event-stream' : path.includes('csv') ? 'text/csv' : 'application/json',
      );
    }
  });
});
