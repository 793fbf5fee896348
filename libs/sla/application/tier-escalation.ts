// A ticket that stays too long in its tier goes up, by a named system actor, dated when its time was over.

import { LRUCache } from 'lru-cache';
import { DomainError, type Driven, iso, type Process, type Recorded } from '#kernel';
import { type Desk, systemContext, tellTicket, ticketStream } from '#ticketing/desk';
import { type Climb, climbed, type Owed, unseen } from '../domain/escalation';

const PROCESS = 'tier-escalation';
const REMEMBERED = 20_000;
/** From tier 1 to 3, and as often again because somebody else wrote to the ticket meanwhile. */
const STEPS_MAX = 10;

export class TierEscalation implements Process {
  readonly name = PROCESS;
  readonly prefixes = ['ticket-'];
  readonly #desk: Desk;
  readonly #graceMs: number;
  readonly #climbs: LRUCache<string, Climb>;
  /** `graceMs`: how long a fact that is under way may take, before a ticket is said to have stayed too long. */
  constructor(desk: Desk, graceMs = 0, remembered = REMEMBERED) {
    this.#desk = desk;
    this.#graceMs = graceMs;
    this.#climbs = new LRUCache({ max: remembered });
  }

  /**
   * Follows what was delivered; without it, reads the ticket to its tail and takes it up as many tiers as its time is
   * over for. Each escalation is said about the revision that it was decided on: whoever wrote meanwhile is heard first.
   */
  async drive(ticketId: string, now: number, delivered?: readonly Recorded[]): Promise<Driven> {
    const before = this.#climbs.get(ticketId);
    for (let step = 0; step < STEPS_MAX; step++) {
      const { owed, revision, entered } = await this.#follow(ticketId, delivered);
      if (delivered && before && before.owed?.dueAt === owed?.dueAt) return 'unchanged';
      if (!owed) return {};
      if (delivered || owed.dueAt > now - this.#graceMs) return { deadline: owed.dueAt + this.#graceMs };
      if (!(await this.#escalate(ticketId, owed, { revision, entered }, now))) return {};
    }
    throw new Error(`Ticket ${ticketId} was changed each time it was to be escalated. It is asked again.`);
  }

  /** False where the ticket is not one to escalate any more. */
  async #escalate(ticketId: string, owed: Owed, seen: { revision: number; entered: number }, now: number) {
    const { from, dueAt, minutes, priority } = owed;
    const context = systemContext(this.#desk, PROCESS, `${ticketId}/${from}/${seen.entered}`, now, dueAt);
    const command = { type: 'EscalateElapsed', from, minutes, priority, dueAt: iso(dueAt) } as const;
    try {
      await tellTicket(this.#desk, ticketId, command, { ...context, ifRevision: seen.revision });
      return true;
    } catch (refusal) {
      if (!(refusal instanceof DomainError)) throw refusal;
      if (refusal.code === 'ticket.changed') return true;
      if (refusal.code === 'ticket.not-in-state') return false;
      throw refusal;
    }
  }

  async #follow(ticketId: string, delivered?: readonly Recorded[]): Promise<Climb> {
    const before = this.#climbs.get(ticketId) ?? unseen;
    const first = delivered?.[0]?.stamp.revision;
    const isContiguous = delivered !== undefined && first !== undefined && first <= before.revision + 1;
    const news = isContiguous
      ? delivered.filter(({ stamp }) => stamp.revision > before.revision)
      : await this.#desk.store.read(ticketStream(ticketId), before.revision + 1);
    let climb = before;
    for (const recorded of news) climb = climbed(climb, recorded, await this.#policyOf(climb, recorded));
    this.#climbs.set(ticketId, climb);
    return climb;
  }

  /** The one that the ticket was opened under. */
  #policyOf({ story }: Climb, { event }: Recorded) {
    const opened = story.policyId === '' ? (event as { policyId?: string; policyVersion?: number }) : story;
    return this.#desk.policies.pinned(opened.policyId ?? '', opened.policyVersion ?? 0);
  }
}
