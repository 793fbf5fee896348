import type { LedgerMonths } from '#billing';
import { ledgerMonths, type MonthCommand } from '#billing';
import { LedgerMonthsQuery } from '#billing/module';
import { decide, evolve } from '#kernel';
import { by, recorded } from '#kernel/given';
import { InvoiceLinesHandler, InvoiceLinesQuery } from './invoice-lines';

const exported = {
  ticketId: '7K3M9QXZW',
  event: 1,
  kind: 'charge',
  postedAt: '2026-02-17T15:00:00.000Z',
  minutes: 90,
  faultClass: 'client',
  clause: '3',
  says: '$187.50 for after-hours emergency help',
};
const line = { postingId: '7K3M9QXZW/1/1', client: 'acme', cents: 18_750, exported };
const told = (state: LedgerMonths, ...commands: readonly MonthCommand[]) =>
  commands.reduce(
    (before, command) =>
      decide(ledgerMonths, command, before, by('clara', '2026-04-02T15:00:00.000Z', 'billing')).reduce(
        (each, event) => evolve(ledgerMonths, each, recorded(event)),
        before,
      ),
    state,
  );
const asked = (state: LedgerMonths) => {
  const execute = async (query: object) => {
    if (query instanceof LedgerMonthsQuery) return state;
    throw new Error('what was recorded is not looked up anywhere else');
  };
  const handler = new InvoiceLinesHandler({ execute } as never, Buffer.alloc(32, 1));
  return handler.execute(new InvoiceLinesQuery('2026-02'));
};

describe('A closed month', () => {
  it('is exported as its closing recorded it, byte for byte, whatever came of it since', async () => {
    const close = { type: 'CloseMonth', month: '2026-02', endedAt: '2026-03-01T06:00:00.000Z', lines: [line] } as const;
    const closed = told(ledgerMonths.initial, close);
    const before = await asked(closed);
    expect(before.rows).toMatchObject([{ ...exported, postingId: line.postingId, cents: 18_750 }]);
    const invoice = { month: '2026-02', client: 'acme', invoiceId: 'INV-1' } as const;
    const paid = told(
      closed,
      { type: 'IssueInvoice', ...invoice },
      { type: 'PayInvoice', ...invoice, paidCents: 18_750 },
    );
    expect(JSON.stringify(await asked(paid))).toBe(JSON.stringify(before));
  });
});
