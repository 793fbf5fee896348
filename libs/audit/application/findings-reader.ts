// What an auditor looks for, kept up to date: the store is read once, and later only what has come since. What people wrote is
// read sealed, so that nothing is kept that an erasure has to reach.

import type { Position, Store } from '#event-store';
import { categoryOf } from '#kernel';
import type { Duty } from '../domain/duties';
import { Findings, type Found } from '../domain/findings';
import type { Opener } from './open-events';

const READ = ['ticket', 'billing'];
const PAGE = 1_000;

/** `isComplete`: whether everything was read; else the reading goes on, and a later question finds more. */
export type Findable = {
  readonly found: readonly Found[];
  readonly duties: readonly Duty[];
  readonly events: number;
  readonly isComplete: boolean;
};

export class FindingsReader {
  readonly #store: Pick<Store, 'all'>;
  readonly #open: Opener;
  readonly #findings = new Findings();
  #from: Position | 'start' = 'start';
  #events = 0;
  #reading: Promise<void> | undefined;

  /** `open` leaves what was sealed as it is. */
  constructor(store: Pick<Store, 'all'>, open: Opener) {
    this.#store = store;
    this.#open = open;
  }

  /** Answers after `patienceMs` at the latest with what was found until then. Throws `StoreUnavailable`. */
  async find(patienceMs: number): Promise<Findable> {
    this.#reading ??= this.#read().finally(() => {
      this.#reading = undefined;
    });
    const late = Promise.withResolvers<'late'>();
    const timer = setTimeout(() => late.resolve('late'), patienceMs);
    this.#reading.catch(() => {}); // whoever waits hears of it; later ones read anew
    const ended = await Promise.race([this.#reading, late.promise]).finally(() => clearTimeout(timer));
    return {
      found: this.#findings.end().toSorted((one, other) => one.at.localeCompare(other.at)),
      duties: this.#findings.duties,
      events: this.#events,
      isComplete: ended !== 'late',
    };
  }

  async #read(): Promise<void> {
    for (;;) {
      const page = await this.#store.all(this.#from, PAGE);
      for (const { stored } of page.events) {
        this.#events++;
        if (READ.includes(categoryOf(stored.stream))) this.#findings.take(stored.stream, this.#open(stored));
      }
      this.#from = page.next ?? this.#from;
      if (page.isEnd) return;
    }
  }
}
