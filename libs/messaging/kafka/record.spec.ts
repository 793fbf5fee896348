import type { Delivered } from '#event-store';
import { outgoing } from './record';

const delivered = (traceparent?: string) =>
  ({
    stream: 'public-7K3M9QXZW',
    event: { type: 'TicketResolved', id: 'e', time: 't', recordedAt: 't', data: {} },
    stamp: { revision: 3, ...(traceparent !== undefined && { traceparent }) },
  }) as unknown as Delivered;
const FEED = { feedUrl: 'https://desk.example/feed' };

describe('A record for Kafka', () => {
  it('carries the trace that it was written in, whole or as a reference, and says the same besides', () => {
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    const { record, reference } = outgoing(delivered(traceparent), FEED);
    expect([record.headers?.traceparent, reference().headers?.traceparent]).toStrictEqual([traceparent, traceparent]);
    const { headers: { traceparent: _, ...headers } = {}, ...rest } = record;
    expect({ ...rest, headers }).toStrictEqual(outgoing(delivered(), FEED).record);
  });
});
