// One row a page, for whoever looks who is called and whether they came; a child row for each call, for fairness.

import type { Delivered } from '#event-store';
import { subjectOf } from '#kernel';
import type { RosterLevel } from '#policy';
import type { Projection } from '#read-store';
import type { Page } from '../domain/page';
import type { PageEvent, PageTrigger } from '../domain/page-events';
import type { ChannelKind } from '../domain/roster-document';

/** One message to one person. `outcome`: null while it is under way. */
export type PageCall = {
  readonly attempt: number;
  readonly round: number;
  readonly level: RosterLevel;
  readonly person: string;
  readonly channel: ChannelKind;
  readonly at: string;
  readonly outcome: 'delivered' | 'refused' | 'unknown' | 'abandoned' | null;
};
export type PageRow = {
  readonly ticketId: string;
  readonly page: number;
  readonly client: string;
  readonly priority: string;
  readonly status: Page['status'];
  readonly trigger: PageTrigger['how'];
  readonly contactedAt: string;
  readonly dispatchedAt: string;
  readonly round: number;
  readonly level: RosterLevel | null;
  readonly acknowledgedBy: string | null;
  /** When it was acknowledged, ended or exhausted. */
  readonly endedAt: string | null;
  readonly because: string | null;
  readonly calls: readonly PageCall[];
  /** Of a child row: who was called, and when. */
  readonly person: string | null;
  readonly calledAt: string | null;
};
export type PageColumn = 'client' | 'status' | 'dispatchedAt' | 'person' | 'calledAt';
type DeliveredEvent<E extends PageEvent = PageEvent> = Delivered<E>;

const known = (row: PageRow | undefined, { stream, stamp }: DeliveredEvent): PageRow => {
  if (row) return row;
  throw new Error(`${stream}@${stamp.revision} comes before the page was dispatched.`);
};
const settled = (row: PageRow, which: number, outcome: PageCall['outcome']): PageRow => ({
  ...row,
  calls: row.calls.map((call) => (call.attempt === which ? { ...call, outcome } : call)),
});
const over = (recorded: DeliveredEvent, row: PageRow | undefined, change: Partial<PageRow>): PageRow => ({
  ...known(row, recorded),
  endedAt: recorded.stamp.recordedAt,
  ...change,
});

export const pageList: Projection<PageRow, PageEvent, PageColumn> = {
  name: 'page-list',
  version: 1,
  streams: ['page-'],
  key: ({ stream, event }) => `${subjectOf(stream)}/${event.page}`,
  columns: { client: 'text', status: 'text', dispatchedAt: 'text', person: 'text', calledAt: 'text' },
  indexes: [['status', 'dispatchedAt'], ['person', 'calledAt'], ['calledAt']],
  onFailure: 'park',
  on: {
    PageDispatched: (_none, { stream, stamp, event }) => ({
      ticketId: subjectOf(stream),
      page: event.page,
      client: event.client,
      priority: event.priority,
      status: 'active',
      trigger: event.trigger.how,
      contactedAt: event.trigger.at,
      dispatchedAt: stamp.recordedAt,
      round: 1,
      level: event.plan.levels[0] ?? null,
      acknowledgedBy: null,
      endedAt: null,
      because: null,
      calls: [],
      person: null,
      calledAt: null,
    }),
    PageWithheld: () => null,
    PageAttempted: (row, recorded) => {
      const { type: _, page: __, linkHash: ___, ...call } = recorded.event;
      const before = known(row, recorded);
      return { ...before, calls: [...before.calls, { ...call, at: recorded.stamp.recordedAt, outcome: null }] };
    },
    PageDelivered: (row, recorded) => settled(known(row, recorded), recorded.event.attempt, 'delivered'),
    PageFailed: (row, recorded) => settled(known(row, recorded), recorded.event.attempt, recorded.event.outcome),
    PageEscalated: (row, recorded) => ({
      ...known(row, recorded),
      round: recorded.event.round,
      level: recorded.event.to,
    }),
    PageAcknowledged: (row, recorded) =>
      over(recorded, row, { status: 'acknowledged', acknowledgedBy: recorded.event.person }),
    PageEnded: (row, recorded) => over(recorded, row, { status: 'ended', because: recorded.event.because }),
    PageExhausted: (row, recorded) => over(recorded, row, { status: 'exhausted' }),
  },
  childRows: (row) =>
    Object.fromEntries(
      row.calls.map((call) => [
        `call-${call.attempt}`,
        { ...row, calls: [call], status: 'ended', dispatchedAt: '', person: call.person, calledAt: call.at },
      ]),
    ),
};
