// Watches a process: which tickets it cannot go on with, and asks again until it can.

import type { Delivered } from '#event-store';
import { iso, type ProcessManager } from '#kernel';
import { type ParkedTicket, WHOLE_PROCESS } from '#read-store';
import { type Runtime, reasonOf, roundOf } from './round';

/** How long a parked ticket is left alone: twice as long after each attempt in vain. */
const FIRST_MS = 1_000;
const LONGEST_MS = 10 * 60_000;
/** How many are tried in one go, so that the others are not kept waiting. */
const AT_ONCE = 50;

export class Watchdog {
  readonly #process: ProcessManager;
  readonly #runtime: Runtime;
  /** As they were looked at last; and, by a clock that does not jump, when each is tried again. */
  #known: ReadonlyMap<string, ParkedTicket> = new Map();
  readonly #tryAt = new Map<string, number>();
  /** Parked since then. */
  readonly #parked = new Set<string>();

  constructor(process: ProcessManager, runtime: Runtime) {
    this.#process = process;
    this.#runtime = runtime;
  }

  /** To be said before anything is heard: what was parked before a restart is parked still. */
  async begin(): Promise<void> {
    await this.#look();
    const itself = this.#known.get(WHOLE_PROCESS);
    if (itself) await this.#runtime.views.deadlines.save(this.#process.name, { released: [itself] });
  }

  /** Whether a ticket waits, so that what is recorded of it is not handed over. */
  holds(ticketId: string): boolean {
    return this.#parked.has(ticketId) || this.#known.has(ticketId);
  }

  /** Says so of tickets that were parked. */
  parked(tickets: readonly { readonly key: string; readonly reason: string }[]): void {
    const { name: process } = this.#process;
    for (const { key: ticket, reason } of tickets) {
      const attempts = (this.#known.get(ticket)?.attempts ?? 0) + 1;
      this.#parked.add(ticket);
      this.#tryAt.set(ticket, performance.now() + backoff(attempts));
      this.#runtime.log.error(
        { process, ticket, attempts, error: reason },
        'ticket parked: the process cannot go on with it. It is tried again; GET /stuck says what to do',
      );
    }
  }

  /** Puts down that the process as a whole stands still. */
  async haltedBy(error: unknown): Promise<void> {
    const { views, clock, log } = this.#runtime;
    const parked = [{ key: WHOLE_PROCESS, at: iso(clock.now()), reason: reasonOf(error) }];
    await views.deadlines
      .save(this.#process.name, { parked })
      .catch((failed) =>
        log.error({ process: this.#process.name, error: reasonOf(failed) }, 'that it has halted could not be noted'),
      );
  }

  /** Drives those whose time has come, or whom somebody asked for, on all that was recorded of them. */
  async askAgain(): Promise<void> {
    await this.#look();
    const now = performance.now();
    const turns = [...this.#known.values()]
      .filter(
        ({ key, retryRequested: asked }) => key !== WHOLE_PROCESS && (asked || (this.#tryAt.get(key) ?? 0) <= now),
      )
      .slice(0, AT_ONCE);
    if (turns.length === 0) return;
    const { views, clock, log } = this.#runtime;
    const { due, parked } = await roundOf(
      this.#process,
      clock,
      turns.map(({ key }) => ({ key, story: () => this.#storyOf(key) })),
    );
    const inVain = new Set(parked.map(({ key }) => key));
    const released = turns.filter(({ key }) => !inVain.has(key));
    await views.deadlines.save(this.#process.name, { due, parked, released });
    this.parked(parked);
    for (const { key: ticket, since } of released) {
      this.#tryAt.delete(ticket);
      log.info({ process: this.#process.name, ticket, since }, 'ticket goes on');
    }
    await this.#look();
  }

  /** All that it listens to of a ticket, in the order of the store: what it has heard already, it passes over. */
  async #storyOf(ticketId: string): Promise<readonly Delivered[]> {
    const { store } = this.#runtime;
    const streams = await Promise.all(this.#process.prefixes.map((prefix) => store.read(`${prefix}${ticketId}`)));
    return streams.flat().sort((one, other) => (isBefore(one.position, other.position) ? -1 : 1));
  }

  async #look(): Promise<void> {
    const found = await this.#runtime.views.deadlines.parked(this.#process.name);
    this.#known = new Map(found.map((one) => [one.key, one]));
    this.#parked.clear();
  }
}

const isBefore = (one: Delivered['position'], other: Delivered['position']): boolean =>
  one.commit === other.commit ? BigInt(one.prepare) < BigInt(other.prepare) : BigInt(one.commit) < BigInt(other.commit);

const backoff = (attempts: number): number => Math.min(FIRST_MS * 2 ** Math.max(0, attempts - 1), LONGEST_MS);
