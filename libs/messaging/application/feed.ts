import { Inject, Injectable } from '@nestjs/common';
import { EVENT_STORE } from '#event-store/module';
import type { EventStore } from '#kernel';
import type { ReadStore } from '#read-store';
import { READ_STORE } from '#read-store/module';
import { forClient } from '../contract/for-client';
import { messageOf, type PublicMessage } from '../contract/message';
import { publicStream } from '../contract/public-event';
import { behindPlace, publicFeed } from './public-feed';

export type FeedPage = {
  readonly messages: readonly { readonly place: string; readonly client: string; readonly message: PublicMessage }[];
  /** There is more already. */
  readonly more: boolean;
};
/** `after`: the place up to which it was read. `clients`: whose events, where not everybody's. */
export type FeedQuestion = {
  readonly after?: string | undefined;
  readonly limit: number;
  readonly clients?: readonly string[] | undefined;
};

/** `from`: a revision, inclusive. */
export type TicketFeedQuestion = Pick<FeedQuestion, 'limit' | 'clients'> & {
  readonly ticketId: string;
  readonly from: number;
};

/** An event as whoever listens hears it: a client's key without the names of staff. */
export const heardBy = <T extends { readonly message: PublicMessage }>(
  clients: readonly string[] | undefined,
  row: T,
): T => (clients === undefined ? row : { ...row, message: forClient(row.message) });

/** The public events, for those who have no Kafka. */
@Injectable()
export class Feed {
  constructor(
    @Inject(READ_STORE) private readonly views: ReadStore,
    @Inject(EVENT_STORE) private readonly store: EventStore,
  ) {}

  /** All tickets, in the order of the store. Throws `ViewNotReady` while the feed is being filled for the first time. */
  async page({ after, limit, clients }: FeedQuestion): Promise<FeedPage> {
    const where = {
      ...(after !== undefined && { place: { from: behindPlace(after) } }),
      ...(clients !== undefined && { client: clients }),
    };
    const { rows, next } = await this.views.view(publicFeed).find({ where, order: { by: 'place' }, limit });
    return { messages: rows.map((row) => heardBy(clients, row)), more: next !== undefined };
  }

  /** The place of the last event; nothing while there is none. */
  async head(): Promise<string | undefined> {
    const { rows } = await this.views.view(publicFeed).find({ order: { by: 'place', descending: true }, limit: 1 });
    return rows[0]?.place;
  }

  /** One ticket from a revision on (inclusive), straight from its stream: what is recorded is there. */
  async ticket({ ticketId, from, limit, clients }: TicketFeedQuestion): Promise<readonly PublicMessage[]> {
    const stream = publicStream(ticketId);
    const recorded = await this.store.read(stream, from);
    return recorded
      .slice(0, limit)
      .map(({ event, stamp }) => heardBy(clients, { message: messageOf({ stream, event, stamp }) }).message);
  }
}
