// Tells the contacts of an outage's tickets what was given as a notice, and proposes its cause to the review of each. A step is
// noted after it was taken, and its command has an id that follows from it: killed anywhere, or run twice, it acts once.

import type { ClientRegister } from '#clients/module';
import {
  type Context,
  DomainError,
  decideAndAppend,
  MINUTE,
  type ProcessManager,
  type ProcessOutcome,
  type Recorded,
} from '#kernel';
import { OPEN_STATUSES, type Ticket, type TicketEvent, ticket } from '#ticketing';
import { type CommandEnvironment, executeTicketCommand, systemContext, ticketStream } from '#ticketing/commands';
import { survivorOf } from '#ticketing/merging';
import {
  contactKey,
  type KnownOutage,
  type OutageCommand,
  outage,
  type PendingNotice,
  pendingNotices,
  pendingProposals,
  reachedBy,
} from '../domain/outage';
import type { PassedOn } from '../domain/outage-events';
import { outageStream } from './streams';

/** How long a ticket that nobody has looked at yet keeps a proposal waiting before it is looked at again. */
const LOOK_AGAIN_MS = MINUTE;
/** What a ticket says that will never take it. Anything else is tried again. */
const FOR_GOOD: readonly string[] = ['ticket.not-in-state', 'ticket.erased', 'ticket.unknown', 'merge.ring'];
const isForGood = (error: unknown): boolean => error instanceof DomainError && FOR_GOOD.includes(error.code);

export class OutageProcess implements ProcessManager {
  readonly name = 'outage';
  readonly prefixes = ['outage-'];
  readonly #environment: CommandEnvironment;
  readonly #register: Pick<ClientRegister, 'client'>;
  constructor(environment: CommandEnvironment, register: Pick<ClientRegister, 'client'>) {
    this.#environment = environment;
    this.#register = register;
  }

  async handle(outageId: string, now: number): Promise<ProcessOutcome> {
    for (;;) {
      const state = await this.#load(outageId);
      const [notice] = state ? pendingNotices(state) : [];
      if (!state || !notice) break;
      await this.#passOn(outageId, state, notice, now);
    }
    return (await this.#propose(outageId, now)) ? {} : { deadline: now + LOOK_AGAIN_MS };
  }

  async #load(outageId: string): Promise<KnownOutage | undefined> {
    const { state } = await this.#environment.store.load(outageStream(outageId), outage, 'latest');
    return state.status === 'none' ? undefined : state;
  }

