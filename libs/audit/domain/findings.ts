// What an auditor looks for in a whole store, read once. Each finding names its event and says what it is in a sentence.

import { categoryOf, ms, type Recorded, type Stamp, subjectOf } from '#kernel';
import { Duties, type Duty, sayDuty } from './duties';

export const KINDS = {
  waiver: 'a charge given up',
  superseded: 'a determination replaced by another one',
  backdated: 'a fact written down more than 15 minutes after it happened',
  'late-correction': 'a priority, contact or entry corrected after the work was resolved',
  'worked-and-decided': 'a person who worked on a ticket and determined its fault',
  overlap: "one engineer's entries on different tickets at the same time",
  automatic: 'an act of a process, by itself',
  'second-person': 'an act that took two persons, with both names and both times',
  'late-change': 'a fact that was changed while money was posted on it, with both names and both times',
} as const;
export type Kind = keyof typeof KINDS;
export type Found = {
  readonly kind: Kind;
  readonly stream: string;
  readonly revision: number;
  readonly at: string;
  readonly who: string;
  readonly what: string;
};

type Fields = Readonly<Record<string, unknown>>;
type Entry = {
  readonly stream: string;
  readonly revision: number;
  readonly at: string;
  readonly from: number;
  readonly to: number;
};
const CORRECTIONS = ['PriorityCorrected', 'ClientContactCorrected', 'WorkAmended', 'WorkVoided'];
const AUTOMATIC = [
  'TicketEscalated',
  'TicketClosed',
  'TicketMerged',
  'BillingWaived',
  'ProposalLapsed',
  'DecisionLapsed',
];

/** An event as a stored one is opened. */
type Opened = Recorded & { readonly stamp: Stamp & { readonly backdated?: true } };

/** Takes every event of tickets and ledgers in the order of the store. */
export class Findings {
  readonly found: Found[] = [];
  /** Those of `second-person` and `late-change`, with all that is known of them. */
  readonly duties: Duty[] = [];
  readonly #duties = new Duties();
  readonly #resolved = new Set<string>();
  readonly #worked = new Map<string, Set<string>>();
  readonly #decided = new Map<string, Set<string>>();
  readonly #entries = new Map<string, Map<string, Entry>>();

  take(stream: string, recorded: Opened): void {
    const { event, stamp } = recorded;
    const fields = event as unknown as Fields;
    const { type } = event;
    const add = (kind: Kind, what: string, who = stamp.actor.id) =>
      this.found.push({ kind, stream, revision: stamp.revision, at: stamp.recordedAt, who, what });
    if (stamp.backdated)
      add('backdated', `${type} happened ${stamp.occurredAt}, and was recorded ${stamp.recordedAt}.`);
    if (type === 'BillingWaived')
      add(
        'waiver',
        `Event ${String(fields.event)} was waived (${String(fields.how)}): ${String(fields.reason ?? 'no reason')}.`,
      );
    if (type === 'FaultDeterminationSuperseded') add('superseded', `Determination ${String(fields.was)} was replaced.`);
    if (CORRECTIONS.includes(type) && this.#resolved.has(stream))
      add('late-correction', `${type} after the ticket was resolved.`);
    if (stamp.actor.role === 'system' && AUTOMATIC.includes(type)) add('automatic', `${type} by ${stamp.actor.id}.`);
    for (const duty of this.#duties.take(stream, recorded)) {
      this.duties.push(duty);
      add(duty.kind, sayDuty(duty), `${duty.first.by}, ${duty.second.by}`);
    }
    if (categoryOf(stream) === 'ticket')
      this.#ofTicket(stream, type, fields, add, { revision: stamp.revision, at: stamp.recordedAt });
  }

  /** What is only seen once all events were. */
  end(): readonly Found[] {
    return [
      ...this.found,
      ...[...this.#entries].flatMap(([engineer, entries]) => overlaps(engineer, [...entries.values()])),
    ];
  }

  #ofTicket(
    stream: string,
    type: string,
    fields: Fields,
    add: (kind: Kind, what: string, who?: string) => void,
    stamp: { readonly revision: number; readonly at: string },
  ): void {
    if (type === 'TicketResolved') this.#resolved.add(stream);
    if (type === 'TicketReopened') this.#resolved.delete(stream);
    if (type === 'WorkLogged') this.#logged(stream, fields, stamp);
    if (type === 'WorkLogged') remember(this.#worked, stream, String(fields.engineer));
    const by = (fields.determination as Fields | undefined)?.by;
    if (typeof by === 'string') remember(this.#decided, stream, by);
    const both = [type === 'WorkLogged' ? String(fields.engineer) : by].filter(
      (one) => typeof one === 'string' && this.#worked.get(stream)?.has(one) && this.#decided.get(stream)?.has(one),
    );
    for (const person of both)
      add(
        'worked-and-decided',
        `${String(person)} worked on ${subjectOf(stream)} and determined its fault.`,
        String(person),
      );
  }

  #logged(stream: string, fields: Fields, { revision, at }: { readonly revision: number; readonly at: string }): void {
    const own = this.#entries.get(String(fields.engineer)) ?? new Map<string, Entry>();
    this.#entries.set(String(fields.engineer), own);
    own.set(`${stream}/${String(fields.workId)}`, {
      stream,
      revision,
      at,
      from: ms(String(fields.from)),
      to: ms(String(fields.to)),
    });
  }
}

const overlaps = (engineer: string, entries: readonly Entry[]): readonly Found[] => {
  const sorted = entries.toSorted((one, other) => one.from - other.from);
  return sorted.flatMap((entry, n) => {
    const found: Found[] = [];
    for (let next = n + 1; next < sorted.length; next++) {
      const other = sorted[next] as Entry;
      if (other.from >= entry.to) break;
      if (other.stream === entry.stream) continue;
      const { stream, revision, at } = other;
      const what = `${engineer} is down for ${subjectOf(entry.stream)} and ${subjectOf(stream)} at the same time.`;
      found.push({ kind: 'overlap', stream, revision, at, who: engineer, what });
    }
    return found;
  });
};

const remember = (people: Map<string, Set<string>>, stream: string, person: string): void => {
  const known = people.get(stream) ?? new Set<string>();
  people.set(stream, known.add(person));
};
