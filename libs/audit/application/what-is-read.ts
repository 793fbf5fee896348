// Which questions are written down. Whatever tells of the ledger or of a history is, whoever asks. A ticket's page and its clocks
// are the desk's daily work, and to write down each view would be more than all else that is written: they are where an
// auditor asks, or where the past is asked about.

import type { ReadRecord } from '../domain/readings';

/** By the path of the route. */
const ALWAYS: Readonly<Record<string, ReadRecord>> = {
  '/ledger': 'ledger',
  '/ledger/months': 'ledger',
  '/statistics/after-hours': 'ledger',
  '/ledger/months/:month/lines': 'month',
  '/ledger/months/:month/tmf678': 'month',
  '/ledger/months/:month/invoices': 'month',
  '/tickets/:ticketId/billing': 'ticket-ledger',
  '/tickets/:ticketId/billing/link': 'ticket-ledger',
  '/tickets/:ticketId/history': 'ticket-history',
  '/tickets/:ticketId/events': 'ticket-history',
  '/tickets/:ticketId/bundle': 'ticket-history',
  '/feed/tickets/:ticketId': 'ticket-history',
  '/audit/streams/:stream': 'stream',
  '/audit/findings': 'findings',
  '/audit/duties': 'findings',
  '/keys/history': 'keys',
};
const OF_AN_AUDITOR_OR_THE_PAST: Readonly<Record<string, ReadRecord>> = {
  '/tickets/:ticketId': 'ticket',
  '/tickets/:ticketId/page': 'ticket',
  '/tickets/:ticketId/sla': 'ticket',
  '/tickets/:ticketId/sla/explanation': 'ticket',
};

/** What is read there; nothing where it is not written down. `question`: what stands behind the path. */
export const whatIsRead = (route: string, role: string, question = ''): ReadRecord | undefined => {
  const asked = new URLSearchParams(question);
  const isPast = asked.has('asOf') || asked.has('knownAt');
  return ALWAYS[route] ?? (role === 'auditor' || isPast ? OF_AN_AUDITOR_OR_THE_PAST[route] : undefined);
};
