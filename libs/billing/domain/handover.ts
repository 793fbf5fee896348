// months-<policyId>: how the invoice of a client's month gets to the billing system. Somebody asks for it; that it is being handed
// over is recorded before it is, and where nobody knows what came of it, the billing system is asked under the invoice's key
// before anything is said again: two invoices for one month are never made.

import { iso, ms, type Stamp } from '#kernel';
import { invoiceKey, mustHaveLines } from './billed-lines';
import type { LedgerMonths } from './months';

type InvoiceKey = { readonly month: string; readonly client: string };

// Events. These names and fields are the storage format.
export type InvoiceAsked = { type: 'InvoiceAsked' } & InvoiceKey;
export type HandoverBegun = { type: 'HandoverBegun'; attempt: number; by: string } & InvoiceKey;
/** The billing system did not take it. It is tried again at `retryAt`; without one, when somebody asks anew. */
export type HandoverFailed = { type: 'HandoverFailed'; reason: string; retryAt?: string } & InvoiceKey;
/** Whether it took it nobody knows: it is looked up at `retryAt`. */
export type HandoverUncertain = { type: 'HandoverUncertain'; reason: string; retryAt: string } & InvoiceKey;
/** It was looked up and is not there: it is handed over again, under the same key. */
export type HandoverNotFound = { type: 'HandoverNotFound' } & InvoiceKey;
export type HandoverEvent = InvoiceAsked | HandoverBegun | HandoverFailed | HandoverUncertain | HandoverNotFound;

// State.
export const HANDOVER_STATES = ['asked', 'begun', 'uncertain', 'refused'] as const;
export type Handover = InvoiceKey & {
  readonly state: (typeof HANDOVER_STATES)[number];
  readonly attempts: number;
  /** When something is to be done about it; a refused one waits for somebody. */
  readonly dueAt: number;
  readonly by?: string;
  readonly reason?: string;
};

// Commands.
export type HandoverCommand =
  | ({ type: 'AskForInvoice' } & InvoiceKey)
  | ({ type: 'BeginHandover'; by: string } & InvoiceKey)
  | ({ type: 'NoteRefused'; reason: string; forGood: boolean } & InvoiceKey)
  | ({ type: 'NoteUncertain'; reason: string } & InvoiceKey)
  | ({ type: 'NoteNotFound' } & InvoiceKey);

/** Whoever hands over is done within this time, or dead. */
const HANDING_MS = 2 * 60_000;
const FIRST_PAUSE_MS = 60_000;
const LONGEST_PAUSE_MS = 60 * 60_000;
const pauseAfter = (attempts: number): number => Math.min(FIRST_PAUSE_MS * 2 ** (attempts - 1), LONGEST_PAUSE_MS);

const at = ({ handovers }: LedgerMonths, { month, client }: InvoiceKey) => handovers.get(invoiceKey(month, client));
const changed = (state: LedgerMonths, place: InvoiceKey, change: Omit<Handover, keyof InvoiceKey>): LedgerMonths => ({
  ...state,
  handovers: new Map([
    ...state.handovers,
    [invoiceKey(place.month, place.client), { month: place.month, client: place.client, ...change }],
  ]),
});
const attemptsOf = (state: LedgerMonths, place: InvoiceKey): number => at(state, place)?.attempts ?? 0;

