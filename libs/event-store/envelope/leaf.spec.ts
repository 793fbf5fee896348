import { canonicalForm, leafOf } from './leaf';

const stored = {
  stream: 'ticket-7K3M9QXZ4',
  revision: 3,
  eventId: '2ed6657d-e927-568b-95e1-2665a8aea6a2',
  type: 'NoteAdded',
  data: { text: 'Größe €', hours: 1e21, b: 1, a: [true, null] },
  metadata: { recordedAt: '2026-03-14T08:00:00.000Z', actor: { role: 'agent', id: 'anna' } },
};

describe('The leaf of an event', () => {
  // Written down by hand from RFC 8785, hashed with another program. Every proof that was handed out depends on it.
  it('is what it has always been', () => {
    expect(canonicalForm(stored)).toBe(
      '{"data":{"a":[true,null],"b":1,"hours":1e+21,"text":"Größe €"},"eventId":"2ed6657d-e927-568b-95e1-2665a8aea6a2",' +
        '"metadata":{"actor":{"id":"anna","role":"agent"},"recordedAt":"2026-03-14T08:00:00.000Z"},"revision":3,' +
        '"stream":"ticket-7K3M9QXZ4","type":"NoteAdded"}',
    );
    expect(leafOf(stored)).toBe('f09c994d181ed9bf0aedb4cdd8da1b656cc2e846520b2a6426589ddf7c566e43');
  });
  it('does not depend on the order in which the store keeps the fields', () =>
    expect(
      leafOf(JSON.parse(JSON.stringify({ ...stored, data: { a: [true, null], b: 1, hours: 1e21, text: 'Größe €' } }))),
    ).toBe(leafOf(stored)));
  it.each(['stream', 'revision', 'eventId', 'type', 'data', 'metadata'] as const)('changes with the %s', (field) =>
    expect(leafOf({ ...stored, [field]: field === 'revision' ? 4 : 'other' })).not.toBe(leafOf(stored)),
  );
  it('covers neither when the server wrote the event nor where it lies', () =>
    expect(leafOf({ ...stored, created: 'x', position: 'y' } as typeof stored)).toBe(leafOf(stored)));
});
