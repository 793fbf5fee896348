import type { Agenda } from '#read-store';
import type { Refused } from './delivery';

/** More than this are not single tickets any more. */
export const PARKED_MAX = 1_000;
/** Later than any instant: whatever is on the agenda. */
const EVER = '9999';

/** On the agenda of the publisher, a ticket that waits: from which revision on, and when to try it again. */
export type DueChange = { readonly key: string; readonly dueAt: string | null };

/**
 * The tickets of which nothing goes out, because one of their events could not. They are kept on the publisher's
 * agenda, in one transaction with how far it has read; `reason` is known to whoever parked them.
 */
export class ParkedTickets {
  readonly #agenda: Agenda;
  readonly #publisher: string;
  #tickets = new Map<string, Refused & { readonly dueAt: string }>();

  constructor(agenda: Agenda, publisher: string) {
    this.#agenda = agenda;
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
  park(refused: Refused, dueAt: string): DueChange {
    const { ticketId } = refused;
    const known = this.#tickets.get(ticketId);
    if (known === undefined || refused.revision <= known.revision) this.#tickets.set(ticketId, { ...refused, dueAt });
    return this.again(ticketId);
  }

  /** To be saved whenever an event of a waiting ticket is passed over: another publisher may have taken it off. */
  again(ticketId: string): DueChange {
    const { revision, dueAt } = this.#tickets.get(ticketId) ?? { revision: 0, dueAt: EVER };
    return { key: keyOf(ticketId, revision), dueAt };
  }

  /** It has gone out; what is answered must be saved. */
  release(ticketId: string): DueChange {
    const { key } = this.again(ticketId);
    this.#tickets.delete(ticketId);
    return { key, dueAt: null };
  }

  /** Reads what waits, in this process or by another one. */
  async reload(): Promise<void> {
    const due = await this.#agenda.dueBy(this.#publisher, EVER, PARKED_MAX + 1);
    const known = this.#tickets;
    this.#tickets = new Map();
    for (const { key, dueAt } of due) {
      const { ticketId, revision } = ofKey(key);
      const reason = known.get(ticketId)?.reason ?? 'It was parked before this process began.';
      const seen = this.#tickets.get(ticketId);
      if (seen === undefined || revision < seen.revision)
        this.#tickets.set(ticketId, { ticketId, revision, reason, dueAt });
    }
  }

  /** Those whose time has come. */
  dueBy(instant: string): readonly Refused[] {
    return [...this.#tickets.values()].filter(({ dueAt }) => dueAt <= instant);
  }
}

const keyOf = (ticketId: string, revision: number) => `${ticketId}@${revision}`;
const ofKey = (key: string): { ticketId: string; revision: number } => {
  const at = key.lastIndexOf('@');
  return { ticketId: key.slice(0, at), revision: Number(key.slice(at + 1)) };
};
