import { type DeadlineChanges, type DeadlineStore, WHOLE_PROCESS } from '#read-store';
import type { Refused } from './delivery';

/** More than this are not single tickets any more. */
export const PARKED_MAX = 1_000;
/** Later than any instant: whatever is due at all. */
const EVER = '9999';

type Parked = Refused & {
  readonly dueAt: string;
  /** A retry at once was requested. */
  readonly retryRequested?: boolean;
  /** The versions of both rows as they were read; absent where they have not been. */
  readonly version?: number;
  readonly parkedVersion?: number;
};

/**
 * The tickets of which nothing goes out, because one of their events could not. Each has two rows in the publisher's
 * deadline store, written in one transaction with the checkpoint: a deadline, which holds the revision to go on from and
 * the next attempt, and a parked ticket, for people. The deadline is the truth.
 */
export class ParkedTickets {
  readonly #deadlines: DeadlineStore;
  readonly #publisher: string;
  #tickets = new Map<string, Parked>();

  constructor(deadlines: DeadlineStore, publisher: string) {
    this.#deadlines = deadlines;
    this.#publisher = publisher;
  }

  has(ticketId: string): boolean {
    return this.#tickets.has(ticketId);
  }

  all(): readonly Refused[] {
    return [...this.#tickets.values()].map(({ ticketId, revision, reason }) => ({ ticketId, revision, reason }));
  }

  get count(): number {
    return this.#tickets.size;
  }

  /** From now on it waits; what is answered must be saved. A ticket that waits for an earlier event goes on doing so. */
  park(refused: Refused, at: string, dueAt: string): DeadlineChanges {
    const { ticketId, reason } = refused;
    const known = this.#tickets.get(ticketId);
    const parked = known === undefined || refused.revision <= known.revision ? { ...refused, dueAt } : known;
    this.#tickets.set(ticketId, parked);
    return { due: [lineOf(parked)], parked: [{ key: ticketId, at, reason }] };
  }

  /** To be saved whenever an event of a waiting ticket is passed over: another publisher may have taken it off. */
  again(ticketId: string, at: string): DeadlineChanges {
    const parked = this.#tickets.get(ticketId);
    return parked ? { due: [lineOf(parked)], waiting: [{ key: ticketId, at }] } : {};
  }

  /** It has gone out; what is answered must be saved. What somebody has passed over since it was read stays parked. */
  release(ticketId: string): DeadlineChanges {
    const parked = this.#tickets.get(ticketId);
    this.#tickets.delete(ticketId);
    if (parked === undefined) return {};
    const { version, parkedVersion } = parked;
    return {
      due: [{ ...lineOf(parked), dueAt: null, ...(version !== undefined && { version }) }],
      ...(parkedVersion !== undefined && { released: [{ key: ticketId, version: parkedVersion }] }),
    };
  }

  /** Reads what waits, parked in this process or by another one. */
  async reload(): Promise<void> {
    const parked = new Map((await this.#deadlines.parked(this.#publisher)).map((one) => [one.key, one]));
    const due = await this.#deadlines.dueBy(this.#publisher, EVER, PARKED_MAX + 1);
    this.#tickets = new Map();
    for (const { key, dueAt, version = 0 } of due) {
      const { ticketId, revision } = ofKey(key);
      const line = parked.get(ticketId);
      const seen = this.#tickets.get(ticketId);
      if (seen !== undefined && seen.revision <= revision) continue;
      const reason = line?.reason ?? 'It was parked, and nobody has said why.';
      const request = { retryRequested: line?.retryRequested ?? false, ...(line && { parkedVersion: line.version }) };
      this.#tickets.set(ticketId, { ticketId, revision, reason, dueAt, version, ...request });
    }
    const released = [...parked.values()].filter(({ key }) => key !== WHOLE_PROCESS && !this.#tickets.has(key));
    if (released.length > 0) await this.#deadlines.save(this.#publisher, { released });
  }

  /** Those whose time has come, or those of which a retry was requested. */
  dueBy(instant: string): readonly Refused[] {
    return [...this.#tickets.values()].filter(({ dueAt, retryRequested }) => retryRequested || dueAt <= instant);
  }
}

/** All of it at once; of what is said of a key, the last. */
export const together = (notes: readonly DeadlineChanges[]): DeadlineChanges => ({
  due: notes.flatMap(({ due = [] }) => due),
  parked: lastOfEach(notes.flatMap(({ parked = [] }) => parked)),
  waiting: lastOfEach(notes.flatMap(({ waiting = [] }) => waiting)),
  released: notes.flatMap(({ released = [] }) => released),
});
const lastOfEach = <T extends { readonly key: string }>(lines: readonly T[]): readonly T[] => [
  ...new Map(lines.map((line) => [line.key, line])).values(),
];

const lineOf = ({ ticketId, revision, dueAt }: Parked) => ({ key: `${ticketId}@${revision}`, dueAt });
const ofKey = (key: string): { ticketId: string; revision: number } => {
  const at = key.lastIndexOf('@');
  return { ticketId: key.slice(0, at), revision: Number(key.slice(at + 1)) };
};
