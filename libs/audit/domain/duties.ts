// Who was needed beside whom: acts that took two persons, and facts that somebody changed while money hung on them. Both names
// and both times, for a report that a person signs.

import { categoryOf, type Recorded, subjectOf } from '#kernel';

export type Duty = {
  readonly kind: 'second-person' | 'late-change';
  readonly stream: string;
  readonly revision: number;
  readonly act: string;
  /** Who proposed the act, or said first what was changed later. */
  readonly first: { readonly by: string; readonly at: string };
  readonly second: { readonly by: string; readonly role: string; readonly at: string };
  /** What was posted on the ticket when a fact was changed: cents. */
  readonly postedCents?: number;
};

type Fields = Readonly<Record<string, unknown>>;
type Statement = { readonly by: string; readonly at: string };

/** Which fact an event states first, and which one it changes; work has an entry's id behind it. */
const STATES: Readonly<Record<string, readonly string[]>> = {
  TicketOpened: ['priority', 'contact', 'policy'],
  TicketTriaged: ['priority'],
  PriorityChanged: ['priority'],
  ClientContactRecorded: ['contact'],
  WorkLogged: ['work'],
  FaultDetermined: ['determination'],
};
const CHANGES: Readonly<Record<string, string>> = {
  PriorityCorrected: 'priority',
  ClientContactCorrected: 'contact',
  WorkAmended: 'work',
  WorkVoided: 'work',
  FaultDeterminationSuperseded: 'determination',
  TicketPolicyRebound: 'policy',
};

export class Duties {
  readonly #proposed = new Map<string, Statement & { readonly act: string }>();
  readonly #said = new Map<string, Statement>();
  /** Balance of each after-hours event of a ticket. */
  readonly #posted = new Map<string, Map<number, number>>();

  /** What an event is of, in the order of the store. */
  take(stream: string, recorded: Recorded): readonly Duty[] {
    const fields = recorded.event as unknown as Fields;
    if (categoryOf(stream) === 'billing') this.#post(subjectOf(stream), fields);
    const duties = [this.#secondPerson(stream, recorded, fields), this.#lateChange(stream, recorded, fields)];
    return duties.filter((duty) => duty !== undefined);
  }

  #post(ticketId: string, { postingId, event, balanceCents }: Fields): void {
    if (postingId === undefined || typeof balanceCents !== 'number') return;
    const events = this.#posted.get(ticketId) ?? new Map<number, number>();
    this.#posted.set(ticketId, events.set(Number(event), balanceCents));
  }

  #secondPerson(stream: string, { event: { type }, stamp }: Recorded, fields: Fields): Duty | undefined {
    const { proposalId, approver } = fields;
    const [actor, at] = [stamp.actor, stamp.recordedAt];
    const by = typeof fields.by === 'string' ? fields.by : actor.id;
    const id = String(proposalId);
    if (type.endsWith('Proposed') && proposalId !== undefined) {
      this.#proposed.set(id, { by, at, act: String((fields.act as Fields | undefined)?.type ?? type) });
      return undefined;
    }
    const proposed = this.#proposed.get(id);
    const place = { kind: 'second-person', stream, revision: stamp.revision } as const;
    if (type.endsWith('Approved') && proposed) {
      this.#proposed.delete(id);
      return {
        ...place,
        act: proposed.act,
        first: { by: proposed.by, at: proposed.at },
        second: { by: actor.id, role: actor.role, at },
      };
    }
    if (typeof approver !== 'string') return undefined;
    return { ...place, act: type, first: { by, at }, second: { by: approver, role: 'approver', at } };
  }

  #lateChange(stream: string, { event: { type }, stamp }: Recorded, fields: Fields): Duty | undefined {
    if (categoryOf(stream) !== 'ticket') return undefined;
    const place = (fact: string) => `${stream}/${fact === 'work' ? `work/${String(fields.workId)}` : fact}`;
    const statement = { by: stamp.actor.id, at: stamp.recordedAt };
    for (const fact of STATES[type] ?? []) this.#said.set(place(fact), statement);
    const changed = CHANGES[type];
    if (changed === undefined) return undefined;
    const first = this.#said.get(place(changed)) ?? statement;
    this.#said.set(place(changed), statement);
    const posted = this.#posted.get(subjectOf(stream));
    if (!posted) return undefined;
    return {
      kind: 'late-change',
      stream,
      revision: stamp.revision,
      act: changed === 'work' ? `${type} ${String(fields.workId)}` : type,
      first,
      second: { ...statement, role: stamp.actor.role },
      postedCents: [...posted.values()].reduce((sum, cents) => sum + cents, 0),
    };
  }
}

/** In a sentence. */
export const sayDuty = ({ kind, act, first, second, postedCents = 0 }: Duty): string =>
  kind === 'second-person'
    ? `${act}: proposed by ${first.by} at ${first.at}, approved by ${second.by} at ${second.at}.`
    : `${act} by ${second.by} (${second.role}) at ${second.at}, when ${(postedCents / 100).toFixed(2)} dollars were posted; ` +
      `said before by ${first.by} at ${first.at}.`;
