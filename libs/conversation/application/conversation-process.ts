// Writes to a ticket's contact what concerns them. A message is recorded before it is sent, with an id that follows from its
// fact: killed at any point, run twice, or told again, it is sent once, and never on a guess. What the channel refuses for
// good never reached the client: a reply is taken back, so that it answers nothing.

import type { ClientRegister } from '#clients/module';
import {
  type Context,
  decideAndAppend,
  type Loaded,
  type ProcessManager,
  type ProcessOutcome,
  type Recorded,
  replay,
} from '#kernel';
import { type Ticket, type TicketEvent, ticket } from '#ticketing';
import { type CommandEnvironment, executeTicketCommand, systemContext, ticketStream } from '#ticketing/commands';
import { isFresh, kindOf, messageIdOf, render } from '../domain/message';
import { nextAction, type Outbox, type OutboxCommand, type OutboxMessage, outbox } from '../domain/outbox';
import type { ChannelOutcome, MailChannel } from './smtp-channel';
import { mailStream } from './streams';

const STEPS_MAX = 200;
type Ports = {
  readonly environment: CommandEnvironment;
  readonly register: Pick<ClientRegister, 'client'>;
  /** None where no mail goes out. */
  readonly channel: MailChannel | undefined;
  readonly domain: string;
  /** Tells this process from another one that does the same. */
  readonly instance: string;
};

export class ConversationProcess implements ProcessManager {
  readonly name = 'conversation';
  readonly prefixes = ['ticket-'];
  readonly #ports: Ports;
  constructor(ports: Ports) {
    this.#ports = ports;
  }

  async handle(ticketId: string, now: number, delivered?: readonly Recorded[]): Promise<ProcessOutcome> {
    const { channel } = this.#ports;
    if (!channel) return 'unchanged';
    const news = delivered?.filter((one) => kindOf(one.event) !== undefined && isFresh(one, now));
    if (news?.length === 0) return 'unchanged';
    const history = await this.#ports.environment.store.read(ticketStream(ticketId));
    const state = replay(ticket, history);
    if (state.erasure.ledgerTexts !== undefined || state.lifecycle.status === 'none') return {};
    await this.#queue(ticketId, history, state, now);
    return this.#send(ticketId, history, state, channel, now);
  }

