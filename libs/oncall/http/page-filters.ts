import { type CsvColumns, choiceField, csvFields, idField, instantField } from '#http-kit';
import type { Filters } from '#http-kit/http';
import type { PageColumn, PageRow } from '../application/page-list';
import { PAGE_STATUSES } from '../domain/page';

/** Pages: the oldest first. */
export const PAGE_FILTERS: Filters<PageColumn> = {
  fields: {
    client: idField('client', 'acme'),
    status: choiceField('status', PAGE_STATUSES),
    dispatched: instantField('dispatchedAt'),
  },
  sorts: { dispatched: 'dispatchedAt' },
  sort: 'dispatched',
};

export type ListedPage = Omit<PageRow, 'person' | 'calledAt'>;
export const PAGE_CSV: CsvColumns<ListedPage> = {
  ...csvFields<ListedPage>(
    'ticketId',
    'page',
    'client',
    'priority',
    'status',
    'trigger',
    'contactedAt',
    'dispatchedAt',
  ),
  ...csvFields<ListedPage>('round', 'level', 'acknowledgedBy', 'endedAt', 'because'),
  calls: ({ calls }) => calls.map(({ person, outcome }) => `${person} ${outcome ?? 'under way'}`).join(' | '),
};
