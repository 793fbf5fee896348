// Watches a process: which tickets it cannot go on with, and asks again until it can.

import type { Delivered } from '#event-store';
import { iso, type ProcessManager } from '#kernel';
import { ITSELF, type Stuck } from '#read-store';
import { type Runtime, reasonOf, roundOf } from './round';

/** How long a ticket that is stuck is left alone: twice as long after each attempt in vain. */
const FIRST_MS = 1_000;
const LONGEST_MS = 10 * 60_000;
/** How many are tried in one go, so that the others are not kept waiting. */
const AT_ONCE = 50;

export class Watchdog {
  readonly #process: ProcessManager;
  readonly #runtime: Runtime;
  /** As they were looked at last; and, by a clock that does not jump, when each is tried again. */
  #stuck: ReadonlyMap<string, Stuck> = new Map();
  readonly #tryAt = new Map<string, number>();
  /** Parked since then. */
  readonly #parked = new Set<string>();

  constructor(process: ProcessManager, runtime: Runtime) {
    this.#process = process;
    this.#runtime = runtime;
  }

  /** To be said before anything is heard: what was stuck before a restart is stuck still. */
  async begin(): Promise<void> {
    await this.#look();
    const itself = this.#stuck.get(ITSELF);
    if (itself) await this.#runtime.views.agenda.save(this.#process.name, { freed: [itself] });
  }

  /** Whether a ticket waits, so that what is recorded of it is not handed over. */
  holds(ticketId: string): boolean {
    return this.#parked.has(ticketId) || this.#stuck.has(ticketId);
  }

  /** Says so of tickets that were put down as stuck. */
  parked(tickets: readonly { readonly key: string; readonly reason: string }[]): void {
    const { name: process } = this.#process;
    for (const { key: ticket, reason } of tickets) {
      const attempts = (this.#stuck.get(ticket)?.attempts ?? 0) + 1;
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
    const stuck = [{ key: ITSELF, at: iso(clock.now()), reason: reasonOf(error) }];
    await views.agenda
      .save(this.#process.name, { stuck })
      .catch((failed) =>
        log.error({ process: this.#process.name, error: reasonOf(failed) }, 'that it has halted could not be noted'),
      );
  }

  /** Drives those whose time has come, or whom somebody asked for, on all that was recorded of them. */
  async askAgain(): Promise<void> {
    await this.#look();
    const now = performance.now();
    const turns = [...this.#stuck.values()]
      .filter(({ key, asked }) => key !== ITSELF && (asked || (this.#tryAt.get(key) ?? 0) <= now))
      .slice(0, AT_ONCE);
    if (turns.length === 0) return;
    const { views, clock, log } = this.#runtime;
    const { due, stuck } = await roundOf(
      this.#process,
      clock,
      turns.map(({ key }) => ({ key, story: () => this.#storyOf(key) })),
    );
    const inVain = new Set(stuck.map(({ key }) => key));
    const freed = turns.filter(({ key }) => !inVain.has(key));
    await views.agenda.save(this.#process.name, { due, stuck, freed });
    this.parked(stuck);
    for (const { key: ticket, since } of freed) {
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
    const found = await this.#runtime.views.agenda.stuck(this.#process.name);
    this.#stuck = new Map(found.map((one) => [one.key, one]));
    this.#parked.clear();
  }
}

const isBefore = (one: Delivered['position'], other: Delivered['position']): boolean =>
  one.commit === other.commit ? BigInt(one.prepare) < BigInt(other.prepare) : BigInt(one.commit) < BigInt(other.commit);

const backoff = (attempts: number): number => Math.min(FIRST_MS * 2 ** Math.max(0, attempts - 1), LONGEST_MS);
