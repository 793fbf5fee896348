// A support environment in virtual time: the server's own deciders and processes, by default over a store that forgets.

import { BillingSaga } from '#billing/saga';
import { type Context, DomainError, type EventStore, iso, MemoryStore, ms } from '#kernel';
import type { Zone } from '#policy';
import { Policies } from '#policy/policies';
import { TierEscalation } from '#sla/escalation';
import { SlaProcess } from '#sla/process';
import { ticket } from '#ticketing';
import {
  type CommandEnvironment,
  closeElapsed,
  closesAt,
  decideJointly,
  executeTicketCommand,
  policyFor,
  ticketStream,
} from '#ticketing/commands';
import type { Step } from './scenario';
import { BILLING_STEPS, TICKET_STEPS } from './steps';

type Alarm = 'sla' | 'tier' | 'billing' | 'close';
/** Within one instant clocks are read before a ticket closes, and waivers come last. */
const ALARMS = ['sla', 'tier', 'close', 'billing'] as const satisfies readonly Alarm[];

/** Where a world's events are kept, and how its commands are named there. */
export type Ground = { readonly store: EventStore; readonly idOf: (name: string) => string };
const forgetful = (): Ground => ({ store: new MemoryStore(), idOf: (name) => name });

/** As many as a scenario is likely to have: a cache takes its room at once. */
const TICKETS = 50;

export class World {
  readonly environment: CommandEnvironment;
  readonly #policies: Policies;
  readonly #sla: SlaProcess;
  readonly #tiers: TierEscalation;
  readonly #billing: BillingSaga;
  readonly #deadlines = new Map<string, Partial<Record<Alarm, number>>>();
  #policyId = '';

  private constructor({ store, idOf }: Ground) {
    this.#policies = new Policies(store);
    const onTickets: CommandEnvironment = {
      store,
      policies: {
        inForce: (at) => this.#policies.inForce(this.#policyId, at),
        pinned: (policyId, version) => this.#policies.pinned(policyId, version),
      },
      idOf,
    };
    this.#billing = new BillingSaga(onTickets, TICKETS);
    this.environment = { ...onTickets, ledgers: this.#billing };
    this.#sla = new SlaProcess(this.environment, 0, TICKETS);
    this.#tiers = new TierEscalation(this.environment, 0, TICKETS);
  }

  /** A world under one policy, on a ground of its own unless one is given. Throws `PolicyInvalid`. */
  static async under(policy: { policyId: string }, ground: Ground = forgetful()): Promise<World> {
    const world = new World(ground);
    const context = contextOf('setup', ground.idOf(`${policy.policyId}/first`), iso(0));
    await world.#policies.publish({ ...policy, version: 1 }, context);
    world.#policyId = policy.policyId;
    return world;
  }

  /** The clock that people read of a ticket: that of the policy which it is pinned to, or which it would be opened under. */
  async zoneOf(ticketId: string, at: number): Promise<Zone> {
    const { state } = await this.environment.store.load(ticketStream(ticketId), ticket);
    return (await policyFor(this.environment, state, at)).zone;
  }

  /** Fires every timer up to an instant, in order. */
  async passTimeTo(to: number): Promise<void> {
    for (let next = this.#firstUpTo(to); next; next = this.#firstUpTo(to)) {
      this.#deadlines.set(next.ticketId, { ...this.#deadlines.get(next.ticketId), [next.alarm]: undefined });
      if (next.alarm === 'close') await closeElapsed(this.environment, next.ticketId, next.at, next.at);
      await this.#rest([next.ticketId], next.at);
    }
  }

  /** The earliest timer that is due by then; of several at one instant, the one that was set first. */
  #firstUpTo(to: number): { ticketId: string; alarm: Alarm; at: number } | undefined {
    let first: { ticketId: string; alarm: Alarm; at: number } | undefined;
    for (const [ticketId, alarms] of this.#deadlines)
      for (const alarm of ALARMS) {
        const { [alarm]: at = Number.POSITIVE_INFINITY } = alarms;
        if (at <= to && at < (first?.at ?? Number.POSITIVE_INFINITY)) first = { ticketId, alarm, at };
      }
    return first;
  }

  /** Does what a step says, once the timers before it have fired. Throws the refusal of a rule. */
  async take(step: Step, commandId: string): Promise<void> {
    const now = ms(step.at);
    await this.passTimeTo(now);
    const by = step.by ?? step.engineer ?? step.client ?? 'client';
    const context = contextOf(by, this.environment.idOf(commandId), step.at, step.occurredAt);
    if (step.do === 'publish_policy') {
      await this.#policies.amend(this.#policyId, step.policy, context);
      return;
    }
    const ticketId = step.ticket ?? '';
    const [onTicket, onLedger] = [TICKET_STEPS[step.do], BILLING_STEPS[step.do]];
    if (onTicket)
      await executeTicketCommand(this.environment, ticketId, onTicket(step, commandId, this.#policyId), context);
    else if (onLedger) await this.#billing.execute(ticketId, onLedger(step, commandId, this.#policyId), context);
    else await decideJointly(this.environment, ticketId, mergeOf(step), context);
    // A merge is complete once it is decided: the survivor has what it takes over, and its clocks and ledger follow.
    await this.#rest(step.into === undefined ? [ticketId] : [ticketId, step.into], now);
  }

  /** Lets the processes work until nothing is left to do. */
  async #rest(tickets: readonly string[], now: number): Promise<void> {
    const queue = [...tickets];
    for (let ticketId = queue.shift(); ticketId !== undefined; ticketId = queue.shift()) {
      const climb = await this.#tiers.handle(ticketId, now);
      const clocks = await this.#sla.handle(ticketId, now);
      const ledger = await this.#billing.handle(ticketId, now);
      const close = await closesAt(this.environment, ticketId);
      this.#deadlines.set(ticketId, {
        ...(clocks !== 'unchanged' && clocks.deadline !== undefined && { sla: clocks.deadline }),
        ...(climb !== 'unchanged' && climb.deadline !== undefined && { tier: climb.deadline }),
        ...(ledger !== 'unchanged' && ledger.deadline !== undefined && { billing: ledger.deadline }),
        ...(close !== undefined && { close }),
      });
      if (ledger !== 'unchanged') queue.push(...ledger.touched);
    }
  }
}

/** A rule said no, as opposed to a fault in the program. */
export const isRefusal = (thrown: unknown): thrown is DomainError => thrown instanceof DomainError;

const mergeOf = ({ into = '', reason = '' }: Step) => ({ kind: 'merge', into, reason }) as const;
const contextOf = (id: string, commandId: string, at: string, occurredAt?: string): Context => ({
  commandId,
  actor: { id, role: 'scenario' },
  at,
  ...(occurredAt !== undefined && { occurredAt }),
});
