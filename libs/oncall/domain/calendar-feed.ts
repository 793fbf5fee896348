// calendar-<id>: one feed for a calendar program. Whoever has its address reads it, until it is revoked.

import { type Catalog, type Context, type Decider, DomainError, streamOf } from '#kernel';

export const FEED_KINDS = ['shifts', 'due', 'webinars'] as const;
export type FeedKind = (typeof FEED_KINDS)[number];

// Events. These names and fields are the storage format.
export type CalendarFeedCreated = {
  type: 'CalendarFeedCreated';
  kind: FeedKind;
  team: string;
  /** Only theirs: shifts they have, tickets that are assigned to them. */
  person?: string;
  /** SHA-256 of what its address ends in. */
  tokenHash: string;
};
export type CalendarFeedRevoked = { type: 'CalendarFeedRevoked' };
export type CalendarEvent = CalendarFeedCreated | CalendarFeedRevoked;

export const CALENDAR_EVENTS = {
  CalendarFeedCreated: { schemaVersion: 1 },
  CalendarFeedRevoked: { schemaVersion: 1 },
} as const satisfies Catalog<CalendarEvent>;

export type CalendarFeed =
  | { readonly status: 'none' | 'revoked' }
  | ({ readonly status: 'active' } & Omit<CalendarFeedCreated, 'type'>);
export type CalendarCommand = ({ type: 'CreateFeed' } & Omit<CalendarFeedCreated, 'type'>) | { type: 'RevokeFeed' };

export const calendarFeed: Decider<CalendarCommand, CalendarFeed, CalendarEvent, CalendarEvent, Context> = {
  initial: { status: 'none' },
  evolve: {
    CalendarFeedCreated: (_none, { type: _, ...feed }) => ({ status: 'active', ...feed }),
    CalendarFeedRevoked: () => ({ status: 'revoked' }),
  },
  decide: {
    CreateFeed: ({ kind, team, person, tokenHash }, { status }) =>
      status === 'none'
        ? [{ type: 'CalendarFeedCreated', kind, team, ...(person !== undefined && { person }), tokenHash }]
        : [],
    RevokeFeed: (_command, { status }) => {
      if (status === 'none') throw feedUnknown();
      return status === 'active' ? [{ type: 'CalendarFeedRevoked' }] : [];
    },
  },
};

export const calendarStream = (id: string) => streamOf('calendar', id);
export const feedUnknown = () =>
  new DomainError<CalendarProblem>(
    'calendar-feed.unknown',
    'There is no such feed, or it was revoked. Make another one.',
    { acts: ['MakeCalendarFeed'] },
  );
export type CalendarProblem = 'calendar-feed.unknown' | 'calendar-feed.shown';
