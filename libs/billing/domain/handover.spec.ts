import { replay } from '#kernel';
import { by, givenFor, recorded } from '#kernel/given';
import { nextHandover } from './handover';
import { ledgerMonths, type MonthEvent } from './months';

const given = givenFor(ledgerMonths);
const place = { month: '2026-02', client: 'acme' } as const;
const closed: MonthEvent = {
  type: 'MonthClosed',
  month: '2026-02',
  part: 1,
  parts: 1,
  lines: [{ postingId: 'p1', client: 'acme', cents: 18_750 }],
};
const asked: MonthEvent = { type: 'InvoiceAsked', ...place };
const begun: MonthEvent = { type: 'HandoverBegun', ...place, attempt: 1, by: 'one' };
const issued: MonthEvent = { type: 'InvoiceIssued', ...place, invoiceId: 'INV-1' };
const NOW = '2026-03-14T08:00:00.000Z';
const next = (now: string, ...events: readonly MonthEvent[]) =>
  nextHandover(
    replay(
      ledgerMonths,
      events.map((event) => recorded(event, by('sue', NOW))),
    ),
    Date.parse(now),
  ).do;

describe('An invoice', () => {
  it('is asked for of a closed month, of a client with lines, once', () => {
    given()
      .when({ type: 'AskForInvoice', ...place })
      .refuses('month.open');
    given(closed).when({ type: 'AskForInvoice', month: '2026-02', client: 'globex' }).refuses('invoice.unknown');
    given(closed)
      .when({ type: 'AskForInvoice', ...place })
      .yields(asked);
    given(closed, issued)
      .when({ type: 'AskForInvoice', ...place })
      .yieldsNothing();
  });

  it('is handed over by one, and looked up where nobody knows what came of it', () => {
    given(closed, asked)
      .when({ type: 'BeginHandover', ...place, by: 'one' }, by('one', NOW))
      .yields(begun);
    given(closed, asked, begun)
      .when({ type: 'BeginHandover', ...place, by: 'two' }, by('two', NOW))
      .yieldsNothing();
    const uncertain: MonthEvent = {
      type: 'HandoverUncertain',
      ...place,
      reason: 'hung up',
      retryAt: '2026-03-14T08:01:00.000Z',
    };
    given(closed, asked, begun)
      .when({ type: 'NoteUncertain', ...place, reason: 'hung up' }, by('one', NOW))
      .yieldsOnce(uncertain);
    expect(next(NOW, closed, asked)).toBe('hand-over');
    expect(next(NOW, closed, asked, begun)).toBe('wait');
    expect(next('2026-03-14T08:02:00.000Z', closed, asked, begun)).toBe('give-up');
    expect(next('2026-03-14T08:01:00.000Z', closed, asked, begun, uncertain)).toBe('look-up');
    const gone: MonthEvent = { type: 'HandoverNotFound', ...place };
    expect(next('2026-03-14T08:01:00.000Z', closed, asked, begun, uncertain, gone)).toBe('hand-over');
    expect(next(NOW, closed, asked, begun, issued)).toBe('rest');
  });

  it('that is refused for good waits for somebody, who may ask anew', () => {
    const refused: MonthEvent = { type: 'HandoverFailed', ...place, reason: 'answered 422' };
    given(closed, asked, begun)
      .when({ type: 'NoteRefused', ...place, reason: 'answered 422', forGood: true }, by('one', NOW))
      .yields(refused);
    expect(next('2027-01-01T00:00:00.000Z', closed, asked, begun, refused)).toBe('rest');
    given(closed, asked, begun, refused)
      .when({ type: 'AskForInvoice', ...place })
      .yields(asked);
  });
});
