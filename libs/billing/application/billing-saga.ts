// The billing process, what the card calls the billing saga: it listens to tickets, keeps their ledgers, and marks
// each ticket billed. Record, act, note: a posting is in the ledger before the ticket shows it, and what the ticket
// shows comes back as a fact. It may be killed between any two lines and run twice at once; every act has its key.

import { LRUCache } from 'lru-cache';
import { isDryRun } from '#event-store';
import {
  type Appended,
  type Context,
  decideAndAppend,
  iso,
  type Message,
  ms,
  newEvents,
  type ProcessManager,
  type Recorded,
  streamOf,
} from '#kernel';
import type { Policy } from '#policy';
import type { LedgerReservation, NotYet } from '#ticketing';
import {
  type CommandEnvironment,
  executeTicketCommand,
  type Ledgers,
  systemContext,
  ticketStream,
} from '#ticketing/commands';
import { absorbMerge } from '#ticketing/merging';
import { BILLING_EVENTS } from '../domain/catalog';
import { type BillingFact, factOf } from '../domain/facts';
import { type BillingCommand, type BillingContext, ledger } from '../domain/ledger';
import { type FactNoted, KIND_OF } from '../domain/ledger-events';
import type { Ledger } from '../domain/ledger-state';
import { type LedgerAction, nextAction } from '../domain/next-action';
import { unsettled } from '../domain/unsettled';

export const billingStream = (ticketId: string) => streamOf('billing', ticketId);
const PROCESS = 'billing-process';
/** How many tickets the process remembers having read, so that it does not read what brings no fact twice. */
const REMEMBERED = 50_000;
/** More than a ledger ever has to do at once: whoever does not come to rest is a fault in the program. */
const STEPS_MAX = 100;

/** Which tickets a drive has changed besides the ledger, and when the ledger has something to say by itself. */
type BillingDriven = { readonly touched: readonly string[]; readonly deadline?: number; readonly open?: boolean };

export class BillingSaga implements ProcessManager, Ledgers {
  readonly name = PROCESS;
  readonly prefixes = ['ticket-', 'billing-'];
  readonly #environment: CommandEnvironment;
  readonly #read: LRUCache<string, number>;
  constructor(environment: CommandEnvironment, remembered = REMEMBERED) {
    this.#environment = environment;
    this.#read = new LRUCache({ max: remembered });
  }

  /**
   * Brings the ledger of a ticket up to date: notes its facts in their order, fires the timers that came due before
   * `now`, hands a merge on, marks the ticket billed. What is delivered of the ticket is used as it is, unless some of
   * it is missing between. After a crash at any point the state of the ledger says what is left to do.
   */
  async handle(ticketId: string, now: number, delivered?: readonly Recorded[]): Promise<BillingDriven | 'unchanged'> {
    const hasOwnToAct = delivered?.some(({ event }) => isToActOn(event)) ?? false;
    if (!hasOwnToAct && delivered?.every(({ event }) => isOwn(event))) return 'unchanged';
    const before = await this.#load(ticketId, delivered);
    const news = await this.#news(ticketId, before, delivered);
    const facts = news.flatMap(noted);
    const last = news.at(-1);
    if (facts.length > 0) await this.#note(ticketId, facts, now);
    if (last && !isDryRun()) this.#read.set(ticketId, last.stamp.revision);
    // New, and nothing that counts. What was noted before is settled again: a crash may have come between.
    if (delivered && last && facts.length === 0 && !hasOwnToAct) return 'unchanged';
    return this.#settle(ticketId, now, delivered !== undefined);
  }

