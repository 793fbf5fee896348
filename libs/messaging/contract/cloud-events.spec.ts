import { binary, structured } from './cloud-events';
import { messageOf } from './message';
import type { PublicEvent } from './public-event';

const event: PublicEvent = {
  type: 'com.faultline.ticket.cancelled.v1',
  id: '5d3a0f0e-3c1f-5c9c-a8c9-2f1a3e0a7d11',
  time: '2026-03-14T08:03:00.000Z',
  recordedAt: '2026-03-14T08:04:00.000Z',
  cause: { stream: 'ticket', revision: 3, eventId: 'e3' },
  data: { ticketId: '7K3M9QXZW', client: 'acme', cancelledAt: '2026-03-14T08:03:00.000Z' },
};
const at = (revision: number) => messageOf({ stream: 'public-7K3M9QXZW', event, stamp: { revision } as never });
const ATTRIBUTES = {
  specversion: '1.0',
  id: event.id,
  source: 'urn:faultline:tickets',
  type: 'com.faultline.ticket.cancelled.v1',
  subject: '7K3M9QXZW',
  time: '2026-03-14T08:03:00.000Z',
  dataschema: 'urn:faultline:schema:com.faultline.ticket.cancelled.v1',
  sequence: '0000000007',
  previous: '0000000006',
  recordedtime: '2026-03-14T08:04:00.000Z',
  partitionkey: '7K3M9QXZW',
};

describe('A public event on the wire', () => {
  it('is a CloudEvent that names its ticket, its place and the place before it', () =>
    expect(structured(at(7))).toStrictEqual({
      ...ATTRIBUTES,
      datacontenttype: 'application/json',
      data: event.data,
    }));

  it('says the same in headers, for Kafka and for HTTP', () => {
    const { headers, body } = binary(at(7));
    expect(headers).toStrictEqual({ 'content-type': 'application/json', ...prefixed('ce_') });
    expect(JSON.parse(body)).toStrictEqual(event.data);
    expect(binary(at(7), { prefix: 'ce-' }).headers).toStrictEqual({
      'content-type': 'application/json',
      ...prefixed('ce-'),
    });
  });

  it('has nothing before it where it is the first of its ticket', () => {
    expect(structured(at(0))).not.toHaveProperty('previous');
    expect(structured(at(0)).sequence).toBe('0000000000');
  });

  it('sorts by its sequence as text, as it does by number', () =>
    expect([1, 10, 9, 100].map((revision) => structured(at(revision)).sequence).toSorted()).toStrictEqual(
      [1, 9, 10, 100].map((revision) => structured(at(revision)).sequence),
    ));

  it('keeps the cause to itself', () => expect(JSON.stringify(structured(at(7)))).not.toContain('e3'));
});
const prefixed = (prefix: string) =>
  Object.fromEntries(Object.entries(ATTRIBUTES).map(([name, value]) => [`${prefix}${name}`, value]));
