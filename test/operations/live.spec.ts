import { setTimeout as pause } from 'node:timers/promises';
import { ApiClient } from './api-client';

const desk = new ApiClient();
beforeAll(() => desk.open());
afterAll(() => desk.close());

type LiveEvent = {
  readonly id: string;
  readonly event: string;
  readonly data: { ticketId?: string; views?: string[] };
};

/** Somebody who listens, and writes down what it hears. */
class Ear {
  readonly told: LiveEvent[] = [];
  readonly #leaving = new AbortController();

  static async open(who: 'agent' | 'client-contact', last?: string): Promise<Ear> {
    const ear = new Ear();
    const response = await fetch(`${desk.server.url}/live`, {
      headers: {
        authorization: `Bearer ${desk.server.keys[who]}`,
        ...(last !== undefined && { 'last-event-id': last }),
      },
      signal: ear.#leaving.signal,
    });
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    void ear.#read(response).catch(() => {});
    return ear;
  }

  async #read(response: Response): Promise<void> {
    let text = '';
    const decoder = new TextDecoder();
    for await (const part of response.body ?? []) {
      text += decoder.decode(part, { stream: true });
      for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
        const lines = Object.fromEntries(
          text
            .slice(0, end)
            .split('\n')
            .map((line) => line.split(/: (.*)/s)),
        );
        text = text.slice(end + 2);
        if (lines.event) this.told.push({ id: lines.id, event: lines.event, data: JSON.parse(lines.data) });
      }
    }
  }

  async until(will: (told: LiveEvent) => boolean): Promise<LiveEvent> {
    for (const end = Date.now() + 60_000; ; await pause(20)) {
      const found = this.told.find(will);
      if (found) return found;
      if (Date.now() > end) throw new Error(`It was never told: ${JSON.stringify(this.told)}`);
    }
  }

  leave(): void {
    this.#leaving.abort();
  }
}
const of = (ticketId: string, view: string) => (told: LiveEvent) =>
  told.data.ticketId === ticketId && told.data.views?.includes(view) === true;

describe('The live stream', () => {
  it('tells whose row changed in which view, and whoever is told finds it there', async () => {
    const ear = await Ear.open('agent');
    await ear.until(({ event }) => event === 'hello');
    const ticketId = await desk.openTicket('acme');
    await ear.until(of(ticketId, 'ticket-list'));
    expect((await desk.get('agent', `/tickets?client=acme`)).body.rows).toMatchObject([{ ticketId }]);
    await ear.until(of(ticketId, 'sla-board'));
    await ear.until(of(ticketId, 'after-hours'));
    ear.leave();
  });

  it('goes on where one was, with what was missed and nothing twice', async () => {
    const first = await Ear.open('agent');
    await first.until(({ event }) => event === 'hello');
    const before = await desk.openTicket('globex');
    const { id } = await first.until(of(before, 'ticket-list'));
    first.leave();
    const missed = await desk.openTicket('globex');
    await desk.until('agent', '/tickets?client=globex', ({ rows }) => rows.length === 2);
    const again = await Ear.open('agent', id);
    await again.until(of(missed, 'ticket-list'));
    expect(again.told.some(({ event }) => event === 'reset' || event === 'hello')).toBe(false);
    const ids = again.told.map((told) => BigInt(told.id.split('.')[1] ?? 0));
    expect(ids).toStrictEqual([...new Set(ids)].toSorted((a, b) => (a < b ? -1 : 1)));
    expect(ids.every((at) => at > BigInt(id.split('.')[1] ?? 0))).toBe(true);
    again.leave();
  });

  it('says so where it is not known any more what was missed', async () => {
    for (const last of ['nonsense', '00000000.1', 'other.99999999999']) {
      const ear = await Ear.open('agent', last);
      await ear.until(({ event }) => event === 'reset');
      ear.leave();
    }
  });

  it("tells a client's key of its own tickets only", async () => {
    const [client, staff] = [await Ear.open('client-contact'), await Ear.open('agent')];
    await client.until(({ event }) => event === 'hello');
    await staff.until(({ event }) => event === 'hello');
    const theirs = await desk.openTicket('somebody-else');
    const { ticketId: own } = await desk.say('client-contact', '/tickets', {
      channel: 'portal',
      priority: 'P3',
      summary: 'Mine',
    });
    await staff.until(of(theirs, 'ticket-list'));
    await client.until(of(own, 'ticket-list'));
    expect(JSON.stringify(client.told)).not.toContain(theirs);
    client.leave();
    staff.leave();
  });
});
