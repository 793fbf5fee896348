// The months of the ledger, as they are answered.

import { z } from 'zod';
import { HANDOVER_STATES } from '#billing';
import { amount, cents, count, instant, list, named, text, ticketId } from '#http-kit/answers';
import { FAULT_CLASSES } from '#policy';
import { POSTING_KINDS } from '#ticketing';

const faultClass = z.enum(FAULT_CLASSES);
const kind = z.enum(POSTING_KINDS);
const month = z.string().regex(/^\d{4}-\d{2}$/);

export const invoiceMonth = named(
  'InvoiceMonth',
  z.strictObject({
    month,
    closed: z.boolean(),
    rows: list(
      named(
        'InvoiceLine',
        z.strictObject({
          postingId: text,
          month,
          lateFor: month.optional(),
          client: text,
          ticketId,
          event: count,
          kind,
          postedAt: instant,
          cents,
          minutes: amount.nullable(),
          faultClass: faultClass.nullable(),
          clause: text.nullable(),
          says: text,
          explainedAt: text,
        }),
      ),
    ),
  }),
);
export const ledgerMonthsAnswer = named(
  'LedgerMonths',
  z.strictObject({
    rows: list(
      named('ClosedMonth', z.strictObject({ month, lines: amount, cents, invoices: amount, paidCents: amount })),
    ),
  }),
);
export const monthInvoices = named(
  'MonthInvoices',
  z.strictObject({
    month,
    closed: z.boolean(),
    rows: list(
      named(
        'MonthInvoice',
        z.strictObject({
          client: text,
          lines: amount,
          cents,
          invoiceId: text.optional(),
          paidCents: amount.optional(),
          handover: named(
            'Handover',
            z.strictObject({ state: z.enum(HANDOVER_STATES), attempts: amount, reason: text.optional() }),
          ).optional(),
        }),
      ),
    ),
  }),
);
export const monthChanged = named('MonthChanged', z.strictObject({ month, revision: amount }));
/** As TM Forum describes it: whoever reads TMF678 knows the fields. */
export const tmf678Rates = named('AppliedCustomerBillingRates', list(z.looseObject({ id: text, description: text })));
