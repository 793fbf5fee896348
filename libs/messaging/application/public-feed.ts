// One row a public event, in the order of the store: what the feed pages through. Copied, never computed.

import type { Delivered } from '#event-store';
import { subjectOf } from '#kernel';
import type { Projection } from '#read-store';
import { PUBLIC_TYPES } from '../contract/contract';
import { messageOf, type PublicMessage } from '../contract/message';
import type { PublicEvent } from '../contract/public-event';

export type FeedRow = {
  /** Where it stands among all public events; also the cursor of whoever has read so far. Sorts as text. */
  readonly place: string;
  readonly client: string;
  readonly message: PublicMessage;
};
type FeedColumn = 'place' | 'client';

const digits = (number: string | number, length: number) => String(number).padStart(length, '0');

/** Position and revision at their full length, so that places sort as the store does. */
const placeOf = ({ position, stream, stamp }: Delivered): string =>
  `${digits(position.commit, 20)}-${subjectOf(stream)}-${digits(stamp.revision, 10)}`;

/** What a cursor looks like; anything else was not given out here. */
export const PLACE = /^\d{20}-[A-Za-z0-9]{1,40}-\d{10}$/;
/** Behind this place and before every other one. */
export const behindPlace = (place: string): string => `${place}~`;

const row = (_none: FeedRow | undefined, recorded: Delivered<PublicEvent>): FeedRow => ({
  place: placeOf(recorded),
  client: recorded.event.data.client,
  message: messageOf(recorded),
});

export const publicFeed: Projection<FeedRow, PublicEvent, FeedColumn> = {
  name: 'public-feed',
  version: 1,
  streams: ['public-'],
  key: ({ stream, stamp }) => `${subjectOf(stream)}/${digits(stamp.revision, 10)}`,
  columns: { place: 'text', client: 'text' },
  indexes: [['place'], ['client', 'place']],
  // Whoever reads on has passed the places of those that would come later: nobody may be left behind.
  onFailure: 'halt',
  on: Object.fromEntries(PUBLIC_TYPES.map((type) => [type, row])) as unknown as Projection<
    FeedRow,
    PublicEvent,
    FeedColumn
  >['on'],
};
