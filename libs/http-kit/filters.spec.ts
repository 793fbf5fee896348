import { choiceField, flagField, idField, instantField, numberField, textField } from './filter-fields';
import { parseFilters } from './filters';

const LIST = {
  fields: {
    client: idField('client', 'acme'),
    priority: choiceField('priority', ['P1', 'P2', 'P3']),
    tier: numberField('tier'),
    due: instantField('dueAt'),
    open: flagField('open'),
    q: textField('text'),
  },
  sorts: { due: 'dueAt', client: 'client' },
  sort: '-due',
} as const;
const ask = (url: string, accept?: string) => {
  const query: Record<string, unknown> = Object.create(null);
  for (const [name, value] of new URLSearchParams(url)) {
    const before = query[name];
    query[name] = before === undefined ? value : [before, value].flat();
  }
  return parseFilters<string>(LIST, query, accept);
};
const where = (url: string) => ask(url).where;

describe('A list is asked', () => {
  it('for a value, for one of several, and for those without', () => {
    expect(where('client=acme')).toStrictEqual({ client: 'acme' });
    expect(where('priority=P1,P2')).toStrictEqual({ priority: ['P1', 'P2'] });
    expect(where('priority=P1&priority=P2')).toStrictEqual({ priority: ['P1', 'P2'] });
    expect(where('client=none')).toStrictEqual({ client: null });
    expect(where('open=yes')).toStrictEqual({ open: 1 });
  });

  it('for what lies before, after or between, in UTC to the millisecond', () => {
    expect(where('due=lt:2026-03-14T02:00:00-06:00')).toStrictEqual({ dueAt: { to: '2026-03-14T08:00:00.000Z' } });
    expect(where('due=gte:2026-03-01T00:00:00Z,lt:2026-04-01T00:00:00Z')).toStrictEqual({
      dueAt: { from: '2026-03-01T00:00:00.000Z', to: '2026-04-01T00:00:00.000Z' },
    });
    expect(where('due=gt:2026-03-01T00:00:00Z')).toStrictEqual({ dueAt: { from: '2026-03-01T00:00:00.001Z' } });
    expect(where('tier=gt:1,lte:3')).toStrictEqual({ tier: { from: 2, to: 4 } });
  });

  it('for words, in any case', () => {
    expect(where('q=No+Calls')).toStrictEqual({ text: { contains: ['no', 'calls'] } });
  });

  it('in an order, a page at a time, after something was done, as values with commas', () => {
    expect(ask('')).toStrictEqual({
      where: {},
      order: { by: 'dueAt', descending: true },
      limit: 50,
      limited: false,
      csv: false,
    });
    expect(ask('sort=client&limit=7&cursor=abc&after=ticket@123&format=csv')).toStrictEqual({
      where: {},
      order: { by: 'client', descending: false },
      limit: 7,
      limited: true,
      after: 'abc',
      past: 'ticket@123',
      csv: true,
    });
    expect(ask('format=json', 'text/csv').csv).toBe(false);
  });

  it.each([
    [undefined, false],
    ['', false],
    ['*/*', false],
    ['text/html', false],
    ['text/csv', true],
    ['text/*', true],
    ['text/csv, */*', true],
    ['text/csv;q=0, */*', false],
    ['text/csv; q=0.5, application/json', false],
    ['text/csv, application/json;q=0.9', true],
    ['application/json, text/csv', false],
    ['application/*;q=0.2, text/csv;q=0.3', true],
    ['text/csv;header=present', false],
    ['text/csvx', false],
  ])('as JSON or CSV by Accept: %s', (accept, csv) => expect(ask('', accept).csv).toBe(csv));

  it('for a value that looks like a word of the grammar', () => {
    expect(where('client=eq:none')).toStrictEqual({ client: 'none' });
    expect(where('client=eq:lt:5,eq:eq:7,acme')).toStrictEqual({ client: ['lt:5', 'eq:7', 'acme'] });
    expect(where('tier=eq:2')).toStrictEqual({ tier: 2 });
  });

  it('for certain tickets, however their numbers are written', () => {
    expect(where('ticketId=7k3m9-qxzw,T3NFMPWCY')).toStrictEqual({ key: { under: ['7K3M9QXZW', 'T3NFMPWCY'] } });
    expect(() => where(`ticketId=${Array(201).fill('7').join(',')}`)).toThrow(/1 to 200 ticket numbers/);
  });

  it('for instants from 1970 to 9999', () => {
    expect(where('due=lte:9999-12-31T23:59:59.999Z')).toStrictEqual({ dueAt: { to: '9999-12-31T23:59:59.999Z' } });
    expect(where('due=1970-01-01T00:00:00Z')).toStrictEqual({ dueAt: '1970-01-01T00:00:00.000Z' });
  });

  it.each([
    ['colour=red', 'colour', 'unknown'],
    ['constructor=x', 'constructor', 'unknown'],
    ['priority=P9', 'priority', 'one of P1'],
    ['priority=lt:P2', 'priority', 'no order'],
    ['client=none,acme', 'client', "'none' and a value"],
    ['client=a%00b', 'client', 'an id'],
    ['tier=1,gt:2', 'tier', 'mixes'],
    ['tier=gt:1,gte:2', 'tier', 'two lower bounds'],
    ['tier=1.5', 'tier', 'whole number'],
    ['due=lt:2026-03-14T02:00:00', 'due', 'no instant'],
    ['due=yesterday', 'due', 'no instant'],
    ['due=gt:1969-12-31T23:59:59.999Z', 'due', '1970 to 9999'],
    ['due=lt:9999-12-31T23:00:00-06:00', 'due', '1970 to 9999'],
    ['client=eq:', 'client', 'an id'],
    ['client=eq:none,none', 'client', "'none' and a value"],
    ['open=maybe', 'open', 'yes or no'],
    ['q=', 'q', 'words'],
    ['sort=colour', 'sort', 'one of due, client'],
    ['limit=1001', 'limit', '1 to 1000'],
    ['limit=0', 'limit', '1 to 1000'],
    ['after=yesterday', 'after', 'position'],
    ['format=xml', 'format', 'csv or json'],
    [`q=${'x'.repeat(2001)}`, 'q', 'longer'],
  ])('and says what is wrong with %s', (url, field, says) => {
    expect(() => ask(url)).toThrow(
      expect.objectContaining({
        code: 'query.invalid',
        fields: [{ field, message: expect.stringContaining(says) }],
      }),
    );
  });
});
