import { APPROVAL_RULES } from '#approvals';
import { choiceField, idField, instantField, numberField, textField } from '#http-kit';
import { type Filters } from '#http-kit/http';
import { PRIORITIES } from '#policy';
import { CATEGORIES } from '#ticketing';
import type { TicketColumn, WorkEntryColumn } from '#ticketing/module';
import type { AfterHoursColumn } from '../application/after-hours-row';
import type { ReviewColumn } from '../application/fault-reviews';
import type { ProposalColumn } from '../application/proposals';
import type { RepeatColumn } from '../application/repeat-trouble-view';

/** Tickets that wait: the longest first. */
export const WAITING_TICKETS: Filters<TicketColumn> = {
  fields: {
    q: textField('text'),
    client: idField('client', 'acme'),
    priority: choiceField('priority', PRIORITIES),
    tier: numberField('tier'),
    category: choiceField('category', CATEGORIES),
    assignee: idField('assignee', 'anna'),
    opened: instantField('openedAt'),
  },
  sorts: { opened: 'openedAt' },
  sort: 'opened',
};

/** After-hours events that wait: the longest first. `atStake` in cents. */
export const WAITING_EVENTS: Filters<AfterHoursColumn> = {
  fields: {
    client: idField('client', 'acme'),
    since: instantField('at'),
    atStake: numberField('atStakeCents'),
  },
  sorts: { since: 'at', atStake: 'atStakeCents' },
  sort: 'since',
};

/** Fault reviews: the same, and by when they are due; `sort=due` has what is due first on top. */
export const WAITING_REVIEWS: Filters<ReviewColumn> = {
  ...WAITING_EVENTS,
  sorts: { ...WAITING_EVENTS.sorts, due: 'dueAt' },
};

/** Charged findings that a later one contradicts: the earliest first. `determined`: when the charged one was found. */
export const REPEAT_TROUBLE: Filters<RepeatColumn> = {
  fields: { client: idField('client', 'acme') },
  sorts: { determined: 'at' },
  sort: 'determined',
};

/** Acts that wait for a second person: the longest first. `cents` is by how much each changes what the client owes. */
export const WAITING_PROPOSALS: Filters<ProposalColumn> = {
  fields: {
    client: idField('client', 'acme'),
    by: idField('by', 'anna'),
    rule: choiceField('rule', APPROVAL_RULES),
    since: instantField('at'),
    cents: numberField('cents'),
  },
  sorts: { since: 'at', cents: 'cents' },
  sort: 'since',
};

/** Work that one person wrote down on two tickets for one time: the oldest first. `from`: when the earlier one began. */
export const OVERLAPPING_WORK: Filters<WorkEntryColumn> = {
  fields: { engineer: idField('engineer', 'erin'), from: instantField('from') },
  sorts: { from: 'from' },
  sort: 'from',
};
