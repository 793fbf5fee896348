import { choiceField, csvFields, flagField, idField, instantField, numberField, textField } from '#http-kit';
import { type Filters } from '#http-kit/http';
import { PRIORITIES } from '#policy';
import type { TicketColumn } from '../application/ticket-list';
import type { ListedTicket } from '../application/ticket-list-query';
import { STATUSES } from '../domain/lifecycle';
import { CATEGORIES } from '../domain/tier';

/** A line a ticket. */
export const TICKET_CSV = csvFields<ListedTicket>(
  'ticketId',
  'client',
  'status',
  'priority',
  'tier',
  'category',
  'channel',
  'summary',
  'assignee',
  'openedAt',
  'updatedAt',
  'cycle',
  'faultClass',
  'billedCents',
  'policyVersion',
);

/** What tickets can be searched by. */
export const TICKET_FILTERS: Filters<TicketColumn> = {
  fields: {
    q: textField('text'),
    client: idField('client', 'acme'),
    status: choiceField('status', STATUSES),
    open: flagField('open'),
    untriaged: flagField('untriaged'),
    priority: choiceField('priority', PRIORITIES),
    tier: numberField('tier'),
    category: choiceField('category', CATEGORIES),
    assignee: idField('assignee', 'anna'),
    opened: instantField('openedAt'),
    updated: instantField('updatedAt'),
    policyVersion: numberField('policyVersion'),
  },
  sorts: { opened: 'openedAt', updated: 'updatedAt' },
  sort: '-opened',
};
