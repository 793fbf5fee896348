import type { FastifyRequest } from 'fastify';
import { idempotencyKeyOf, ifRevisionOf, requestHashOf } from './caller';

const request = (parts: Partial<Record<'method' | 'url' | 'params' | 'body' | 'headers', unknown>>) =>
  ({ method: 'POST', url: '/tickets', headers: {}, ...parts }) as FastifyRequest;

describe('The hash of a request', () => {
  const body = { client: 'acme', details: { a: 1, b: [1, 2] } };
  const of = (parts: Parameters<typeof request>[0], key = 'k1') => requestHashOf(key, request({ body, ...parts }));

  it('is stored for ever, so that it never changes', () => expect(of({})).toBe('s_cSc5gYiL9bDZ6EoPgKEk'));

  it('is the same whatever the order of the fields', () =>
    expect(of({ body: { details: { b: [1, 2], a: 1 }, client: 'acme' } })).toBe(of({})));

  it.each([
    ['another body', { body: { ...body, client: 'globex' } }],
    ['another order in a list', { body: { ...body, details: { a: 1, b: [2, 1] } } }],
    ['no body', { body: undefined }],
    ['another path', { url: '/tickets/7/notes' }],
    ['another method', { method: 'PUT' }],
  ])('is another one for %s', (_what, parts) => expect(of(parts)).not.toBe(of({})));

  it.each(['7k3m9qxzw', '7K3M-9QXZ-W', '7%4B3M9QXZW'])('is the same for a ticket that is written %s', (text) => {
    const asked = (spelt: string, into: string) =>
      of({
        url: `/tickets/${spelt}/merge`,
        params: { ticketId: decodeURIComponent(spelt) },
        body: { into: decodeURIComponent(into), reason: 'The same outage' },
      });
    expect(asked(text, '7K3M9QXZW')).toBe(asked('7K3M9QXZW', '7K3M9QXZW'));
    expect(asked('7K3M9QXZW', text)).toBe(asked('7K3M9QXZW', '7K3M9QXZW'));
  });

  it('tells nothing to those who do not know the key', () => expect(of({}, 'k2')).not.toBe(of({})));

  it('is the same for no body and for none said', () => expect(of({ body: null })).toBe(of({ body: undefined })));
});

describe('The headers of a command', () => {
  it('name its key', () => expect(idempotencyKeyOf(request({ headers: { 'idempotency-key': 'k-1' } }))).toBe('k-1'));

  it.each([
    [{}, 'idempotency.key-missing'],
    [{ 'idempotency-key': '' }, 'idempotency.key-missing'],
    [{ 'idempotency-key': 'a b' }, 'idempotency.key-malformed'],
    [{ 'idempotency-key': 'ä' }, 'idempotency.key-malformed'],
    [{ 'idempotency-key': 'a'.repeat(256) }, 'idempotency.key-malformed'],
  ])('refuse %j', (headers, code) =>
    expect(() => idempotencyKeyOf(request({ headers }))).toThrow(expect.objectContaining({ code })),
  );

  it.each([
    [undefined, {}],
    ['*', {}],
    ['"0"', { ifRevision: 0 }],
    [' "12" ', { ifRevision: 12 }],
    ['"12.3.abcdefghijklmnopqrst-_"', { ifRevision: 12, ifLedgerRevision: 3 }],
    ['"12.-1.abcdefghijklmnopqrst-_"', { ifRevision: 12, ifLedgerRevision: -1 }],
  ])('If-Match: %s is %j', (ifMatch, revisions) =>
    expect(ifRevisionOf(request({ headers: { 'if-match': ifMatch } }))).toStrictEqual(revisions),
  );

  it.each(['12', 'W/"12"', '"12", "13"', '"-1"', '"x"', '', '"12.3"', '"12.3.abc"'])(
    'If-Match: %s is not understood',
    (ifMatch) =>
      expect(() => ifRevisionOf(request({ headers: { 'if-match': ifMatch } }))).toThrow(
        expect.objectContaining({ code: 'if-match.malformed' }),
      ),
  );
});
