// What each after-hours event came to, so that two of one client can be held against each other: a row a ticket, a child
// row for each event that was charged or that cleared the client. No words of people: they are read from the streams.

import { type BillingEvent, KIND_OF } from '#billing';
import type { Delivered } from '#event-store';
import { subjectOf } from '#kernel';
import type { FaultClass } from '#policy';
import type { Projection } from '#read-store';
import type { TicketEvent } from '#ticketing';

/** The client is not at fault, for certain. Force majeure contradicts nobody, and undetermined says nothing. */
const CLEARS: readonly FaultClass[] = ['provider', 'third_party_provider_side'];
const BLAMES: readonly FaultClass[] = ['client', 'third_party_client_side', 'shared'];

/** The determination that stands for one event. */
export type Finding = {
  readonly cycle: number;
  readonly determinationId: string;
  readonly faultClass: FaultClass;
  /** When it was recorded. */
  readonly at: string;
};
type Money = { readonly cents: number; readonly chargedAt: string };
export type RepeatRow = {
  ticketId: string;
  client: string;
  /** What trouble is repeated on: the service that the ticket names, or its category where it names none. */
  service: string;
  policyId: string;
  policyVersion: number;
  side: 'charged' | 'cleared' | null;
  /** When it was determined. */
  at: string | null;
  /** On a child row: the event, what was found, and what is posted for it. */
  event?: number;
  finding?: Finding;
  money?: Money;
  /** `cycle ticketId determinationId` of what a reviewer has looked at. */
  dismissed: readonly string[];
  /** On the ticket's row: the after-hours event of each cycle, from the first. */
  cycles?: readonly number[];
  found?: Readonly<Record<number, Finding>>;
  posted?: Readonly<Record<number, Money>>;
  disputed?: number | null;
  isErased?: boolean;
};
export type RepeatColumn = 'ticketId' | 'client' | 'service' | 'side' | 'at';

type EventOf<T> = Extract<TicketEvent | BillingEvent, { type: T }>;
type Determined = EventOf<'FaultDetermined' | 'FaultDeterminationSuperseded'>;
type Posted = Extract<BillingEvent, { type: keyof typeof KIND_OF }>;
type DeliveredTypes =
  | Determined
  | Posted
  | EventOf<'TicketOpened' | 'TicketReopened' | 'TicketPolicyRebound' | 'FaultDisputed' | 'DisputeSettled'>
  | EventOf<'RepeatTroubleDismissed' | 'PersonalDataErased'>;
type Row = RepeatRow | undefined;

const known = (row: Row, { stream, stamp }: { stream: string; stamp: { revision: number } }): RepeatRow => {
  if (row) return row;
  throw new Error(`${stream}@${stamp.revision} comes before the ticket was opened.`);
};
export const dismissalOf = (cycle: number, ticketId: string, determinationId: string): string =>
  `${cycle} ${ticketId} ${determinationId}`;

const determined = (row: Row, recorded: Delivered<Determined>): RepeatRow => {
  const before = known(row, recorded);
  const { cycle, determination } = recorded.event;
  const { id: determinationId, faultClass } = determination;
  const finding = { cycle, determinationId, faultClass, at: recorded.stamp.recordedAt };
  return { ...before, found: { ...before.found, [before.cycles?.[cycle - 1] ?? 1]: finding } };
};
const posted = (row: Row, recorded: Delivered<Posted>): RepeatRow => {
  const before = known(row, recorded);
  const { event, balanceCents: cents, at } = recorded.event;
  const isCredit = recorded.event.type === 'CreditPosted';
  const chargedAt = (isCredit ? before.posted?.[event]?.chargedAt : undefined) ?? at;
  return { ...before, posted: { ...before.posted, [event]: { cents, chargedAt } } };
};

export const repeatTrouble: Projection<RepeatRow, DeliveredTypes, RepeatColumn> = {
  name: 'repeat-trouble',
  version: 2, // v2: measured on the service that the ticket names
  streams: ['ticket-', 'billing-'],
  key: ({ stream }) => subjectOf(stream),
  columns: { ticketId: 'text', client: 'text', service: 'text', side: 'text', at: 'text' },
  indexes: [
    ['side', 'at'],
    ['client', 'service', 'side', 'at'],
  ],
  onFailure: 'park',
  on: {
    TicketOpened: (_row, { event: { client, service, category, policyId, policyVersion }, stream }) => ({
      ticketId: subjectOf(stream),
      client,
      service: service ?? category,
      policyId,
      policyVersion,
      side: null,
      at: null,
      dismissed: [],
      cycles: [1],
      found: {},
      posted: {},
      disputed: null,
      isErased: false,
    }),
    TicketReopened: (row, recorded) => {
      const before = known(row, recorded);
      return { ...before, cycles: [...(before.cycles ?? []), recorded.event.event] };
    },
    TicketPolicyRebound: (row, recorded) => {
      const { policyId, policyVersion } = recorded.event;
      return { ...known(row, recorded), policyId, policyVersion };
    },
    FaultDetermined: determined,
    FaultDeterminationSuperseded: determined,
    FaultDisputed: (row, recorded) => ({ ...known(row, recorded), disputed: recorded.event.event }),
    DisputeSettled: (row, recorded) => ({ ...known(row, recorded), disputed: null }),
    RepeatTroubleDismissed: (row, recorded) => {
      const before = known(row, recorded);
      const { cycle, other } = recorded.event;
      return { ...before, dismissed: [...before.dismissed, dismissalOf(cycle, other.ticketId, other.determinationId)] };
    },
    PersonalDataErased: (row, recorded) => ({ ...known(row, recorded), isErased: true }),
    ChargePosted: posted,
    SupplementaryPosted: posted,
    CreditPosted: posted,
    ChargeRebilled: posted,
  },
  childRows: (row) =>
    Object.fromEntries(
      Object.entries(row.found ?? {}).flatMap(([event, finding]) => {
        const side = sideOf(row, Number(event), finding);
        return side ? [[`event-${event}`, childRow(row, Number(event), finding, side)]] : [];
      }),
    ),
};

/** A finding that is disputed is not the last word; where the evidence is erased nobody judges again. */
const sideOf = (row: RepeatRow, event: number, { faultClass }: Finding): RepeatRow['side'] => {
  if (row.isErased) return null;
  if (CLEARS.includes(faultClass)) return row.disputed === event ? null : 'cleared';
  return BLAMES.includes(faultClass) && (row.posted?.[event]?.cents ?? 0) > 0 ? 'charged' : null;
};
const childRow = (row: RepeatRow, event: number, finding: Finding, side: 'charged' | 'cleared'): RepeatRow => {
  const { ticketId, client, service, policyId, policyVersion, dismissed, posted: all } = row;
  const money = all?.[event];
  const about = { ticketId, client, service, policyId, policyVersion };
  return { ...about, side, at: finding.at, event, finding, ...(money && { money }), dismissed };
};
