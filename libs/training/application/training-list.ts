// A row a training, and beside it a row for each who is invited, by which a client's own are found.

import type { Delivered } from '#event-store';
import { subjectOf } from '#kernel';
import type { Projection } from '#read-store';
import type { TrainingEvent } from '../domain/training';

export type TrainingRow = {
  readonly kind: 'training' | 'invitation';
  readonly trainingId: string;
  readonly status: 'released' | 'scheduled' | 'cancelled';
  readonly product: string;
  readonly feature: string;
  readonly url: string | null;
  readonly releasedAt: string;
  readonly startsAt: string | null;
  readonly endsAt: string | null;
  readonly joinUrl: string | null;
  readonly invited: readonly Invited[];
  /** Of an invitation's row. */
  readonly client: string | null;
  readonly contact: string | null;
  readonly attended: boolean | null;
};
type Invited = { readonly client: string; readonly contact: string; readonly attended: boolean };
export type TrainingColumn = 'kind' | 'status' | 'product' | 'releasedAt' | 'startsAt' | 'client';
type DeliveredEvent<E extends TrainingEvent = TrainingEvent> = Delivered<E>;

const known = (row: TrainingRow | undefined, { stream, stamp }: DeliveredEvent): TrainingRow => {
  if (row) return row;
  throw new Error(`${stream}@${stamp.revision} comes before the feature was released.`);
};
const withInvited = (row: TrainingRow, { client, contact, attended }: Invited): TrainingRow => ({
  ...row,
  invited: [
    ...row.invited.filter((one) => one.client !== client || one.contact !== contact),
    { client, contact, attended },
  ],
});

export const trainingList: Projection<TrainingRow, TrainingEvent, TrainingColumn> = {
  name: 'training-list',
  version: 1,
  streams: ['training-'],
  key: ({ stream }: DeliveredEvent) => subjectOf(stream),
  columns: { kind: 'text', status: 'text', product: 'text', releasedAt: 'text', startsAt: 'text', client: 'text' },
  indexes: [
    ['kind', 'releasedAt'],
    ['kind', 'startsAt'],
    ['kind', 'client', 'startsAt'],
  ],
  onFailure: 'park',
  childRows: (row) =>
    Object.fromEntries(
      row.invited.map((one) => [
        `invitation/${one.client}/${one.contact}`,
        { ...row, kind: 'invitation' as const, invited: [], ...one },
      ]),
    ),
  on: {
    FeatureReleased: (_none, { stream, stamp, event: { product, feature, url } }) => ({
      kind: 'training',
      trainingId: subjectOf(stream),
      status: 'released',
      product,
      feature,
      url: url ?? null,
      releasedAt: stamp.recordedAt,
      startsAt: null,
      endsAt: null,
      joinUrl: null,
      invited: [],
      client: null,
      contact: null,
      attended: null,
    }),
    TrainingScheduled: (row, recorded) => {
      const { startsAt, endsAt, joinUrl } = recorded.event;
      return { ...known(row, recorded), status: 'scheduled', startsAt, endsAt, joinUrl };
    },
    TrainingCancelled: (row, recorded) => ({ ...known(row, recorded), status: 'cancelled' }),
    StaffInvited: (row, recorded) => withInvited(known(row, recorded), { ...recorded.event, attended: false }),
    AttendanceNoted: (row, recorded) => withInvited(known(row, recorded), { ...recorded.event, attended: true }),
  },
};
