import { Inject, Injectable } from '@nestjs/common';
import { EVENT_STORE } from '#event-store/module';
import { TicketClients } from '#identity';
import type { EventStore } from '#kernel';
import { ticketStream } from '../application/command-environment';
import { ticket } from '../domain/ticket';

/** Whose ticket it is, read from its stream: a view may not know it yet, and a client never changes. */
@Injectable()
export class StreamTicketClients extends TicketClients {
  constructor(@Inject(EVENT_STORE) private readonly store: EventStore) {
    super();
  }

  async clientOf(ticketId: string): Promise<string | undefined> {
    for (const freshness of ['cached', 'latest'] as const) {
      const { lifecycle } = (await this.store.load(ticketStream(ticketId), ticket, freshness)).state;
      if (lifecycle.status !== 'none') return lifecycle.client;
    }
    return undefined;
  }
}