export const evolveHandover = {
  InvoiceAsked: (state: LedgerMonths, event: InvoiceAsked, { recordedAt }: Stamp) =>
    changed(state, event, { state: 'asked', attempts: attemptsOf(state, event), dueAt: ms(recordedAt) }),
  HandoverBegun: (state: LedgerMonths, event: HandoverBegun, { recordedAt }: Stamp) =>
    changed(state, event, {
      state: 'begun',
      attempts: event.attempt,
      dueAt: ms(recordedAt) + HANDING_MS,
      by: event.by,
    }),
  HandoverFailed: (state: LedgerMonths, event: HandoverFailed, { recordedAt }: Stamp) =>
    changed(state, event, {
      state: event.retryAt === undefined ? 'refused' : 'asked',
      attempts: attemptsOf(state, event),
      dueAt: ms(event.retryAt ?? recordedAt),
      reason: event.reason,
    }),
  HandoverUncertain: (state: LedgerMonths, event: HandoverUncertain) =>
    changed(state, event, {
      state: 'uncertain',
      attempts: attemptsOf(state, event),
      dueAt: ms(event.retryAt),
      reason: event.reason,
    }),
  HandoverNotFound: (state: LedgerMonths, event: HandoverNotFound, { recordedAt }: Stamp) =>
    changed(state, event, { state: 'asked', attempts: attemptsOf(state, event), dueAt: ms(recordedAt) }),
};

type HandoverCommandOf<T extends HandoverCommand['type']> = Extract<HandoverCommand, { type: T }>;
export const decideHandover = {
  AskForInvoice: (
    { month, client }: HandoverCommandOf<'AskForInvoice'>,
    state: LedgerMonths,
  ): readonly HandoverEvent[] => {
    mustHaveLines(state, month, client);
    if (state.invoices.has(invoiceKey(month, client))) return [];
    const known = at(state, { month, client });
    return known && known.state !== 'refused' ? [] : [{ type: 'InvoiceAsked', month, client }];
  },
  BeginHandover: (
    { month, client, by }: HandoverCommandOf<'BeginHandover'>,
    state: LedgerMonths,
    context: { readonly at: string },
  ): readonly HandoverEvent[] => {
    const known = at(state, { month, client });
    if (known?.state !== 'asked' || known.dueAt > ms(context.at)) return [];
    return [{ type: 'HandoverBegun', month, client, attempt: known.attempts + 1, by }];
  },
  NoteRefused: (
    { month, client, reason, forGood }: HandoverCommandOf<'NoteRefused'>,
    state: LedgerMonths,
    context: { readonly at: string },
  ): readonly HandoverEvent[] => {
    const known = at(state, { month, client });
    if (known?.state !== 'begun') return [];
    const retry = forGood ? {} : { retryAt: iso(ms(context.at) + pauseAfter(known.attempts)) };
    return [{ type: 'HandoverFailed', month, client, reason, ...retry }];
  },
  NoteUncertain: (
    { month, client, reason }: HandoverCommandOf<'NoteUncertain'>,
    state: LedgerMonths,
    context: { readonly at: string },
  ): readonly HandoverEvent[] => {
    const known = at(state, { month, client });
    if (known?.state !== 'begun' && known?.state !== 'uncertain') return [];
    const retryAt = iso(ms(context.at) + pauseAfter(Math.max(1, known.attempts)));
    return [{ type: 'HandoverUncertain', month, client, reason, retryAt }];
  },
  NoteNotFound: (
    { month, client }: HandoverCommandOf<'NoteNotFound'>,
    state: LedgerMonths,
  ): readonly HandoverEvent[] =>
    at(state, { month, client })?.state === 'uncertain' ? [{ type: 'HandoverNotFound', month, client }] : [],
};

export type HandoverAction =
  | { readonly do: 'hand-over' | 'give-up' | 'look-up'; readonly handover: Handover }
  | { readonly do: 'wait'; readonly until: number }
  | { readonly do: 'rest' };
const ACTS = { asked: 'hand-over', begun: 'give-up', uncertain: 'look-up' } as const;
/** What is left to do, read from the state alone: the same after a crash, or on another machine. */
export const nextHandover = ({ handovers }: LedgerMonths, now: number): HandoverAction => {
  const open = [...handovers.values()].filter(({ state }) => state !== 'refused');
  const due = open.filter(({ dueAt }) => dueAt <= now).sort((one, other) => one.dueAt - other.dueAt)[0];
  if (due) return { do: ACTS[due.state as keyof typeof ACTS], handover: due };
  return open.length === 0 ? { do: 'rest' } : { do: 'wait', until: Math.min(...open.map(({ dueAt }) => dueAt)) };
};
