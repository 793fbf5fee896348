// A ticket that stays too long in its tier goes up, by a named system actor, dated when its time was over.

import { LRUCache } from 'lru-cache';
import { DomainError, evolve, iso, newEvents, type ProcessManager, type ProcessOutcome, type Recorded } from '#kernel';
import { type CommandEnvironment, executeTicketCommand, systemContext, ticketStream } from '#ticketing/commands';
import {
  type EscalationState,
  evolveEscalation,
  initialEscalation,
  type PendingEscalation,
} from '../domain/escalation';
import { ticketTimeline } from '../domain/ticket-timeline';

const PROCESS = 'tier-escalation';
const REMEMBERED = 20_000;
/** From tier 1 to 3, and as often again because somebody else wrote to the ticket meanwhile. */
const STEPS_MAX = 10;

export class TierEscalation implements ProcessManager {
  readonly name = PROCESS;
  readonly prefixes = ['ticket-'];
  readonly #environment: CommandEnvironment;
  readonly #graceMs: number;
  readonly #states: LRUCache<string, EscalationState>;
  /** `graceMs`: how long a fact that is under way may take, before a ticket is said to have stayed too long. */
  constructor(environment: CommandEnvironment, graceMs = 0, remembered = REMEMBERED) {
    this.#environment = environment;
    this.#graceMs = graceMs;
    this.#states = new LRUCache({ max: remembered });
  }

  /**
   * Follows what was delivered; without it, reads the ticket to its tail and takes it up as many tiers as its time is
   * over for. Each escalation names the revision that it was decided on: what was written meanwhile is read first.
   */
  async handle(ticketId: string, now: number, delivered?: readonly Recorded[]): Promise<ProcessOutcome> {
    const before = this.#states.get(ticketId);
    for (let step = 0; step < STEPS_MAX; step++) {
      const { pendingEscalation: pending, revision, entered } = await this.#follow(ticketId, delivered);
      if (delivered && before && before.pendingEscalation?.dueAt === pending?.dueAt) return 'unchanged';
      if (!pending) return {};
      if (delivered || pending.dueAt > now - this.#graceMs) return { deadline: pending.dueAt + this.#graceMs };
      if (!(await this.#escalate(ticketId, pending, { revision, entered }, now))) return {};
    }
    throw new Error(`Ticket ${ticketId} was changed each time it was to be escalated. It is retried.`);
  }

  /** False where the ticket is not one to escalate any more. */
  async #escalate(
    ticketId: string,
    pending: PendingEscalation,
    seen: { revision: number; entered: number },
    now: number,
  ) {
    const { from, dueAt, minutes, priority } = pending;
    const context = systemContext(this.#environment, PROCESS, `${ticketId}/${from}/${seen.entered}`, now, dueAt);
    const command = { type: 'EscalateElapsed', from, minutes, priority, dueAt: iso(dueAt) } as const;
    try {
      await executeTicketCommand(this.#environment, ticketId, command, { ...context, ifRevision: seen.revision });
      return true;
    } catch (refusal) {
      if (!(refusal instanceof DomainError)) throw refusal;
      if (refusal.code === 'ticket.changed') return true;
      if (refusal.code === 'ticket.not-in-state') return false;
      throw refusal;
    }
  }

  async #follow(ticketId: string, delivered?: readonly Recorded[]): Promise<EscalationState> {
    const before = this.#states.get(ticketId) ?? initialEscalation;
    const { store } = this.#environment;
    let state = before;
    for (const recorded of await newEvents(store, ticketStream(ticketId), before.revision, delivered))
      state = evolveEscalation(state, recorded, await this.#policyOf(state, recorded));
    this.#states.set(ticketId, state);
    return state;
  }

  /** The version that the ticket is pinned to after the event: its opening and a rebinding name one. */
  #policyOf({ timeline }: EscalationState, recorded: Recorded) {
    const { policyId, policyVersion } = evolve(ticketTimeline, timeline, recorded);
    return this.#environment.policies.pinned(policyId, policyVersion);
  }
}
