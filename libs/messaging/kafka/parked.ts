import { type Agenda, type AgendaChanges, ITSELF } from '#read-store';
import type { Refused } from './delivery';

/** More than this are not single tickets any more. */
export const PARKED_MAX = 1_000;
/** Later than any instant: whatever is on the agenda. */
const EVER = '9999';

type Parked = Refused & {
  readonly dueAt: string;
  /** Somebody wants it tried at once. */
  readonly asked?: boolean;
  /** Which lines were read; absent where they have not been. */
  readonly turn?: number;
  readonly stuckTurn?: number;
};

/**
 * The tickets of which nothing goes out, because one of their events could not. They are kept on the publisher's agenda,
 * in one transaction with how far it has read, by two lines: one among what is due, which says from which revision on and
 * when to try again, and one among what is stuck, for people. The first one is the truth.
 */
export class ParkedTickets {
  readonly #agenda: Agenda;
  readonly #publisher: string;
  #tickets = new Map<string, Parked>();

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
  park(refused: Refused, at: string, dueAt: string): AgendaChanges {
    const { ticketId, reason } = refused;
    const known = this.#tickets.get(ticketId);
    const parked = known === undefined || refused.revision <= known.revision ? { ...refused, dueAt } : known;
    this.#tickets.set(ticketId, parked);
    return { due: [lineOf(parked)], stuck: [{ key: ticketId, at, reason }] };
  }

  /** To be saved whenever an event of a waiting ticket is passed over: another publisher may have taken it off. */
  again(ticketId: string, at: string): AgendaChanges {
    const parked = this.#tickets.get(ticketId);
    return parked ? { due: [lineOf(parked)], waiting: [{ key: ticketId, at }] } : {};
  }

  /** It has gone out; what is answered must be saved. What somebody has passed over since it was read stays parked. */
  release(ticketId: string): AgendaChanges {
    const parked = this.#tickets.get(ticketId);
    this.#tickets.delete(ticketId);
    if (parked === undefined) return {};
    const { turn, stuckTurn } = parked;
    return {
      due: [{ ...lineOf(parked), dueAt: null, ...(turn !== undefined && { turn }) }],
      ...(stuckTurn !== undefined && { freed: [{ key: ticketId, turn: stuckTurn }] }),
    };
  }

  /** Reads what waits, parked in this process or by another one. */
  async reload(): Promise<void> {
    const stuck = new Map((await this.#agenda.stuck(this.#publisher)).map((one) => [one.key, one]));
    const due = await this.#agenda.dueBy(this.#publisher, EVER, PARKED_MAX + 1);
    this.#tickets = new Map();
    for (const { key, dueAt, turn = 0 } of due) {
      const { ticketId, revision } = ofKey(key);
      const line = stuck.get(ticketId);
      const seen = this.#tickets.get(ticketId);
      if (seen !== undefined && seen.revision <= revision) continue;
      const reason = line?.reason ?? 'It was parked, and nobody has said why.';
      const asked = { asked: line?.asked ?? false, ...(line && { stuckTurn: line.turn }) };
      this.#tickets.set(ticketId, { ticketId, revision, reason, dueAt, turn, ...asked });
    }
    const freed = [...stuck.values()].filter(({ key }) => key !== ITSELF && !this.#tickets.has(key));
    if (freed.length > 0) await this.#agenda.save(this.#publisher, { freed });
  }

  /** Those whose time has come, or whom somebody asked for. */
  dueBy(instant: string): readonly Refused[] {
    return [...this.#tickets.values()].filter(({ dueAt, asked }) => asked || dueAt <= instant);
  }
}

/** All of it at once; of what is said of a key, the last. */
export const together = (notes: readonly AgendaChanges[]): AgendaChanges => ({
  due: notes.flatMap(({ due = [] }) => due),
  stuck: lastOfEach(notes.flatMap(({ stuck = [] }) => stuck)),
  waiting: lastOfEach(notes.flatMap(({ waiting = [] }) => waiting)),
  freed: notes.flatMap(({ freed = [] }) => freed),
});
const lastOfEach = <T extends { readonly key: string }>(lines: readonly T[]): readonly T[] => [
  ...new Map(lines.map((line) => [line.key, line])).values(),
];

const lineOf = ({ ticketId, revision, dueAt }: Parked) => ({ key: `${ticketId}@${revision}`, dueAt });
const ofKey = (key: string): { ticketId: string; revision: number } => {
  const at = key.lastIndexOf('@');
  return { ticketId: key.slice(0, at), revision: Number(key.slice(at + 1)) };
};
