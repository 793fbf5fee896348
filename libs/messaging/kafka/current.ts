// tickets.current: a compacted topic with the latest public state of each ticket, folded from its public events alone.

import type { Store } from '#event-store';
import type { AnyFold, Stamp } from '#kernel';
import { type PublicEvent, publicStream } from '../contract/public-event';
import type { Delivery, Item, Refused } from './delivery';

/** What holds of a ticket by its public events up to `revision`; a field is absent until an event has said it. */
export type CurrentTicket = {
  readonly ticketId: string;
  /** Of the last event that is in it: whoever has a later one need not look. */
  readonly revision: number;
  readonly recordedAt: string;
  readonly client?: string;
  readonly status?: 'open' | 'restored' | 'resolved' | 'closed' | 'cancelled' | 'rejected' | 'merged';
  readonly priority?: string;
  readonly tier?: number;
  readonly cycle?: number;
  /** Null once nobody has it any more. */
  readonly assignee?: string | null;
  readonly mergedInto?: string;
};

type CurrentTicketPatch = Omit<Partial<CurrentTicket>, 'ticketId' | 'revision' | 'recordedAt'>;
type PublicDataOf<T extends PublicEvent['type']> = Extract<PublicEvent, { type: T }>['data'];

/** What an event changes; one that is not here moves the revision alone. */
const CHANGES: { readonly [T in PublicEvent['type']]?: (data: PublicDataOf<T>) => CurrentTicketPatch } = {
  'com.faultline.ticket.opened.v1': ({ priority, tier }) => ({ status: 'open', priority, tier, cycle: 1 }),
  'com.faultline.ticket.prioritised.v1': ({ priority }) => ({ priority }),
  'com.faultline.ticket.escalated.v1': ({ to }) => ({ tier: to }),
  'com.faultline.ticket.assigned.v1': ({ assignee }) => ({ assignee }),
  'com.faultline.ticket.unassigned.v1': () => ({ assignee: null }),
  'com.faultline.ticket.deescalated.v1': ({ to }) => ({ tier: to }),
  'com.faultline.ticket.rejected.v1': () => ({ status: 'rejected' }),
  'com.faultline.ticket.restored.v1': () => ({ status: 'restored' }),
  'com.faultline.ticket.resolved.v1': () => ({ status: 'resolved' }),
  'com.faultline.ticket.closed.v1': () => ({ status: 'closed' }),
  'com.faultline.ticket.reopened.v1': ({ cycle }) => ({ status: 'open', cycle }),
  'com.faultline.ticket.cancelled.v1': () => ({ status: 'cancelled' }),
  'com.faultline.ticket.merged.v1': ({ into }) => ({ status: 'merged', mergedInto: into }),
};

/** `erasedAt`: the revision that said so. From there on nothing holds of the ticket. */
type State = CurrentTicket & { readonly erasedAt?: number };

const NOTHING: State = { ticketId: '', revision: -1, recordedAt: '' };
const changed = (state: State, event: PublicEvent, { revision }: Stamp): State => {
  const { ticketId, client } = event.data;
  const change = CHANGES[event.type] as ((data: PublicEvent['data']) => CurrentTicketPatch) | undefined;
  const erased = event.type === 'com.faultline.ticket.erased.v1' && { erasedAt: revision };
  return { ...state, ...change?.(event.data), ...erased, ticketId, client, revision, recordedAt: event.recordedAt };
};

/** Every public type has its place in it, so that the revision is that of the stream. */
const currentFold = (types: readonly string[]): AnyFold<State> => ({
  initial: NOTHING,
  evolve: Object.fromEntries(types.map((type) => [type, changed])),
});

const AT_ONCE = 32;

/** In the place of events, the state of their tickets as it is now: at least as new as they are. */
export class CurrentDelivery implements Pick<Delivery, 'deliver' | 'prepare' | 'stop' | 'trouble'> {
  readonly #delivery: Delivery;
  readonly #store: Pick<Store, 'load'>;
  readonly #fold: AnyFold<State>;

  constructor(delivery: Delivery, store: Pick<Store, 'load'>, types: readonly string[]) {
    this.#delivery = delivery;
    this.#store = store;
    this.#fold = currentFold(types);
  }

  get trouble(): string | undefined {
    return this.#delivery.trouble;
  }

  async deliver(items: readonly Item[]): Promise<readonly Refused[]> {
    const tickets = Map.groupBy(items, ({ ticketId }) => ticketId).entries();
    const states: Item[] = [];
    const lane = async () => {
      for (const [ticketId, its] of tickets) states.push(...(await this.#stateOf(ticketId, firstOf(its))));
    };
    await Promise.all(Array.from({ length: AT_ONCE }, lane));
    return this.#delivery.deliver(states);
  }

  prepare(): Promise<void> {
    return this.#delivery.prepare();
  }

  stop(): void {
    this.#delivery.stop();
  }

  /** Nothing, where all that was published since `first` came after the tombstone. */
  async #stateOf(ticketId: string, first: number): Promise<readonly Item[]> {
    const { state } = await this.#store.load(publicStream(ticketId), this.#fold, 'latest');
    const { erasedAt, ...current } = state;
    if (erasedAt !== undefined && first > erasedAt) return [];
    const value = erasedAt === undefined ? JSON.stringify(current) : null;
    return [{ ticketId, revision: state.revision, record: { key: ticketId, value } }];
  }
}

const firstOf = (items: readonly Item[]): number => Math.min(...items.map(({ revision }) => revision));
