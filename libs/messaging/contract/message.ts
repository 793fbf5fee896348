import { type Recorded, subjectOf } from '#kernel';
import type { PublicEvent } from './public-event';

/** A public event on its way out: what it says, which ticket it is of, and where it stands among that ticket's events. */
export type PublicMessage = {
  /** The ticket. Order is kept within a key, and promised nowhere else. */
  readonly key: string;
  /** In `public-<key>`, from 0, without gaps. */
  readonly revision: number;
  /** The revision before it; -1 before the first. */
  readonly previous: number;
} & Omit<PublicEvent, 'cause'>;

/** The message that copies a recorded event of `public-<ticketId>`. */
export const messageOf = ({ stream, event, stamp }: Recorded & { readonly stream: string }): PublicMessage => {
  const { type, id, time, recordedAt, data } = event as PublicEvent;
  const { revision } = stamp;
  return {
    key: subjectOf(stream),
    revision,
    previous: revision - 1,
    type,
    id,
    time,
    recordedAt,
    data,
  } as PublicMessage;
};