  async #queue(ticketId: string, history: readonly Recorded[], state: Ticket, now: number): Promise<void> {
    const fresh = history.filter((one) => isFresh(one, now) && kindOf(one.event) !== undefined);
    if (fresh.length === 0) return;
    const to = await this.#contactOf(history, state);
    if (!to) return;
    const known = (await this.#outbox(ticketId)).state;
    for (const { event, stamp } of fresh) {
      const messageId = messageIdOf(ticketId, stamp.revision);
      const kind = kindOf(event);
      if (kind === undefined || known.has(messageId)) continue;
      await this.#note(
        ticketId,
        { type: 'QueueMessage', messageId, kind, revision: stamp.revision, ...to },
        'queue',
        now,
      );
    }
  }

  /** Whom the ticket names, or whose key or mail opened it, as the register knows them; nobody without an address. */
  async #contactOf([opening]: readonly Recorded[], { lifecycle }: Ticket) {
    if (!opening || lifecycle.status === 'none') return undefined;
    const { contact: named } = opening.event as Extract<TicketEvent, { type: 'TicketOpened' }>;
    const contact = named ?? opening.stamp.actor.id;
    const { state } = await this.#ports.register.client(lifecycle.client);
    const to = state.status === 'registered' ? state.contacts.get(contact)?.email : undefined;
    return to === undefined ? undefined : { contact, to };
  }

  async #send(
    ticketId: string,
    history: readonly Recorded[],
    state: Ticket,
    channel: MailChannel,
    now: number,
  ): Promise<ProcessOutcome> {
    for (let step = 0; step < STEPS_MAX; step++) {
      const action = nextAction((await this.#outbox(ticketId)).state, now);
      if (action.do === 'rest') return {};
      if (action.do === 'wait') return { deadline: action.until };
      if (action.do === 'give-up') await this.#uncertain(ticketId, action.message, now);
      else if (!(await this.#sendOne(ticketId, history, state, action.message, channel, now))) return { open: true };
    }
    throw new Error(`The mail of ticket ${ticketId} is not at rest after ${STEPS_MAX} steps; it is asked again.`);
  }

  /** False where another process has begun it. */
  async #sendOne(
    ticketId: string,
    history: readonly Recorded[],
    state: Ticket,
    { messageId, revision, kind, to = '', attempts }: OutboxMessage,
    channel: MailChannel,
    now: number,
  ): Promise<boolean> {
    const { instance, domain, environment } = this.#ports;
    const act = `${attempts + 1}/${instance}`;
    await this.#note(ticketId, { type: 'BeginMessage', messageId, by: instance }, `begin/${act}`, now);
    const begun = (await this.#outbox(ticketId)).state.get(messageId);
    if (begun?.state !== 'begun' || begun.by !== instance) return false;
    const fact = history.find(({ stamp }) => stamp.revision === revision);
    const { policyId, policyVersion } = state.policyBinding;
    const { zone } = await environment.policies.pinned(policyId, policyVersion);
    const rendered = fact && render(fact, ticketId, summaryOf(history), zone);
    if (!rendered) throw new Error(`Revision ${revision} of ticket ${ticketId} is nothing to write about.`);
    const isRetracted = state.conversation.sent.get(revision)?.retracted === true;
    const outcome: ChannelOutcome = isRetracted
      ? RETRACTED
      : await channel.send({
          to,
          ...rendered,
          messageId: `<${messageId}@${domain}>`,
          references: `<${messageIdOf(ticketId, 0)}@${domain}>`,
          automatic: kind !== 'reply',
        });
    await this.#noteOutcome(ticketId, begun, outcome, act, now);
    return true;
  }

  async #noteOutcome(
    ticketId: string,
    message: OutboxMessage,
    outcome: ChannelOutcome,
    act: string,
    now: number,
  ): Promise<void> {
    const { messageId } = message;
    if (outcome.is === 'accepted') return this.#note(ticketId, { type: 'NoteSent', messageId }, `sent/${act}`, now);
    if (outcome.is === 'unknown') return this.#uncertain(ticketId, message, now);
    const { reason, forGood } = outcome;
    await this.#note(ticketId, { type: 'NoteFailed', messageId, reason, forGood }, `failed/${act}`, now);
    const after = (await this.#outbox(ticketId)).state.get(messageId);
    if (after?.state === 'failed') await this.#onTicket(ticketId, message, 'RetractReply', reason, now);
  }

  /** Whether it was taken nobody knows: somebody has to reach the client in another way. */
  async #uncertain(ticketId: string, message: OutboxMessage, now: number): Promise<void> {
    await this.#note(ticketId, { type: 'NoteUncertain', messageId: message.messageId }, 'uncertain', now);
    const reason = 'Whether the mail server took it is unknown; it is not sent again by itself.';
    await this.#onTicket(ticketId, message, 'RecordBounce', reason, now);
  }

  async #onTicket(
    ticketId: string,
    { kind, revision, messageId }: OutboxMessage,
    type: 'RetractReply' | 'RecordBounce',
    reason: string,
    now: number,
  ): Promise<void> {
    if (kind !== 'reply') return;
    const context = this.#context(`${messageId}/${type}`, now);
    await executeTicketCommand(this.#ports.environment, ticketId, { type, reply: revision, reason }, context);
  }

  #outbox(ticketId: string): Promise<Loaded<Outbox>> {
    return this.#ports.environment.store.load(mailStream(ticketId), outbox, 'latest');
  }

  async #note(ticketId: string, command: OutboxCommand, act: string, now: number): Promise<void> {
    const context = this.#context(`${command.messageId}/${act}`, now);
    await decideAndAppend(this.#ports.environment.store, mailStream(ticketId), outbox, command, context);
  }

  #context(act: string, now: number): Context {
    return systemContext(this.#ports.environment, this.name, act, now);
  }
}

const RETRACTED: ChannelOutcome = { is: 'refused', reason: 'It was retracted before it was sent.', forGood: true };
const summaryOf = ([opening]: readonly Recorded[]): string =>
  opening && 'summary' in opening.event ? String(opening.event.summary) : '';
