// The billing process, what the card calls the billing saga: it listens to tickets, keeps their ledgers, and marks
// each ticket billed. Record, act, note: a posting is in the ledger before the ticket shows it, and what the ticket
// shows comes back as a fact. It may be killed between any two lines and run twice at once; every act has its key.

import { LRUCache } from 'lru-cache';
import { type Appended, type Context, decideAndAppend, iso, ms, type Recorded } from '#kernel';
import type { Policy } from '#policy';
import type { TicketEvent } from '#ticketing';
import { type Desk, systemContext, tellTicket, ticketStream } from '#ticketing/desk';
import { absorbMerge } from '#ticketing/merging';
import { type BillingFact, factOf } from '../domain/facts';
import { type BillingCommand, type BillingContext, type Ledger, ledger, nextWaiver } from '../domain/ledger';

export const billingStream = (ticketId: string) => `billing-${ticketId}`;
const PROCESS = 'billing-process';
/** How many tickets the process remembers having read, so that it does not read what brings no fact twice. */
const REMEMBERED = 50_000;

/** What a drive has done beyond the ticket's own ledger, and when the ledger has something to say by itself. */
export type Driven = { readonly touched: readonly string[]; readonly deadline?: number };

export class BillingProcess {
  readonly #desk: Desk;
  readonly #read = new LRUCache<string, number>({ max: REMEMBERED });
  constructor(desk: Desk) {
    this.#desk = desk;
  }

  /**
   * Brings the ledger of a ticket up to date: hears its facts in their order, fires the timers that came due before
   * `now`, hands a merge on, marks the ticket billed. `delivered` are ticket events from a subscription; without them,
   * or where some are missing between, the ticket is read to its tail. `now` in epoch milliseconds.
   */
  async drive(ticketId: string, now: number, delivered?: readonly Recorded[]): Promise<Driven> {
    const before = await this.#load(ticketId, delivered ? 'guess' : 'tail');
    const seen = Math.max(before.ticketRevision, this.#read.get(ticketId) ?? -1);
    const first = delivered?.[0]?.stamp.revision;
    const contiguous = delivered !== undefined && first !== undefined && first <= seen + 1;
    const news = contiguous
      ? delivered.filter(({ stamp }) => stamp.revision > seen)
      : await this.#desk.store.read(ticketStream(ticketId), seen + 1);
    await this.#note(ticketId, news, now);
    const last = news.at(-1);
    if (last) this.#read.set(ticketId, last.stamp.revision);
    const touched = [];
    for (const { event } of news)
      if (event.type === 'TicketMerged') touched.push(...(await this.#handOn(ticketId, event as Merged, now)));

    let state = await this.#load(ticketId, 'guess');
    const policy = await this.#policy(state);
    const due = policy && nextWaiver(state, policy);
    if (due && due.at <= now && !delivered) {
      await this.tell(ticketId, { type: 'PassTime' }, this.#context(`${ticketId}/waiver/${iso(due.at)}`, now));
      state = await this.#load(ticketId, 'guess');
    }
    for (const { at: _, assessmentId: __, ...posting } of state.unmarked) {
      const context = this.#context(`billed/${posting.postingId}`, now);
      await tellTicket(this.#desk, ticketId, { type: 'MarkBilled', ...posting }, context);
      touched.push(ticketId);
    }
    const next = policy && nextWaiver(state, policy);
    return { touched, ...(next && { deadline: next.at }) };
  }

  /** Decides a billing command on the ledger as it stands; `drive` first, so that it has heard the ticket's tail. */
  tell(ticketId: string, command: BillingCommand, context: Context): Promise<Appended> {
    const contextFor = async (plain: Context, state: Ledger): Promise<BillingContext> => {
      const policy = (await this.#policy(state, command)) ?? (await this.#desk.policies.inForce(ms(plain.at)));
      return { ...plain, ticketId, policy };
    };
    return decideAndAppend(this.#desk.store, billingStream(ticketId), ledger, command, context, contextFor);
  }

  /** Whether a charge on the ticket was ever approved or waived: then it is not merged away. */
  async hasDecided(ticketId: string): Promise<boolean> {
    return (await this.#load(ticketId, 'tail')).incident.decided;
  }

  async #note(ticketId: string, news: readonly Recorded[], now: number): Promise<void> {
    const facts = news.flatMap((recorded) => {
      const fact = factOf(recorded);
      const { revision: ticketRevision, eventId: ticketEventId, occurredAt, recordedAt } = recorded.stamp;
      return fact ? [{ ticketRevision, ticketEventId, occurredAt, recordedAt, fact }] : [];
    });
    const last = facts.at(-1);
    if (!last) return;
    const act = `${ticketId}/facts/${facts[0]?.ticketRevision}-${last.ticketRevision}`;
    await this.tell(ticketId, { type: 'NoteFacts', facts }, this.#context(act, now));
  }

  /** The survivor's charges wait until it has what the merged ticket brings. */
  async #handOn(ticketId: string, { into }: Merged, now: number): Promise<string[]> {
    await this.tell(into, { type: 'ExpectMerge', from: ticketId }, this.#context(`${ticketId}/expected/${into}`, now));
    const { incident } = await this.#load(ticketId, 'guess');
    const terms = incident.terms.map(({ at, accepted }) => ({ at: iso(at), accepted }));
    const survivor = await absorbMerge(this.#desk, ticketId, terms, now);
    return survivor === undefined ? [] : [survivor];
  }

  async #load(ticketId: string, freshness: 'tail' | 'guess'): Promise<Ledger> {
    return (await this.#desk.store.load(billingStream(ticketId), ledger, freshness)).state;
  }

  async #policy({ incident }: Ledger, command?: BillingCommand): Promise<Policy | undefined> {
    const { policyId, policyVersion } = incident.cycles.length > 0 ? incident : (openingIn(command) ?? incident);
    return policyId === '' ? undefined : this.#desk.policies.pinned(policyId, policyVersion);
  }

  #context(act: string, now: number): Context {
    return systemContext(this.#desk, PROCESS, act, now);
  }
}
type Merged = Extract<TicketEvent, { type: 'TicketMerged' }>;

/** The first facts of a ledger name the policy under which they are judged. */
const openingIn = (command?: BillingCommand): Extract<BillingFact, { kind: 'opened' }> | undefined => {
  const fact = command?.type === 'NoteFacts' ? command.facts[0]?.fact : undefined;
  return fact?.kind === 'opened' ? fact : undefined;
};
