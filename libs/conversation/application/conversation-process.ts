// Writes to a ticket's contact what concerns them. A message is recorded before it is sent, with an id that follows from its
// fact: killed at any point, run twice, or told again, it is sent once, and never on a guess. What the channel refuses for
// good never reached the client: a reply is taken back, so that it answers nothing.

import type { ClientRegister } from '#clients/module';
import { type ProcessManager, type ProcessOutcome, type Recorded, replay } from '#kernel';
import { type Ticket, type TicketEvent, ticket } from '#ticketing';
import { type CommandEnvironment, executeTicketCommand, systemContext, ticketStream } from '#ticketing/commands';
import { isFresh, kindOf, messageIdOf, render } from '../domain/message';
import type { OutboxMessage } from '../domain/outbox';
import { OutboxDriver } from './outbox-driver';
import type { MailChannel } from './smtp-channel';

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
    const driver = this.#driver(ticketId, history, state, channel, now);
    await this.#queue(driver, ticketId, history, state, now);
    return driver.send(now);
  }

  async #queue(
    driver: OutboxDriver,
    ticketId: string,
    history: readonly Recorded[],
    state: Ticket,
    now: number,
  ): Promise<void> {
    const fresh = history.filter((one) => isFresh(one, now) && kindOf(one.event) !== undefined);
    if (fresh.length === 0) return;
    const to = await this.#contactOf(history, state);
    if (!to) return;
    const known = await driver.load();
    for (const { event, stamp } of fresh) {
      const messageId = messageIdOf(ticketId, stamp.revision);
      const kind = kindOf(event);
      if (kind === undefined || known.has(messageId)) continue;
      await driver.queue({ messageId, kind, revision: stamp.revision, ...to }, now);
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

  #driver(
    ticketId: string,
    history: readonly Recorded[],
    state: Ticket,
    channel: MailChannel,
    now: number,
  ): OutboxDriver {
    const { environment, instance, domain } = this.#ports;
    const mailOf = async ({ messageId, revision, kind, to = '' }: OutboxMessage) => {
      if (state.conversation.sent.get(revision)?.retracted) return { unsent: 'It was retracted before it was sent.' };
      const fact = history.find(({ stamp }) => stamp.revision === revision);
      const { policyId, policyVersion } = state.policyBinding;
      const { zone } = await environment.policies.pinned(policyId, policyVersion);
      const rendered = fact && render(fact, ticketId, summaryOf(history), zone);
      if (!rendered) throw new Error(`Revision ${revision} of ticket ${ticketId} is nothing to write about.`);
      return {
        to,
        ...rendered,
        messageId: `<${messageId}@${domain}>`,
        references: `<${messageIdOf(ticketId, 0)}@${domain}>`,
        automatic: kind !== 'reply',
      };
    };
    const ended = (message: OutboxMessage, how: 'failed' | 'uncertain', reason: string) =>
      this.#onTicket(ticketId, message, how === 'failed' ? 'RetractReply' : 'RecordBounce', reason, now);
    return new OutboxDriver(ticketId, { environment, name: this.name, instance, channel, mailOf, ended });
  }

  async #onTicket(
    ticketId: string,
    { kind, revision, messageId }: OutboxMessage,
    type: 'RetractReply' | 'RecordBounce',
    reason: string,
    now: number,
  ): Promise<void> {
    if (kind !== 'reply') return;
    const context = systemContext(this.#ports.environment, this.name, `${messageId}/${type}`, now);
    await executeTicketCommand(this.#ports.environment, ticketId, { type, reply: revision, reason }, context);
  }
}

const summaryOf = ([opening]: readonly Recorded[]): string =>
  opening && 'summary' in opening.event ? String(opening.event.summary) : '';