  async #settle(ticketId: string, now: number, onDelivery: boolean): Promise<BillingDriven> {
    const touched: string[] = [];
    for (let step = 0; step < STEPS_MAX; step++) {
      const { state } = await this.#environment.store.load(billingStream(ticketId), ledger, 'cached');
      const policy = await this.#policy(state);
      if (!policy) return { touched };
      const action = nextAction(state, policy, onDelivery ? Number.NEGATIVE_INFINITY : now);
      if (action.do === 'rest') return { touched, ...(action.until !== undefined && { deadline: action.until }) };
      touched.push(...(await this.#act(ticketId, action, now)));
      // What the ticket records comes back as a fact, and only that takes the posting off the list.
      if (action.do === 'mark')
        return { touched, open: true, ...(action.until !== undefined && { deadline: action.until }) };
    }
    throw new Error(`The ledger of ticket ${ticketId} is not at rest after ${STEPS_MAX} steps. It is retried.`);
  }

  async #act(ticketId: string, action: Exclude<LedgerAction, { do: 'rest' }>, now: number): Promise<readonly string[]> {
    if (action.do === 'pass-time') {
      await this.execute(ticketId, { type: 'PassTime' }, this.#context(`${ticketId}/timer/${iso(action.at)}`, now));
      return [];
    }
    if (action.do === 'hand-on') return this.#handOn(ticketId, action.into, now);
    for (const { at: _, assessmentId: __, ...posting } of action.postings) {
      const context = this.#context(`billed/${posting.postingId}`, now);
      await executeTicketCommand(this.#environment, ticketId, { type: 'MarkBilled', ...posting }, context);
    }
    return [ticketId];
  }

  /** The ticket's events that the ledger has not noted: those that were delivered, if none is missing before them. */
  async #news(ticketId: string, before: Ledger, delivered?: readonly Recorded[]): Promise<readonly Recorded[]> {
    const ofTicket = delivered?.filter(({ event }) => !isOwn(event));
    if (ofTicket?.length === 0) return [];
    const notedTo = Math.max(before.ticketRevision, this.#read.get(ticketId) ?? -1);
    return newEvents(this.#environment.store, ticketStream(ticketId), notedTo, ofTicket);
  }

  /** Decides a billing command on the ledger as it stands; `handle` first, so that it has noted the ticket's tail. */
  execute(ticketId: string, command: BillingCommand, context: Context): Promise<Appended> {
    const contextFor = async (plain: Context, state: Ledger): Promise<BillingContext> => {
      const policy = (await this.#policy(state, command)) ?? (await this.#environment.policies.inForce(ms(plain.at)));
      const rebound = await Promise.all(
        reboundIn(command).map((named) => this.#environment.policies.pinned(named.policyId, named.policyVersion)),
      );
      return { ...plain, ticketId, policy, rebound };
    };
    return decideAndAppend(this.#environment.store, billingStream(ticketId), ledger, command, context, contextFor);
  }

  async reserve(ticketId: string, reservation: Parameters<Ledgers['reserve']>[1], now: number): Promise<void> {
    const { reservationId, source, record } = reservation;
    await this.handle(ticketId, now);
    const context = {
      ...this.#context(`reserve/${reservationId}/${ticketId}`, now),
      ...(record && { actor: record.actor }),
      ...(record?.requestHash !== undefined && { requestHash: record.requestHash }),
    };
    await this.execute(ticketId, { type: 'ReserveLedger', reservationId, source, ...(record && { record }) }, context);
  }

  async release(ticketId: string, reservationId: string, now: number): Promise<void> {
    const context = this.#context(`release/${reservationId}/${ticketId}`, now);
    await this.execute(ticketId, { type: 'ReleaseLedger', reservationId }, context);
  }

  async reservation(ticketId: string): Promise<LedgerReservation | undefined> {
    return (await this.#environment.store.load(billingStream(ticketId), ledger, 'latest')).state.reservation;
  }

  /** Whether a charge on the ticket was ever approved or waived: then it is not merged away. */
  async hasDecided(ticketId: string): Promise<boolean> {
    return (await this.#environment.store.load(billingStream(ticketId), ledger, 'latest')).state.incident.decided;
  }

  /** Why what the ticket cost is not final yet, in a sentence; undefined where it is. `handle` first. */
  async unsettled(ticketId: string): Promise<NotYet | undefined> {
    const { state } = await this.#environment.store.load(billingStream(ticketId), ledger, 'latest');
    const policy = await this.#policy(state);
    return policy && unsettled(state, policy);
  }

  /** How many events of the ledger bear a reason in somebody's own words. */
  async texts(ticketId: string): Promise<number> {
    return (await this.#environment.store.read(billingStream(ticketId))).filter(({ event }) => hasText(event)).length;
  }

  async #note(ticketId: string, facts: readonly Noted[], now: number): Promise<void> {
    const act = `${ticketId}/facts/${facts[0]?.ticketRevision}-${facts.at(-1)?.ticketRevision}`;
    await this.execute(ticketId, { type: 'NoteFacts', facts }, this.#context(act, now));
  }

  /** The survivor's charges wait until it has what the merged ticket brings. */
  async #handOn(ticketId: string, into: string, now: number): Promise<readonly string[]> {
    await this.execute(
      into,
      { type: 'ExpectMerge', from: ticketId },
      this.#context(`${ticketId}/expected/${into}`, now),
    );
    const { state } = await this.#environment.store.load(billingStream(ticketId), ledger, 'cached');
    const terms = state.incident.terms.map(({ at, accepted }) => ({ at: iso(at), accepted }));
    const survivor = (await absorbMerge(this.#environment, ticketId, terms, now)) ?? into;
    const context = this.#context(`${ticketId}/handed-on/${survivor}`, now);
    await this.execute(ticketId, { type: 'NoteHandedOn', survivor }, context);
    return [survivor];
  }

  /** What is remembered, unless something of the ledger was delivered that is newer: another process wrote it. */
  async #load(ticketId: string, delivered?: readonly Recorded[]): Promise<Ledger> {
    const remembered = await this.#environment.store.load(
      billingStream(ticketId),
      ledger,
      delivered ? 'cached' : 'latest',
    );
    const isStale = delivered?.some(({ event, stamp }) => isOwn(event) && stamp.revision > remembered.revision);
    if (!isStale) return remembered.state;
    return (await this.#environment.store.load(billingStream(ticketId), ledger, 'latest')).state;
  }

  async #policy({ incident }: Ledger, command?: BillingCommand): Promise<Policy | undefined> {
    const { policyId, policyVersion } = incident.cycles.length > 0 ? incident : (openingIn(command) ?? incident);
    return policyId === '' ? undefined : this.#environment.policies.pinned(policyId, policyVersion);
  }

  #context(act: string, now: number): Context {
    return systemContext(this.#environment, PROCESS, act, now);
  }
}
/** An event of the ledger itself. */
const isOwn = ({ type }: Message) => Object.hasOwn(BILLING_EVENTS, type);
/** What the ledger wrote itself concerns it where a posting is to be marked on the ticket, or a new deadline to be kept. */
const isToActOn = ({ type }: Message) => Object.hasOwn(KIND_OF, type) || type === 'DecisionProposed';

const hasText = (event: object): boolean =>
  'reason' in event || ('act' in event && typeof event.act === 'object' && event.act !== null && 'reason' in event.act);

type Noted = Omit<FactNoted, 'type'>;
/** A ticket event as the ledger notes it; nothing where it means nothing for money. */
const noted = (recorded: Recorded): Noted[] => {
  const fact = factOf(recorded);
  const { revision: ticketRevision, eventId: ticketEventId, occurredAt, recordedAt } = recorded.stamp;
  return fact ? [{ ticketRevision, ticketEventId, occurredAt, recordedAt, fact }] : [];
};

const reboundIn = (command: BillingCommand) =>
  command.type === 'NoteFacts' ? command.facts.flatMap(({ fact }) => (fact.kind === 'rebound' ? [fact] : [])) : [];

/** The first facts of a ledger name the policy under which they are judged. */
const openingIn = (command?: BillingCommand): Extract<BillingFact, { kind: 'opened' }> | undefined => {
  const fact = command?.type === 'NoteFacts' ? command.facts[0]?.fact : undefined;
  return fact?.kind === 'opened' ? fact : undefined;
};