  /** A reply on the ticket, of which its contact is written to; who was written to on another ticket is not, again. */
  async #passOn(outageId: string, state: KnownOutage, notice: PendingNotice, now: number): Promise<void> {
    const { noticeId, ticketId, text, by } = notice;
    const note = (outcome: PassedOn, contact?: string) =>
      this.#note(
        outageId,
        { type: 'NotePassedOn', noticeId, ticketId, outcome, ...(contact !== undefined && { contact }) },
        `${noticeId}/${ticketId}/noted`,
        now,
      );
    try {
      const found = await this.#living(ticketId);
      if (!found || !(OPEN_STATUSES as readonly string[]).includes(found.ticket.lifecycle.status))
        return await note('ended');
      const contact = await this.#contactOf(found.ticketId, found.ticket);
      const isTold = contact !== undefined && reachedBy(state, noticeId).has(contactKey(notice.client, contact));
      const command = { type: 'SendReply', text, ...(isTold && { channel: 'api' as const }) } as const;
      const act = `${noticeId}/${found.ticketId}`;
      await executeTicketCommand(this.#environment, found.ticketId, command, this.#context(act, now, by));
      return await note(isTold ? 'told_elsewhere' : 'replied', isTold ? undefined : contact);
    } catch (error) {
      if (!isForGood(error)) throw error;
      return note('ended');
    }
  }

  /** False while a ticket waits that nobody has looked at. */
  async #propose(outageId: string, now: number): Promise<boolean> {
    const state = await this.#load(outageId);
    let isDone = true;
    for (const { ticketId } of state ? pendingProposals(state) : []) {
      const { causeId, faultClass, sharePercent, reason, by } = state?.cause ?? missing();
      const note = (outcome: 'proposed' | 'not_possible') =>
        this.#note(outageId, { type: 'NoteProposed', causeId, ticketId, outcome }, `${causeId}/${ticketId}/noted`, now);
      try {
        const found = await this.#living(ticketId);
        if (found?.ticket.lifecycle.status === 'new') isDone = false;
        else if (!found) await note('not_possible');
        else {
          const share = sharePercent === undefined ? {} : { sharePercent };
          const cycle = found.ticket.conversation.cycleStarts.length;
          const act = `${causeId}/${found.ticketId}`;
          const context = this.#context(act, now, by);
          const what = { cycle, proposalId: context.commandId, faultClass, ...share, reason };
          await executeTicketCommand(this.#environment, found.ticketId, { type: 'ProposeFault', ...what }, context);
          await note('proposed');
        }
      } catch (error) {
        if (!isForGood(error)) throw error;
        await note('not_possible');
      }
    }
    return isDone;
  }

  /** The ticket, or the one in which it ended. */
  async #living(ticketId: string): Promise<{ readonly ticketId: string; readonly ticket: Ticket } | undefined> {
    const { ticketId: survivor } = await survivorOf(this.#environment, ticketId);
    const { state } = await this.#environment.store.load(ticketStream(survivor), ticket, 'latest');
    return state.erasure.ledgerTexts === undefined ? { ticketId: survivor, ticket: state } : undefined;
  }

  /** Who is written to about a ticket: nobody where the register has no address. */
  async #contactOf(ticketId: string, { lifecycle }: Ticket): Promise<string | undefined> {
    if (lifecycle.status === 'none') return undefined;
    const [opening] = await this.#environment.store.read(ticketStream(ticketId));
    const named = opening && (opening.event as Extract<TicketEvent, { type: 'TicketOpened' }>).contact;
    const contact = named ?? opening?.stamp.actor.id;
    const { state } = await this.#register.client(lifecycle.client);
    const isKnown = contact !== undefined && state.status === 'registered' && state.contacts.get(contact)?.email;
    return isKnown ? contact : undefined;
  }

  async #note(outageId: string, command: OutageCommand, act: string, now: number): Promise<void> {
    await decideAndAppend(this.#environment.store, outageStream(outageId), outage, command, this.#context(act, now));
  }

  #context(act: string, now: number, onBehalfOf?: string): Context {
    const context = systemContext(this.#environment, this.name, act, now);
    return onBehalfOf === undefined ? context : { ...context, actor: { ...context.actor, onBehalfOf } };
  }
}
const missing = (): never => {
  throw new Error('A cause is proposed that was never found.');
};

type Eraser = { eraseBefore(stream: string, revision: number, categories: readonly string[]): Promise<void> };
/** Destroys the keys of what was written of an outage. */
export class OutageErasure implements ProcessManager {
  readonly name = 'outage-erasure';
  readonly prefixes = ['outage-'];
  readonly #read: (stream: string) => Promise<readonly Recorded[]>;
  readonly #eraser: Eraser | undefined;
  constructor(read: (stream: string) => Promise<readonly Recorded[]>, eraser: Eraser | undefined) {
    this.#read = read;
    this.#eraser = eraser;
  }

  async handle(outageId: string, _now: number, delivered?: readonly Recorded[]): Promise<ProcessOutcome> {
    const stream = outageStream(outageId);
    const end = (delivered ?? (await this.#read(stream))).find(({ event }) => event.type === 'OutageErased');
    if (!end) return 'unchanged';
    await this.#eraser?.eraseBefore(stream, end.stamp.revision, ['outage']);
    return {};
  }
}
