// The SLA deadline process: it reads tickets as they grow, and asks the clocks again when one of them comes due.

import { LRUCache } from 'lru-cache';
import {
  type Context,
  decideAndAppend,
  evolve,
  ms,
  newEvents,
  type ProcessManager,
  type ProcessOutcome,
  type Recorded,
  streamOf,
} from '#kernel';
import { type CommandEnvironment, systemContext, ticketStream } from '#ticketing/commands';
import { nextInstant } from '../domain/reconcile-clocks';
import { type Sla, type Step, sla } from '../domain/sla';
import { ticketTimeline } from '../domain/ticket-timeline';

export const slaStream = (ticketId: string) => streamOf('sla', ticketId);
const PROCESS = 'sla-deadlines';
/** How many tickets' timelines are kept; others are read again when something happens to them. */
const REMEMBERED = 20_000;

export class SlaProcess implements ProcessManager {
  readonly name = PROCESS;
  readonly prefixes = ['ticket-'];
  readonly #environment: CommandEnvironment;
  readonly #graceMs: number;
  readonly #timelines: LRUCache<string, Step>;
  /** `graceMs`: how long a fact that is under way may take, before a clock is said to have run out. */
  constructor(environment: CommandEnvironment, graceMs = 0, remembered = REMEMBERED) {
    this.#environment = environment;
    this.#graceMs = graceMs;
    this.#timelines = new LRUCache({ max: remembered });
  }

  /**
   * Records what the clocks of a ticket show that is not recorded yet. `delivered` are ticket events from a
   * subscription: then time has passed only up to the last of them. Without them the ticket is read to its tail, and
   * time has passed up to `now` (epoch milliseconds). Answers when the next clock comes due; 'unchanged' where no
   * clock depends on what was delivered.
   */
  async handle(ticketId: string, now: number, delivered?: readonly Recorded[]): Promise<ProcessOutcome> {
    const before = this.#timelines.get(ticketId);
    const steps = await this.#steps(ticketId, before, delivered);
    const last = steps.at(-1);
    if (!last || (delivered && last.timeline === before?.timeline)) {
      // No time has passed by what moved no clock: what came due before it is still to be said by the deadline.
      if (last) this.#timelines.set(ticketId, { ...last, recordedAt: before?.recordedAt ?? last.recordedAt });
      return 'unchanged';
    }
    const until = delivered ? last.recordedAt : now - this.#graceMs;
    const context: Context = systemContext(this.#environment, PROCESS, `${ticketId}/${last.revision}/${until}`, now);
    const command = { type: 'ObserveTicket', steps, until } as const;
    await decideAndAppend(this.#environment.store, slaStream(ticketId), sla, command, context);
    this.#timelines.set(ticketId, last);
    const { state } = await this.#environment.store.load<Sla>(slaStream(ticketId), sla, 'cached');
    const deadline = nextInstant(last.timeline, last.policy, state.clocks, until);
    return deadline === undefined ? {} : { deadline: deadline + this.#graceMs };
  }

  /** The timeline after each event that is new, behind the last one that was observed. */
  async #steps(ticketId: string, before?: Step, delivered?: readonly Recorded[]): Promise<Step[]> {
    const seen = before?.revision ?? -1;
    const steps = before ? [before] : [];
    for (const recorded of await newEvents(this.#environment.store, ticketStream(ticketId), seen, delivered)) {
      const { revision, recordedAt, eventId } = recorded.stamp;
      const grown = evolve(ticketTimeline, steps.at(-1)?.timeline ?? ticketTimeline.initial, recorded);
      const policy = await this.#environment.policies.pinned(grown.policyId, grown.policyVersion);
      steps.push({ timeline: grown, revision, recordedAt: ms(recordedAt), eventId, policy });
    }
    return steps;
  }
}
