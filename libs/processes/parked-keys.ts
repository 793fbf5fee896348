// What one consumer has parked, as it was looked at last, and when each is tried again. The truth is the table.

import type { Log } from '#event-store';
import { type ParkedTicket, type Parking, WHOLE_CONSUMER } from '#read-store';

const FIRST_MS = 1_000;
const LONGEST_MS = 10 * 60_000;
/** Twice as long after each attempt in vain. */
const growingWait = (attempts: number): number => Math.min(FIRST_MS * 2 ** Math.max(0, attempts - 1), LONGEST_MS);
/** How many are tried in one go, so that the others are not kept waiting. */
const AT_ONCE = 50;
/** Where nothing is known to be parked the table is looked at as seldom: somebody else may have parked something. */
const LOOKS_EVERY = 10;

export type ParkedKeysPorts = {
  readonly name: string;
  readonly load: () => Promise<readonly ParkedTicket[]>;
  readonly retryAfterMs?: ((attempts: number) => number) | undefined;
  readonly log?: Log | undefined;
};

export class ParkedKeys {
  readonly #ports: ParkedKeysPorts;
  #known = new Map<string, Pick<ParkedTicket, 'attempts' | 'revision'>>();
  /** By a clock that does not jump. What was parked before a restart is tried at once, if it is ever tried unasked. */
  readonly #tryAt = new Map<string, number>();
  #looked = 0;

  constructor(ports: ParkedKeysPorts) {
    this.#ports = ports;
  }

  get count(): number {
    return this.#known.size;
  }

  has(key: string): boolean {
    return this.#known.has(key);
  }

  /** From which revision on it waits. */
  revisionOf(key: string): number {
    return this.#known.get(key)?.revision ?? 0;
  }

  async load(): Promise<readonly ParkedTicket[]> {
    const found = (await this.#ports.load()).filter(({ key }) => key !== WHOLE_CONSUMER);
    this.#known = new Map(found.map((one) => [one.key, one]));
    for (const key of this.#tryAt.keys()) if (!this.#known.has(key)) this.#tryAt.delete(key);
    return found;
  }

  /** Those whose time has come, and those of which somebody has requested a retry. */
  async due(): Promise<readonly ParkedTicket[]> {
    if (this.count === 0 && ++this.#looked % LOOKS_EVERY !== 0) return [];
    const { retryAfterMs = growingWait } = this.#ports;
    const now = performance.now();
    const unasked = Number.isFinite(retryAfterMs(1)) ? 0 : Number.POSITIVE_INFINITY;
    return (await this.load())
      .filter(({ key, retryRequested }) => retryRequested || (this.#tryAt.get(key) ?? unasked) <= now)
      .slice(0, AT_ONCE);
  }

  /** To be said when it is noted in the table. */
  parked(tickets: readonly Pick<Parking, 'key' | 'reason' | 'place'>[]): void {
    const { name: consumer, retryAfterMs = growingWait, log } = this.#ports;
    for (const { key: ticket, reason, place } of tickets) {
      const before = this.#known.get(ticket);
      const attempts = (before?.attempts ?? 0) + 1;
      const revision = before?.revision ?? place?.revision ?? 0;
      this.#known.set(ticket, { attempts, revision });
      this.#tryAt.set(ticket, performance.now() + retryAfterMs(attempts));
      log?.error(
        { consumer, ticket, attempts, error: reason },
        'ticket parked: the consumer cannot go on with it. GET /stuck says what to do',
      );
    }
  }
}
