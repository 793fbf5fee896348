import fc from 'fast-check';
import { binary, structured } from '../contract/cloud-events';
import type { PublicMessage } from '../contract/message';
import { fromBinary } from './binary';
import { Consumer, StillMissing } from './consumer';
import { placeOf } from './place';

const message = (ticket: string, revision: number): PublicMessage => ({
  key: ticket,
  revision,
  previous: revision - 1,
  type: 'com.faultline.ticket.cancelled.v1',
  id: `${ticket}-${revision}`,
  time: '2026-03-14T08:03:00.000Z',
  recordedAt: '2026-03-14T08:03:00.000Z',
  data: { ticketId: ticket, client: 'acme', cancelledAt: '2026-03-14T08:03:00.000Z' },
});
const event = (ticket: string, revision: number) => structured(message(ticket, revision));
const history = (ticket: string, length: number) => Array.from({ length }, (_, revision) => event(ticket, revision));

/** Somebody who writes down what they handled; the feed has `has` events of every ticket. */
const somebody = (has: number) => {
  const handled = new Map<string, number[]>();
  const gaps: string[] = [];
  const consumer = new Consumer({
    seen: (ticket) => handled.get(ticket)?.at(-1) ?? -1,
    handle: async ({ subject, sequence }) => {
      handled.set(subject, [...(handled.get(subject) ?? []), Number(sequence)]);
    },
    fetchMissed: async (ticket, from) => history(ticket, has).slice(from, from + 3),
    onGap: (gap) => gaps.push(gap),
  });
  return { consumer, handled, gaps };
};

describe('A consumer', () => {
  it('handles what comes next, and drops what it has seen', async () => {
    const { consumer, handled } = somebody(9);
    for (const revision of [0, 1, 1, 0, 2]) await consumer.take(event('X', revision));
    expect(handled.get('X')).toStrictEqual([0, 1, 2]);
  });

  it('notices what it has not seen, says so, and fetches it first', async () => {
    const { consumer, handled, gaps } = somebody(20);
    for (const revision of [0, 1, 2, 3, 4, 5, 6]) await consumer.take(event('X', revision));
    expect(await consumer.take(event('X', 9))).toStrictEqual({ is: 'handled', fetched: 2 });
    expect(gaps).toStrictEqual(['ticket X: expected 7, got 9']);
    expect(handled.get('X')).toStrictEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('passes nothing over where the feed does not have it yet', async () => {
    const { consumer, handled } = somebody(1);
    await expect(consumer.take(event('X', 3))).rejects.toThrow(StillMissing);
    await expect(consumer.take(event('X', 3))).rejects.toThrow('ticket X: expected 1, got 3');
    expect(handled.get('X')).toStrictEqual([0]);
  });

  it('handles every event once and in order, whatever is repeated, late, lost or at once', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.constantFrom('X', 'Y', 'Z'), fc.nat({ max: 12 })), { minLength: 1, maxLength: 60 }),
        async (arrivals) => {
          const { consumer, handled } = somebody(13);
          await Promise.all(arrivals.map(([ticket, revision]) => consumer.take(event(ticket, revision))));
          for (const [ticket, sequences] of handled) {
            const last = Math.max(...arrivals.filter(([of]) => of === ticket).map(([, revision]) => revision));
            expect(sequences).toStrictEqual(Array.from({ length: last + 1 }, (_, i) => i));
          }
        },
      ),
    ));

  it('does not hold up other tickets, and goes on with one whose handling failed', async () => {
    let broken = true;
    const handled: string[] = [];
    const consumer = new Consumer({
      seen: (ticket) => handled.filter((id) => id.startsWith(ticket)).length - 1,
      handle: ({ id, subject }) => {
        if (subject === 'X' && broken) throw new Error('the database is away');
        handled.push(id);
      },
      fetchMissed: async (ticket, from) => history(ticket, 5).slice(from),
    });
    const failed = consumer.take(event('X', 0));
    await expect(consumer.take(event('Y', 0))).resolves.toStrictEqual({ is: 'handled', fetched: 0 });
    await expect(failed).rejects.toThrow('the database is away');
    broken = false;
    await consumer.take(event('X', 1));
    expect(handled).toStrictEqual(['Y-0', 'X-0', 'X-1']);
  });

  it('reads both encodings', () => {
    for (const prefix of ['ce_', 'ce-'] as const) {
      const { headers, body } = binary(message('X', 7), { prefix });
      expect(fromBinary(headers, body)).toStrictEqual(event('X', 7));
      const asBytes = Object.entries(headers).map(([name, value]) => [name, Buffer.from(value)]);
      expect(fromBinary(Object.fromEntries(asBytes), Buffer.from(body))).toStrictEqual(event('X', 7));
    }
    expect(() => fromBinary({ 'content-type': 'text/plain' }, '{}')).toThrow('ce_id');
  });

  it('fetches what was too large to be sent and came as a reference', async () => {
    const { consumer, handled } = somebody(3);
    const { headers } = binary(message('X', 0));
    const reference = fromBinary({ ...headers, ce_dataref: 'https://faultline.example.com/feed/tickets/X?from=0' }, '');
    expect(reference.data).toBeUndefined();
    const whole: unknown[] = [];
    const other = new Consumer({
      seen: () => -1,
      handle: ({ data }) => void whole.push(data),
      fetchMissed: async (ticket, from) => history(ticket, 3).slice(from),
    });
    await other.take(reference);
    expect(whole).toStrictEqual([event('X', 0).data]);
    await consumer.take(reference);
    expect(handled.get('X')).toStrictEqual([0]);
    expect(() => fromBinary(headers, '')).toThrow(SyntaxError);
  });

  it('refuses a sequence that is no number', () =>
    expect(() => placeOf(-1, { id: 'e', sequence: 'first' })).toThrow(RangeError));
});
