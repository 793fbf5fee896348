import { type CsvColumns, choiceField, flagField, idField, instantField, numberField } from '#http-kit';
import { type Filters } from '#http-kit/http';
import { PRIORITIES } from '#policy';
import { OPEN_STATUSES } from '#ticketing';
import type { BoardColumn } from '../application/sla-board';
import type { BoardLine } from '../application/sla-board-query';
import { TARGETS } from '../domain/clocks';

/** What the board can be asked for. */
export const BOARD_FILTERS: Filters<BoardColumn> = {
  fields: {
    client: idField('client', 'acme'),
    status: choiceField('status', OPEN_STATUSES),
    priority: choiceField('priority', PRIORITIES),
    tier: numberField('tier'),
    assignee: idField('assignee', 'anna'),
    next: choiceField('nextTarget', TARGETS),
    due: instantField('urgentAt'),
    breached: numberField('breached'),
    onHold: flagField('onHold'),
  },
  sorts: { due: 'urgentAt' },
  sort: 'due',
};

const { client, status, priority, tier, assignee } = BOARD_FILTERS.fields;
/** What its counts can be asked for: what they count by is not among it. */
export const COUNT_FILTERS = {
  ...BOARD_FILTERS,
  fields: { client, status, priority, tier, assignee },
  words: ['after'],
} as Filters<BoardColumn>;

export const BOARD_CSV: CsvColumns<BoardLine> = {
  ticket: (row) => row.ticketId,
  client: (row) => row.client,
  priority: (row) => row.priority,
  tier: (row) => row.tier,
  status: (row) => row.status,
  assignee: (row) => row.assignee,
  next_target: (row) => row.nextTarget,
  next_due_at: (row) => row.nextDueAt,
  urgent_local: (row) => row.urgentLocal,
  overdue_target: (row) => row.overdueTarget,
  overdue_since: (row) => row.overdueAt,
  minutes_left: (row) => row.minutesLeft,
  on_calendar: (row) => row.calendar,
  says: (row) => row.says.join(' and '),
};
