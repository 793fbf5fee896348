// Mails that somebody has to look at, the oldest first.

import type { Delivered } from '#event-store';
import { folded } from '#http-kit';
import { subjectOf } from '#kernel';
import type { Projection } from '#read-store';
import type { InboxEvent, QueuedBecause } from '../domain/inbox';
import type { MailFile } from '../domain/mail';

export type InboxRow = {
  readonly mailId: string;
  readonly because: QueuedBecause | null;
  /** How far its sender can be believed. */
  readonly sender: string;
  readonly ticketId: string | null;
  readonly from: string;
  readonly fromName: string | null;
  readonly subject: string;
  readonly said: string;
  readonly files: readonly MailFile[];
  readonly receivedAt: string;
  readonly waits: number;
  readonly text: string;
};
export type InboxColumn = 'because' | 'sender' | 'ticketId' | 'receivedAt' | 'waits' | 'text';
type DeliveredEvent = Delivered<InboxEvent>;

export const inboxList: Projection<InboxRow, InboxEvent, InboxColumn> = {
  name: 'inbox-list',
  version: 1,
  streams: ['inbox-'],
  key: ({ stream }: DeliveredEvent) => subjectOf(stream),
  columns: { because: 'text', sender: 'text', ticketId: 'text', receivedAt: 'text', waits: 'integer', text: 'text' },
  indexes: [['waits', 'receivedAt']],
  onFailure: 'park',
  forgets: (before, after) => before.waits === 1 && after === null,
  on: {
    // Who it is from is known before whether anybody has to look; a row that waits for nobody goes with the next event.
    MailReceived: (_none, { event, stream, stamp }) => ({
      mailId: subjectOf(stream),
      because: null,
      sender: event.sender,
      ticketId: null,
      from: '',
      fromName: null,
      subject: '',
      said: '',
      files: [],
      receivedAt: stamp.recordedAt,
      waits: 0,
      text: '',
    }),
    MailQueued: (row, { event, stream, stamp }) => ({
      mailId: subjectOf(stream),
      because: event.because,
      sender: row?.sender ?? 'unverified',
      ticketId: event.ticketId ?? null,
      from: event.from,
      fromName: event.fromName ?? null,
      subject: event.subject,
      said: event.text,
      files: event.files,
      receivedAt: stamp.recordedAt,
      waits: 1,
      text: folded(`${event.from} ${event.fromName ?? ''} ${event.subject}`),
    }),
    MailThreaded: () => null,
    MailIgnored: () => null,
    MailDiscarded: () => null,
  },
};
