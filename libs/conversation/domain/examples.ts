import type { TicketEvent } from '#ticketing';
import type { MessageKind } from './message';

/** A fact of each kind, to show what would be written about it. */
export const EXAMPLES: Readonly<Record<MessageKind, TicketEvent>> = {
  receipt: {
    type: 'TicketOpened',
    client: 'acme',
    channel: 'email',
    requested: 'P2',
    assigned: 'P3',
    summary: 'No calls in or out',
    category: 'general',
    tier: 1,
    policyId: 'standard-support',
    policyVersion: 1,
  },
  reply: { type: 'ReplySent', channel: 'email', text: 'We found the cause and are at it.' },
  action_requested: { type: 'CustomerActionRequested', ask: 'Please send the log of the router' },
  restored: { type: 'ServiceRestored', cycle: 1 },
  resolved: {
    type: 'TicketResolved',
    cycle: 1,
    code: 'power-restored',
    note: 'Moved the switch to another outlet',
    autoCloseAt: '2026-03-18T14:00:00.000Z',
  },
  closed: { type: 'TicketClosed', how: 'confirmed' },
  merged: { type: 'TicketMerged', into: '8Q2W5ZKTB', reason: 'The same outage' },
  posting: { type: 'TicketBilled', postingId: 'p1', event: 1, kind: 'charge', cents: 18_750, balanceCents: 18_750 },
};
