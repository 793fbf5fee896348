// Which facts of a ticket its contact is written to about, and in which words. Templates are data: a line a kind, with the
// fields of the fact in double braces.

import { type Message as Fact, ms, type Recorded } from '#kernel';
import { localTime, type Zone } from '#policy';
import type { TicketEvent } from '#ticketing';

export const MESSAGE_KINDS = [
  'receipt',
  'reply',
  'action_requested',
  'restored',
  'resolved',
  'closed',
  'merged',
  'posting',
] as const;
export type MessageKind = (typeof MESSAGE_KINDS)[number];

const KIND_OF: { readonly [T in TicketEvent['type']]?: MessageKind } = {
  TicketOpened: 'receipt',
  ReplySent: 'reply',
  CustomerActionRequested: 'action_requested',
  ServiceRestored: 'restored',
  TicketResolved: 'resolved',
  TicketClosed: 'closed',
  TicketMerged: 'merged',
  TicketBilled: 'posting',
};
/** What a fact is written about as; nothing where it is no news to the client, or was told on the telephone. */
export const kindOf = (fact: Fact): MessageKind | undefined => {
  const kind = Object.hasOwn(KIND_OF, fact.type) ? KIND_OF[fact.type as TicketEvent['type']] : undefined;
  if (kind !== 'reply') return kind;
  const { channel, text } = fact as Extract<TicketEvent, { type: 'ReplySent' }>;
  return text !== undefined && (channel === undefined || channel === 'email' || channel === 'portal')
    ? kind
    : undefined;
};

/** `subject` goes behind the ticket's number. */
export type Template = { readonly subject: string; readonly text: string };
export const TEMPLATES: Readonly<Record<MessageKind, Template>> = {
  receipt: {
    subject: '{{summary}}',
    text: 'We have your message of {{at}}. It is ticket {{ticketId}}.\n\nAnswer this mail to add to it.',
  },
  reply: { subject: '{{summary}}', text: '{{text}}' },
  action_requested: {
    subject: 'We wait for you: {{summary}}',
    text: 'To go on with ticket {{ticketId}} we need this from you:\n\n{{ask}}\n\nAnswer this mail; the ticket goes on by itself.',
  },
  restored: { subject: 'Service is back: {{summary}}', text: 'Service was restored on {{at}}.' },
  resolved: {
    subject: 'Resolved: {{summary}}',
    text: 'Ticket {{ticketId}} was resolved on {{at}}: {{note}}\n\nIf it is not, say so in the ticketing system or call us. Without a word from you it closes on {{closes}}.',
  },
  closed: { subject: 'Closed: {{summary}}', text: 'Ticket {{ticketId}} was closed on {{at}}.' },
  merged: { subject: 'Goes on as {{into}}: {{summary}}', text: 'Ticket {{ticketId}} goes on as ticket {{into}}.' },
  posting: {
    subject: 'After-hours help: {{summary}}',
    text: 'For ticket {{ticketId}} {{amount}} was posted on {{at}}; the sum is {{balance}}. Ask us why: the ticket shows each minute.',
  },
};

export type Rendered = { readonly subject: string; readonly text: string };
const dollars = (cents: unknown): string => {
  const whole = Math.abs(Number(cents));
  return `${Number(cents) < 0 ? '-' : ''}$${Math.trunc(whole / 100)}.${String(whole % 100).padStart(2, '0')}`;
};
const fieldsOf = ({ event, stamp }: Recorded, ticketId: string, summary: string, zone: Zone) => {
  const { autoCloseAt, cents, balanceCents, ...fact } = event as unknown as Readonly<Record<string, unknown>>;
  return {
    ...fact,
    ticketId,
    summary,
    at: localTime(zone, ms(stamp.occurredAt)),
    ...(typeof autoCloseAt === 'string' && { closes: localTime(zone, ms(autoCloseAt)) }),
    ...(cents !== undefined && { amount: dollars(cents) }),
    ...(balanceCents !== undefined && { balance: dollars(balanceCents) }),
  };
};
const filled = (template: string, fields: Readonly<Record<string, unknown>>): string =>
  template.replace(/\{\{(\w+)\}\}/g, (_all, name: string) => String(fields[name] ?? ''));
/** A subject is one line, whatever a client once wrote into it. */
const oneLine = (text: string): string => text.replace(/\s+/gu, ' ').trim().slice(0, 200);

/** The message about a fact, by the clock of the ticket's policy. */
export const render = (fact: Recorded, ticketId: string, summary: string, zone: Zone): Rendered | undefined => {
  const kind = kindOf(fact.event);
  if (kind === undefined) return undefined;
  const fields = fieldsOf(fact, ticketId, summary, zone);
  const { subject, text } = TEMPLATES[kind];
  return { subject: oneLine(`[#${ticketId}] ${filled(subject, fields)}`), text: filled(text, fields) };
};

/** Facts that were recorded longer ago than that are history: a store that is read again writes to nobody. */
const FRESH_MS = 24 * 60 * 60_000;
export const isFresh = ({ stamp }: Recorded, now: number): boolean => now - ms(stamp.recordedAt) <= FRESH_MS;
export const messageIdOf = (ticketId: string, revision: number): string => `${ticketId}.${revision}`;
