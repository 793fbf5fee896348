// public-<ticketId>, as the public process writes it: each cause once, in the order in which it was heard.

import type { Decider, Fold } from '#kernel';
import { PUBLIC_TYPES } from '../contract/contract';
import type { Cause, PublicEvent } from '../contract/public-event';

/**
 * How far each of the ticket's streams has been told: its last revision that caused something. What lies before it was
 * told, or was not public when its turn came: a type that is new begins on the day when it is published.
 */
export type Published = Readonly<Record<Cause['stream'], number>>;
export type PublishEvents = { readonly type: 'PublishEvents'; readonly events: readonly PublicEvent[] };

const note = (published: Published, { cause }: PublicEvent): Published => ({
  ...published,
  [cause.stream]: cause.revision,
});

export const publication: Decider<PublishEvents, Published, PublicEvent> = {
  initial: { ticket: -1, sla: -1, billing: -1 },
  evolve: Object.fromEntries(PUBLIC_TYPES.map((type) => [type, note])) as unknown as Fold<
    Published,
    PublicEvent
  >['evolve'],
  decide: {
    PublishEvents: ({ events }, published) => events.filter(({ cause }) => cause.revision > published[cause.stream]),
  },
};
