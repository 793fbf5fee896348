import { replay } from '#kernel';
import { by, givenFor, recorded } from '#kernel/given';
import { billedIn, ledgerMonths, type MonthCommand, type MonthEvent, monthAfter } from './months';

const given = givenFor(ledgerMonths);
const APRIL = '2026-04-01T05:00:00.000Z';
const line = { postingId: 'T1/1/1', client: 'acme', cents: 18_750 };
const close: MonthCommand = { type: 'CloseMonth', month: '2026-03', endedAt: APRIL, lines: [line] };
const closed: MonthEvent = { type: 'MonthClosed', month: '2026-03', part: 1, parts: 1, lines: [line] };
const clara = by('clara', '2026-04-02T15:00:00.000Z', 'billing');
const issue = { type: 'IssueInvoice', month: '2026-03', client: 'acme', invoiceId: 'INV-7' } as const;
const issued: MonthEvent = { ...issue, type: 'InvoiceIssued' };
const pay = { type: 'PayInvoice', month: '2026-03', client: 'acme', invoiceId: 'INV-7', paidCents: 18_750 } as const;

describe('A month of the ledger', () => {
  it('is closed once it is over, with every line that it has', () => given().when(close, clara).yields(closed));
  it('is not closed before it is over', () =>
    given().when(close, by('clara', '2026-04-01T04:59:59.999Z')).refuses('month.not-over'));
  it('is closed in its order', () =>
    given(closed)
      .when({ ...close, month: '2026-05' }, clara)
      .refuses('month.not-next'));
  it('does not change once it is closed, whatever is found of it later', () =>
    given(closed)
      .when({ ...close, lines: [line, { ...line, postingId: 'T2/1/1' }] }, clara)
      .yieldsNothing());
  it('is closed in parts where it has many lines, in one append', () => {
    const lines = Array.from({ length: 1001 }, (_, i) => ({ ...line, postingId: `T${i}` }));
    const state = replay(
      ledgerMonths,
      ledgerMonths.decide
        .CloseMonth({ ...close, lines } as never, ledgerMonths.initial, clara)
        .map((one) => recorded(one)),
    );
    expect(state.closed.get('2026-03')?.size).toBe(1001);
  });
  it('follows the one before it, over the year too', () =>
    expect([monthAfter('2026-03'), monthAfter('2026-12')]).toStrictEqual(['2026-04', '2027-01']));
});

describe('A line', () => {
  const state = replay(ledgerMonths, [recorded(closed)]);
  it('is billed in the closed month that lists it', () => expect(billedIn(state, 'T1/1/1', '2026-03')).toBe('2026-03'));
  it('that came too late for a closed month is billed in the open one', () =>
    expect(billedIn(state, 'T9/1/1', '2026-03')).toBe('2026-04'));
  it('is billed in its own month while that is open', () => {
    expect(billedIn(state, 'T9/1/1', '2026-06')).toBe('2026-06');
    expect(billedIn(ledgerMonths.initial, 'T9/1/1', '2026-03')).toBe('2026-03');
  });
});

describe('An invoice', () => {
  it('is noted for a closed month, once', () => {
    given(closed).when(issue, clara).yields(issued);
    given(closed, issued)
      .when({ ...issue, invoiceId: 'INV-8' }, clara)
      .refuses('invoice.issued');
  });
  it('is not noted for a month that is open, nor for a client that has no line in it', () => {
    given().when(issue, clara).refuses('month.open');
    given(closed)
      .when({ ...issue, client: 'globex' }, clara)
      .refuses('invoice.unknown');
  });
  it('is paid once it is there', () => {
    given(closed, issued)
      .when(pay, clara)
      .yields({ ...pay, type: 'InvoicePaid' });
    given(closed).when(pay, clara).refuses('invoice.unknown');
  });
});
