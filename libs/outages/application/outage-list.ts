// A row an outage, and beside it a row for each of its tickets, by which the outage of a ticket is found.

import { type Delivered, ERASED } from '#event-store';
import { folded } from '#http-kit';
import { subjectOf } from '#kernel';
import type { Projection } from '#read-store';
import type { OutageEvent } from '../domain/outage-events';

export type OutageRow = {
  readonly kind: 'outage' | 'ticket';
  readonly outageId: string;
  readonly status: 'open' | 'closed';
  readonly summary: string;
  readonly openedAt: string;
  readonly startedAt: string | null;
  readonly closedAt: string | null;
  readonly faultClass: string | null;
  readonly notices: number;
  readonly attached: readonly { readonly ticketId: string; readonly client: string }[];
  /** Of a ticket's row. */
  readonly ticketId: string | null;
  readonly client: string | null;
  readonly text: string;
};
export type OutageColumn = 'kind' | 'status' | 'openedAt' | 'ticketId' | 'client' | 'text';
type DeliveredEvent<E extends OutageEvent = OutageEvent> = Delivered<E>;

const known = (row: OutageRow | undefined, { stream, stamp }: DeliveredEvent): OutageRow => {
  if (row) return row;
  throw new Error(`${stream}@${stamp.revision} comes before the outage was opened.`);
};

export const outageList: Projection<OutageRow, OutageEvent, OutageColumn> = {
  name: 'outage-list',
  version: 1,
  streams: ['outage-'],
  key: ({ stream }: DeliveredEvent) => subjectOf(stream),
  columns: { kind: 'text', status: 'text', openedAt: 'text', ticketId: 'text', client: 'text', text: 'text' },
  indexes: [
    ['kind', 'status', 'openedAt'],
    ['kind', 'ticketId'],
  ],
  onFailure: 'park',
  forgets: (before, after) => before.summary !== ERASED && after?.summary === ERASED,
  childRows: (row) =>
    Object.fromEntries(
      row.attached.map(({ ticketId, client }) => [
        `ticket/${ticketId}`,
        { ...row, kind: 'ticket' as const, attached: [], ticketId, client },
      ]),
    ),
  on: {
    OutageOpened: (_none, { stream, stamp, event: { summary, startedAt } }) => ({
      kind: 'outage',
      outageId: subjectOf(stream),
      status: 'open',
      summary,
      openedAt: stamp.recordedAt,
      startedAt: startedAt ?? null,
      closedAt: null,
      faultClass: null,
      notices: 0,
      attached: [],
      ticketId: null,
      client: null,
      text: folded(`${subjectOf(stream)} ${summary}`),
    }),
    OutageTicketAttached: (row, recorded) => {
      const { ticketId, client } = recorded.event;
      const before = known(row, recorded);
      return { ...before, attached: [...before.attached, { ticketId, client }] };
    },
    OutageTicketDetached: (row, recorded) => {
      const before = known(row, recorded);
      return { ...before, attached: before.attached.filter(({ ticketId }) => ticketId !== recorded.event.ticketId) };
    },
    OutageNoticeGiven: (row, recorded) => ({ ...known(row, recorded), notices: known(row, recorded).notices + 1 }),
    OutageNoticePassedOn: (row, recorded) => known(row, recorded),
    OutageCauseProposed: (row, recorded) => known(row, recorded),
    OutageCauseFound: (row, recorded) => ({ ...known(row, recorded), faultClass: recorded.event.faultClass }),
    OutageClosed: (row, recorded) => ({
      ...known(row, recorded),
      status: 'closed',
      closedAt: recorded.stamp.recordedAt,
    }),
    OutageErased: (row, recorded) => ({ ...known(row, recorded), summary: ERASED, text: '' }),
  },
};
