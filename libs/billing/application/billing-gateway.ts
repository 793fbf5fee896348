// The billing system, as a port: it makes one invoice under one key, however often it is told, and says which it made.

import { callOut, type OutboundOutcome } from '#http-kit/outbound';

/** What is to be invoiced. `key`: the same for the same month and client, for ever. Money in cents, signed. */
export type InvoiceRequest = {
  readonly key: string;
  readonly month: string;
  readonly client: string;
  readonly currency: 'USD';
  readonly cents: number;
  readonly lines: readonly { readonly postingId: string; readonly cents: number; readonly says?: string }[];
};
/** `refused`: it never will. `not-taken`: not this time. `unknown`: it may have made the invoice. */
export type Submission =
  | { readonly is: 'issued'; readonly invoiceId: string }
  | { readonly is: 'refused' | 'not-taken' | 'unknown'; readonly reason: string };
export type Found =
  | { readonly is: 'issued'; readonly invoiceId: string }
  | { readonly is: 'none' }
  | { readonly is: 'unknown'; readonly reason: string };
export type BillingGateway = {
  submit(request: InvoiceRequest): Promise<Submission>;
  /** What it made under a key. */
  lookUp(key: string): Promise<Found>;
};

export type GatewayOptions = {
  /** `https://billing.example.com/invoices`. */
  readonly url: string;
  readonly token?: string;
};
const DEADLINE_MS = 30_000;
const ANSWER_BYTES = 64 * 1024;
/** What never reached anybody was not taken; of what broke off on the way nobody knows. */
const NOT_SENT: readonly OutboundOutcome['is'][] = ['no-such-name', 'not-permitted', 'unreachable', 'bad-tls'];
/** Answers that say: not now. */
const LATER: readonly number[] = [425, 429];
/** Answers that may come of a copy that is under way, or after all was done. */
const UNSURE: readonly number[] = [408, 409];

/**
 * Over HTTP: POST url with `Idempotency-Key`, and GET url/key; both answer JSON with `invoiceId`, the latter 404 where nothing was
 * made. The operator names it: it may be inside of their own network.
 */
export const httpBillingGateway = ({ url, token }: GatewayOptions): BillingGateway => {
  const base = { 'content-type': 'application/json', accept: 'application/json' };
  const headers = { ...base, ...(token !== undefined && { authorization: `Bearer ${token}` }) };
  const call = (target: string, how: { method: 'POST' | 'GET'; body?: string; key?: string }) =>
    callOut({
      url: new URL(target),
      method: how.method,
      headers: { ...headers, ...(how.key !== undefined && { 'idempotency-key': how.key }) },
      body: how.body ?? '',
      permits: () => true,
      signal: new AbortController().signal,
      deadlineMs: DEADLINE_MS,
      readsBytes: ANSWER_BYTES,
    });
  return {
    submit: async (request) =>
      submissionOf(await call(url, { method: 'POST', body: JSON.stringify(request), key: request.key })),
    lookUp: async (key) => {
      const outcome = await call(`${url.replace(/\/$/, '')}/${encodeURIComponent(key)}`, { method: 'GET' });
      if (outcome.is !== 'answered') return { is: 'unknown', reason: outcome.reason };
      if (outcome.status === 404) return { is: 'none' };
      const invoiceId = outcome.status === 200 ? invoiceIdIn(outcome.body) : undefined;
      return invoiceId === undefined
        ? { is: 'unknown', reason: `answered ${outcome.status} without an invoiceId` }
        : { is: 'issued', invoiceId };
    },
  };
};

const submissionOf = (outcome: OutboundOutcome): Submission => {
  if (outcome.is !== 'answered')
    return { is: NOT_SENT.includes(outcome.is) ? 'not-taken' : 'unknown', reason: outcome.reason };
  const { status, body } = outcome;
  const reason = `answered ${status}`;
  if (LATER.includes(status)) return { is: 'not-taken', reason };
  if (status >= 400 && status < 500 && !UNSURE.includes(status)) return { is: 'refused', reason };
  const invoiceId = status < 300 ? invoiceIdIn(body) : undefined;
  return invoiceId === undefined
    ? { is: 'unknown', reason: `${reason} without an invoiceId` }
    : { is: 'issued', invoiceId };
};
const invoiceIdIn = (body = ''): string | undefined => {
  try {
    const { invoiceId } = JSON.parse(body) as { readonly invoiceId?: unknown };
    return typeof invoiceId === 'string' && /^[A-Za-z0-9][A-Za-z0-9._@:-]{0,99}$/.test(invoiceId)
      ? invoiceId
      : undefined;
  } catch {
    return undefined;
  }
};
