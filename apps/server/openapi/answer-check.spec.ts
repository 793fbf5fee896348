import { AnswerCheck } from './answer-check';

const check = new AnswerCheck();
const ticket = {
  ticketId: '7K3M9QXZW',
  revision: 3,
  status: 'new',
  client: 'acme',
  openedAt: '2026-03-14T08:03:00.000Z',
  priority: 'P1',
  validated: false,
  tier: 1,
  cycle: 1,
  legal: ['TriageTicket'],
};
const answered = (body: unknown, more: object = {}) =>
  check.faultOf({
    method: 'GET',
    path: '/tickets/7K3M9QXZW?',
    status: 200,
    contentType: 'application/json; charset=utf-8',
    text: typeof body === 'string' ? body : JSON.stringify(body),
    ...more,
  });
const refusal = {
  type: '/problems/auth.role',
  title: 'Not for this role',
  status: 403,
  detail: 'No.',
  code: 'auth.role',
};
const problem = { status: 403, contentType: 'application/problem+json; charset=utf-8' };

describe('An answer', () => {
  it('passes where it is as it is described', () => {
    expect(answered(ticket)).toBeUndefined();
    expect(answered(refusal, problem)).toBeUndefined();
    expect(answered('', { method: 'HEAD' })).toBeUndefined();
    expect(answered('', { status: 304, contentType: null })).toBeUndefined();
    expect(
      answered(
        { ...refusal, code: 'route.unknown', type: '/problems/route.unknown', title: 'No such route', status: 404 },
        {
          ...problem,
          path: '/nowhere',
          status: 404,
        },
      ),
    ).toBeUndefined();
  });

  it.each([
    ['a field too many', { ...ticket, secret: 'x' }, {}, 'secret'],
    ['a field too few', { ...ticket, client: undefined }, {}, 'client'],
    ['another type', { ...ticket, revision: '3' }, {}, '/revision'],
    ['a word that is not in the list', { ...ticket, status: 'lost' }, {}, '/status'],
    ['an instant without milliseconds and zone', { ...ticket, openedAt: '2026-03-14' }, {}, '/openedAt'],
    ['a status that is not documented', ticket, { status: 207 }, 'documents 200'],
    ['another media type', 'a,b', { contentType: 'text/csv' }, 'documents application/json'],
    ['a code that does not go with its status', { ...refusal, code: 'ticket.unknown' }, problem, '/code'],
    ['a body where there is none', ticket, { method: 'HEAD' }, 'with a body'],
    ['a route that is not documented', {}, { path: '/nowhere' }, 'no such operation'],
    ['a command that is not documented', {}, { method: 'PUT' }, 'no such operation'],
  ])('is refused with %s', (_what, body, more, says) => expect(answered(body, more)).toContain(says));
});
