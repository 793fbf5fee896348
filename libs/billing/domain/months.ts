// months-<policyId>: which months of the ledger are closed, with every line of each, and what became of their invoices.
// A closed month does not change: a line that it does not list belongs to the first month that is open.

import { type Catalog, type Decider, ms } from '#kernel';
import { invoiceKey, mustHaveLines, monthRefusal as refusal } from './billed-lines';
import { decideHandover, evolveHandover, type Handover, type HandoverCommand, type HandoverEvent } from './handover';

// Events. These names and fields are the storage format.
/** What an export says of a line, as it was when its month was closed: the file stays the same, whatever is worded anew. */
export type ExportedLine = {
  readonly lateFor?: string;
  readonly ticketId: string;
  readonly event: number;
  readonly kind: string;
  readonly postedAt: string;
  readonly minutes: number | null;
  readonly faultClass: string | null;
  readonly clause: string | null;
  readonly says: string;
};
/** `exported` is absent where an older build closed the month. */
export type BilledLine = {
  readonly postingId: string;
  readonly client: string;
  readonly cents: number;
  readonly exported?: ExportedLine;
};
/** A month may take several, all in one append; the last one has `part` equal to `parts`. */
export type MonthClosed = {
  type: 'MonthClosed';
  month: string;
  part: number;
  parts: number;
  lines: readonly BilledLine[];
};
/** The billing system has made an invoice of a client's lines of a month. */
export type InvoiceIssued = { type: 'InvoiceIssued'; month: string; client: string; invoiceId: string };
export type InvoicePaid = { type: 'InvoicePaid'; month: string; client: string; invoiceId: string; paidCents: number };
export type MonthEvent = MonthClosed | InvoiceIssued | InvoicePaid | HandoverEvent;

export const MONTH_EVENTS = {
  MonthClosed: { schemaVersion: 1 },
  InvoiceIssued: { schemaVersion: 1 },
  InvoicePaid: { schemaVersion: 1 },
  InvoiceAsked: { schemaVersion: 1 },
  HandoverBegun: { schemaVersion: 1 },
  HandoverFailed: { schemaVersion: 1 },
  HandoverUncertain: { schemaVersion: 1 },
  HandoverNotFound: { schemaVersion: 1 },
} as const satisfies Catalog<MonthEvent>;

// State.
export type Invoice = { readonly invoiceId: string; readonly paidCents?: number };
export type LedgerMonths = {
  /** Of each closed month its lines by their posting. */
  readonly closed: ReadonlyMap<string, ReadonlyMap<string, BilledLine>>;
  readonly monthOfPosting: ReadonlyMap<string, string>;
  /** By month and client. */
  readonly invoices: ReadonlyMap<string, Invoice>;
  /** By month and client: what the billing system was asked for, until it has made the invoice. */
  readonly handovers: ReadonlyMap<string, Handover>;
};

// Commands. `endedAt`: when the month was over in every zone of the ledger.
export type MonthCommand =
  | { type: 'CloseMonth'; month: string; endedAt: string; lines: readonly BilledLine[] }
  | { type: 'IssueInvoice'; month: string; client: string; invoiceId: string }
  | { type: 'PayInvoice'; month: string; client: string; invoiceId: string; paidCents: number }
  | HandoverCommand;

const LINES_A_PART = 500;

export const ledgerMonths: Decider<MonthCommand, LedgerMonths, MonthEvent> = {
  initial: { closed: new Map(), monthOfPosting: new Map(), invoices: new Map(), handovers: new Map() },
  evolve: {
    ...evolveHandover,
    MonthClosed: ({ closed, monthOfPosting, ...rest }, { month, lines }) => {
      const own = lines.map((line) => [line.postingId, line] as const);
      return {
        closed: new Map([...closed, [month, new Map([...(closed.get(month) ?? []), ...own])]]),
        monthOfPosting: new Map([...monthOfPosting, ...lines.map(({ postingId }) => [postingId, month] as const)]),
        ...rest,
      };
    },
    InvoiceIssued: (state, { month, client, invoiceId }) => ({
      ...state,
      handovers: new Map([...state.handovers].filter(([key]) => key !== invoiceKey(month, client))),
      invoices: new Map([...state.invoices, [invoiceKey(month, client), { invoiceId }]]),
    }),
    InvoicePaid: (state, { month, client, invoiceId, paidCents }) => ({
      ...state,
      invoices: new Map([...state.invoices, [invoiceKey(month, client), { invoiceId, paidCents }]]),
    }),
  },
  decide: {
    ...decideHandover,
    CloseMonth: ({ month, endedAt, lines }, state, { at }) => {
      if (state.closed.has(month)) return [];
      if (ms(at) < ms(endedAt))
        throw refusal('month.not-over', `${month} is not over before ${endedAt}. Close it then.`);
      const last = lastClosed(state);
      if (last !== undefined && month !== monthAfter(last))
        throw refusal(
          'month.not-next',
          `${last} was closed last. Close ${monthAfter(last)} next: months close in order.`,
        );
      const parts = Math.max(1, Math.ceil(lines.length / LINES_A_PART));
      return Array.from({ length: parts }, (_, index) => ({
        type: 'MonthClosed',
        month,
        part: index + 1,
        parts,
        lines: lines
          .slice(index * LINES_A_PART, (index + 1) * LINES_A_PART)
          .map(({ postingId, client, cents, exported }) => ({
            postingId,
            client,
            cents,
            ...(exported && { exported }),
          })),
      }));
    },
    IssueInvoice: ({ month, client, invoiceId }, state) => {
      mustHaveLines(state, month, client);
      const known = state.invoices.get(invoiceKey(month, client));
      if (known?.invoiceId === invoiceId) return [];
      if (known)
        throw refusal(
          'invoice.issued',
          `${client} has invoice ${known.invoiceId} for ${month} already. Nothing was changed.`,
        );
      return [{ type: 'InvoiceIssued', month, client, invoiceId }];
    },
    PayInvoice: ({ month, client, invoiceId, paidCents }, { invoices }) => {
      const known = invoices.get(invoiceKey(month, client));
      if (known?.invoiceId !== invoiceId)
        throw refusal('invoice.unknown', `${client} has no invoice ${invoiceId} for ${month}. Note the invoice first.`);
      return known.paidCents === paidCents ? [] : [{ type: 'InvoicePaid', month, client, invoiceId, paidCents }];
    },
  },
};

export const lastClosed = ({ closed }: LedgerMonths): string | undefined => [...closed.keys()].toSorted().at(-1);

/** `2026-12` is followed by `2027-01`. */
export const monthAfter = (month: string): string => {
  const [year = 0, of = 0] = month.split('-').map(Number);
  return of === 12 ? `${year + 1}-01` : `${year}-${String(of + 1).padStart(2, '0')}`;
};

/** In which month a line is billed: the closed one that lists it, its own while that is open, else the first open one. */
export const billedIn = (state: LedgerMonths, postingId: string, ownMonth: string): string => {
  const listed = state.monthOfPosting.get(postingId);
  if (listed !== undefined) return listed;
  const last = lastClosed(state);
  return last === undefined || ownMonth > last ? ownMonth : monthAfter(last);
};
