// Bundles of tickets for those who ask a running server: of what its store holds, and what its notary has signed for. It says
// nothing in their favour that they could not check themselves, without a server.

import { setImmediate as letOthers } from 'node:timers/promises';
import { META_STREAM, type Store, type Stored } from '#event-store';
import { DomainError, streamOf } from '#kernel';
import { type Bundle, streamsOfTicket, streamsThatBelong } from '../domain/bundle';
import { bundleText } from './bundle-text';
import { hasNotary, NotaryMismatch } from './notary-directory';
import type { Opener } from './open-events';
import { reportOf } from './report';
import { bundling, NotBundled } from './write-bundle';

/** The code of a bundle that cannot be made now. */
type BundleProblem = 'bundle.not-made';

/** What a server makes while others wait; more is made by `faultline-audit bundle`. */
const EVENTS_MAX = 20_000;

export class BundleMaker {
  readonly #store: Pick<Store, 'history'>;
  readonly #directory: string;
  readonly #open: Opener;
  /** One at a time: each holds the notary's whole log. */
  #making: Promise<unknown> = Promise.resolve();

  /** `directory`: the notary's. `open` leaves what was sealed as it is. */
  constructor(store: Pick<Store, 'history'>, directory: string, open: Opener) {
    this.#store = store;
    this.#directory = directory;
    this.#open = open;
  }

  /** The file, with the tickets that were merged with it; nothing where there is no such ticket. Throws `bundle.not-made`. */
  bundleOf(ticketId: string): Promise<string | undefined> {
    const made = this.#making.then(() => this.#make(ticketId));
    this.#making = made.catch(() => {}); // heard by whoever asked
    return made;
  }

  async #make(ticketId: string): Promise<string | undefined> {
    const { streams, events } = await this.#gather(ticketId);
    if (!events.some(({ stream }) => stream === streamOf('ticket', ticketId))) return undefined;
    if (!hasNotary(this.#directory)) throw notMade('No notary signs for this store, or none has begun.');
    const keys = events.flatMap(({ type, data }) =>
      type === 'SigningKeyRotated' ? [String((data as { key: unknown }).key)] : [],
    );
    const scope = { kind: 'ticket', ticketId } as const;
    try {
      const steps = bundling({ scope, streams, events, keys, directory: this.#directory });
      for (let step = steps.next(); ; step = steps.next()) {
        if (step.done) return this.#textOf(step.value.bundle, ticketId);
        await letOthers();
      }
    } catch (error) {
      if (error instanceof NotBundled || error instanceof NotaryMismatch)
        throw notMade(error.message.replaceAll(this.#directory, "The notary's log"));
      throw error;
    }
  }

  #textOf(bundle: Bundle, ticketId: string): string {
    if (bundle.events.some(({ stored: { stream } }) => stream === streamOf('ticket', ticketId)))
      return bundleText(bundle, reportOf(bundle, this.#open));
    throw notMade('No checkpoint covers the ticket yet. The notary signs every few seconds: ask again in a moment.');
  }

  async #gather(ticketId: string) {
    const events: Stored[] = [];
    const read = new Set<string>();
    for (let wanted = [...streamsOfTicket(ticketId), META_STREAM]; wanted.length > 0; ) {
      for (const stream of wanted) {
        read.add(stream);
        const room = EVENTS_MAX - events.length + 1;
        events.push(...(await this.#store.history(stream, { max: room })).map(({ stored }) => stored));
        if (events.length > EVENTS_MAX)
          throw notMade(`It would hold more than ${EVENTS_MAX} events. Make it with: faultline-audit bundle --ticket`);
      }
      wanted = [...streamsThatBelong(events)].filter((stream) => !read.has(stream));
    }
    return { events, streams: [...read] };
  }
}

const notMade = (why: string) => new DomainError<BundleProblem>('bundle.not-made', why);
