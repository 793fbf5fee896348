import type { FastifyRequest } from 'fastify';
import { idempotencyKeyOf, ifRevisionOf, requestHashOf } from './caller';

const request = (parts: Partial<Record<'method' | 'url' | 'body' | 'headers', unknown>>) =>
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
    [undefined, undefined],
    ['*', undefined],
    ['"0"', 0],
    [' "12" ', 12],
  ])('If-Match: %s is revision %s', (ifMatch, revision) =>
    expect(ifRevisionOf(request({ headers: { 'if-match': ifMatch } }))).toBe(revision),
  );

  it.each(['12', 'W/"12"', '"12", "13"', '"-1"', '"x"', ''])('If-Match: %s is not understood', (ifMatch) =>
    expect(() => ifRevisionOf(request({ headers: { 'if-match': ifMatch } }))).toThrow(
      expect.objectContaining({ code: 'if-match.malformed' }),
    ),
  );
});
