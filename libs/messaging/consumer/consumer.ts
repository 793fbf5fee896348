// For whoever consumes the public events, by Kafka, webhook or feed: it drops what was seen, notices what was not, and
// fetches it. It keeps nothing: how far each ticket was handled is kept with what the handling brought about.

import type { CloudEvent } from '../contract/cloud-events';
import { placeOf, sayGap, sequenceOf } from './place';

export type ConsumerPorts = {
  /** The sequence of the last event of a ticket that was handled; -1 where there was none. */
  readonly seen: (ticketId: string) => number | Promise<number>;
  /**
   * Does what the event asks for and keeps its sequence, in one transaction: then each event takes effect once.
   * What it throws, `take` throws; nothing behind it is handled before it.
   */
  readonly handle: (event: CloudEvent) => void | Promise<void>;
  /** The events of a ticket from a sequence on (inclusive), in order: `feedAt(url, key)` asks the feed for them. */
  readonly fetchMissed: (ticketId: string, from: number) => Promise<readonly CloudEvent[]>;
  /** Hears of every gap, in words, before it is filled. */
  readonly onGap?: (gap: string) => void;
};

/** What became of an event: handled (with so many before it that were missing), or dropped because it was seen. */
export type Taken = { readonly is: 'handled'; readonly fetched: number } | { readonly is: 'seen' };

/** The feed does not have what is missing. Take the event again later: it is not lost, and nothing was passed over. */
export class StillMissing extends Error {
  override readonly name = 'StillMissing';
}

export class Consumer {
  readonly #ports: ConsumerPorts;
  /** The event at hand of each ticket: one after the other, while tickets do not wait for each other. */
  readonly #turns = new Map<string, Promise<unknown>>();

  constructor(ports: ConsumerPorts) {
    this.#ports = ports;
  }

  /** Handles an event once and in its turn, however often and in whatever order events come. Throws `StillMissing`. */
  take(event: CloudEvent): Promise<Taken> {
    const { subject } = event;
    const before = this.#turns.get(subject) ?? Promise.resolve();
    const turn = before.catch(() => undefined).then(() => this.#take(event));
    this.#turns.set(subject, turn);
    const forget = () => {
      if (this.#turns.get(subject) === turn) this.#turns.delete(subject);
    };
    turn.then(forget, forget);
    return turn;
  }

  async #take(event: CloudEvent): Promise<Taken> {
    const { seen, handle, onGap } = this.#ports;
    const place = placeOf(await seen(event.subject), event);
    if (place.is === 'seen') return place;
    if (place.is === 'next') {
      await handle(await this.#whole(event));
      return { is: 'handled', fetched: 0 };
    }
    onGap?.(sayGap(event.subject, place));
    await this.#fill(event, place);
    await handle(await this.#whole(event));
    return { is: 'handled', fetched: place.got - place.expected };
  }

  /** An event that came as a reference, with its data. */
  async #whole(event: CloudEvent): Promise<CloudEvent> {
    if (event.data !== undefined) return event;
    const sequence = sequenceOf(event);
    const found = (await this.#ports.fetchMissed(event.subject, sequence)).find((one) => sequenceOf(one) === sequence);
    if (found) return found;
    throw new StillMissing(`ticket ${event.subject}: ${sequence} came as a reference, and the feed does not have it`);
  }

  async #fill({ subject }: CloudEvent, { expected, got }: { expected: number; got: number }): Promise<void> {
    const { handle, fetchMissed } = this.#ports;
    let next = expected;
    while (next < got) {
      const found = (await fetchMissed(subject, next)).filter((event) => sequenceOf(event) < got);
      const [first] = found;
      if (!first || sequenceOf(first) !== next)
        throw new StillMissing(`${sayGap(subject, { expected: next, got })}, and the feed does not have it`);
      for (const event of found) {
        const place = placeOf(next - 1, event);
        if (place.is === 'seen') continue;
        if (place.is === 'gap') throw new StillMissing(`${sayGap(subject, place)}, in the feed's own answer`);
        await handle(event);
        next++;
      }
    }
  }
}

const ANSWERS_WITHIN_MS = 30_000;

/** Asks a Faultline server for what was missed. `key`: an API key that may see the ticket. Throws where it answers no. */
export const feedAt =
  (url: string, key: string): ConsumerPorts['fetchMissed'] =>
  async (ticketId, from) => {
    const address = `${url}/feed/tickets/${encodeURIComponent(ticketId)}?from=${from}`;
    const response = await fetch(address, {
      headers: { authorization: `Bearer ${key}` },
      signal: AbortSignal.timeout(ANSWERS_WITHIN_MS),
    });
    if (!response.ok)
      throw new Error(`${address} answered ${response.status}: ${(await response.text()).slice(0, 300)}`);
    return ((await response.json()) as { events: readonly CloudEvent[] }).events;
  };
