// A mail comes in: it goes to its ticket, opens one, tells of a bounce, is passed over, or waits for somebody. Each step has an
// id that follows from the mail's bytes: delivered twice, or killed anywhere and delivered again, it acts once.

import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { Inject, Injectable, Optional } from '@nestjs/common';
import { FileStore } from '#attachments/module';
import { ClientRegister, clientList } from '#clients/module';
import { ticketIdsOf, uuidv5 } from '#event-store';
import { EVENT_STORE } from '#event-store/module';
import { type Context, DomainError, decideAndAppend, type EventStore, iso } from '#kernel';
import type { ReadStore } from '#read-store';
import { READ_STORE } from '#read-store/module';
import { ticket } from '#ticketing';
import { type CommandEnvironment, executeTicketCommand, ticketStream } from '#ticketing/commands';
import { COMMAND_ENVIRONMENT } from '#ticketing/module';
import { type Inbox, type InboxCommand, inbox, type QueuedBecause } from '../domain/inbox';
import {
  bouncedIn,
  bounceReason,
  type Mail,
  type MailFile,
  mailKindOf,
  senderOf,
  type ThreadPlace,
  threadOf,
} from '../domain/mail';
import { outbox } from '../domain/outbox';
import { MAIL_OPTIONS, type MailOptions } from './mail-options';
import { type ParsedParts, parseMail } from './parse-mail';
import { inboxStream, mailStream } from './streams';

/** What became of it, for whoever delivered it. */
export type Reception = { readonly mailId: string; readonly status: Inbox['status']; readonly ticketId?: string };
type Sender = { readonly client: string; readonly contact: string };
type Wait = { readonly because: QueuedBecause; readonly ticketId?: string };

const NOT_TAKEN = ['attachment.empty', 'attachment.not-allowed', 'attachment.infected', 'attachment.too-large'];
const NAMES = '3d1b6f0a-0c55-5b7e-8d16-6a1f2c9b7e04';

@Injectable()
export class ReceiveMail {
  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(COMMAND_ENVIRONMENT) private readonly environment: CommandEnvironment,
    private readonly register: ClientRegister,
    @Inject(READ_STORE) private readonly views: ReadStore,
    @Optional() @Inject(MAIL_OPTIONS) private readonly options: MailOptions = {},
    @Optional() private readonly files?: FileStore,
  ) {}

  async receive(raw: Buffer, via: 'webhook' | 'maildir', now: number): Promise<Reception> {
    const mailId = createHash('sha256').update(raw).digest('hex').slice(0, 32);
    const { state } = await this.store.load(inboxStream(mailId), inbox, 'latest');
    if (state.status === 'none' || state.status === 'received') await this.#place(mailId, raw, via, now);
    const { state: after } = await this.store.load(inboxStream(mailId), inbox, 'latest');
    const ticketId = 'ticketId' in after ? after.ticketId : undefined;
    return { mailId, status: after.status, ...(ticketId !== undefined && { ticketId }) };
  }

  async #place(mailId: string, raw: Buffer, via: 'webhook' | 'maildir', now: number): Promise<void> {
    const mail = await parseMail(raw);
    const kind = mailKindOf(mail);
    const sender = senderOf(mail, this.options.authserv);
    await this.#note(mailId, { type: 'ReceiveMail', via, kind, sender, bytes: raw.length }, now);
    if (kind === 'automatic') return this.#note(mailId, { type: 'IgnoreMail', because: 'automatic' }, now);
    if (kind === 'bounce') return this.#bounce(mailId, mail, now);
    if (sender === 'spoofed') return this.#queue(mailId, mail, { because: 'spoofed' }, now);
    const thread = threadOf(mail, this.#domain);
    return thread ? this.#answer(mailId, mail, thread, now) : this.#open(mailId, mail, now);
  }

  /** One of ours came back: the reply counts, because its channel had accepted it, and somebody must reach the client. */
  async #bounce(mailId: string, mail: Mail, now: number): Promise<void> {
    const reason = bounceReason(mail);
    if (reason === undefined) return this.#note(mailId, { type: 'IgnoreMail', because: 'delayed' }, now);
    const place = bouncedIn(mail, this.#domain);
    const { messageId } = place ?? {};
    const sent = place && (await this.store.load(mailStream(place.ticketId), outbox, 'latest')).state;
    const message = messageId === undefined ? undefined : sent?.get(messageId);
    if (!place || !message) return this.#note(mailId, { type: 'IgnoreMail', because: 'bounce_of_nothing' }, now);
    const { ticketId } = place;
    const bounce = { type: 'NoteBounce', messageId: message.messageId, reason } as const;
    await decideAndAppend(this.store, mailStream(ticketId), outbox, bounce, this.#context(mailId, 'outbox', now));
    if (message.kind === 'reply') {
      const command = { type: 'RecordBounce', reply: message.revision, reason } as const;
      await executeTicketCommand(this.environment, ticketId, command, this.#context(mailId, 'bounce', now));
    }
    await this.#note(mailId, { type: 'NoteThreaded', ticketId, how: 'bounce' }, now);
  }

  async #answer(mailId: string, mail: ParsedParts, thread: ThreadPlace, now: number): Promise<void> {
    const found = await this.#survivorOf(thread.ticketId);
    if (!found) return this.#queue(mailId, mail, { because: 'unknown_ticket' }, now);
    const { ticketId, client, isOpen } = found;
    const contact = await this.#contactAt(client, mail.from);
    if (contact === undefined) return this.#queue(mailId, mail, { because: 'not_their_ticket', ticketId }, now);
    // A contact stops nothing that has ended: somebody says whether it is to be reopened.
    if (!isOpen) return this.#queue(mailId, mail, { because: 'ticket_ended', ticketId }, now);
    await this.#write(mailId, ticketId, mail, contact, now);
    await this.#note(mailId, { type: 'NoteThreaded', ticketId, how: 'contact' }, now);
  }

  async #open(mailId: string, mail: ParsedParts, now: number): Promise<void> {
    const senders = await this.#sendersOf(mail.from);
    const [sender] = senders;
    if (!sender) return this.#queue(mailId, mail, { because: 'unknown_sender' }, now);
    if (senders.length > 1) return this.#queue(mailId, mail, { because: 'several_clients' }, now);
    const command = {
      type: 'OpenTicket',
      client: sender.client,
      channel: 'email',
      requested: /\bP1\b/.test(mail.subject) ? 'P1' : 'P3',
      summary: mail.subject === '' ? 'A mail without a subject' : mail.subject,
      contact: sender.contact,
    } as const;
    for (const ticketId of ticketIdsOf(uuidv5(NAMES, mailId))) {
      try {
        await executeTicketCommand(
          this.environment,
          ticketId,
          command,
          this.#context(mailId, 'open', now, sender.contact),
        );
      } catch (error) {
        if (error instanceof DomainError && error.code === 'ticket.exists') continue;
        throw error;
      }
      await this.#write(mailId, ticketId, mail, sender.contact, now);
      return this.#note(mailId, { type: 'NoteThreaded', ticketId, how: 'opened' }, now);
    }
  }

  /** What was written, and which files came with it. */
  async #write(mailId: string, ticketId: string, mail: ParsedParts, contact: string, now: number): Promise<void> {
    const { text, files } = mail;
    const command = { type: 'RecordContact', channel: 'email', ...(text !== '' && { text }) } as const;
    await executeTicketCommand(this.environment, ticketId, command, this.#context(mailId, 'contact', now, contact));
    for (const [n, file] of files.entries()) {
      const attachment = {
        type: 'AddAttachment',
        name: file.name,
        ...(await this.#keep(ticketId, file, mail)),
      } as const;
      const context = this.#context(mailId, `file ${n}`, now, contact);
      await executeTicketCommand(this.environment, ticketId, attachment, context);
    }
  }

  /** The file itself; of one that is not taken in, its name alone. A scanner that does not answer is asked again with the mail. */
  async #keep(ticketId: string, { sha256, mediaType }: MailFile, { contents }: ParsedParts) {
    const content = contents.get(sha256);
    if (!this.files || !content) return { mediaType, sha256 };
    try {
      const stored = await this.files.put(ticketId, Readable.from([content]));
      return { mediaType: stored.mediaType, sha256: stored.sha256 };
    } catch (error) {
      if (error instanceof DomainError && NOT_TAKEN.includes(error.code)) return { mediaType };
      throw error;
    }
  }

  /** The ticket, or the one in which it ended; nothing where there is none. */
  async #survivorOf(named: string) {
    let ticketId = named;
    for (let steps = 0; steps < 100; steps++) {
      const { lifecycle } = (await this.store.load(ticketStream(ticketId), ticket, 'latest')).state;
      if (lifecycle.status === 'none') return undefined;
      if (lifecycle.status !== 'merged') {
        const isOpen = !['resolved', 'closed', 'cancelled', 'rejected'].includes(lifecycle.status);
        return { ticketId, client: lifecycle.client, isOpen };
      }
      ticketId = lifecycle.into;
    }
    return undefined;
  }

  async #contactAt(clientId: string, from: string | undefined): Promise<string | undefined> {
    const { state } = await this.register.client(clientId);
    if (state.status === 'none' || from === undefined) return undefined;
    return [...state.contacts.values()].find(({ email }) => email?.toLowerCase() === from)?.contactId;
  }

  /** A client's contacts are found in a view, and believed as its stream has them. */
  async #sendersOf(from: string | undefined): Promise<readonly Sender[]> {
    if (from === undefined) return [];
    const { rows } = await this.views.view(clientList).find({ where: { kind: 'contact', email: from }, limit: 10 });
    const senders = await Promise.all(
      [...new Set(rows.map(({ client }) => client))].map(async (client) => {
        const contact = await this.#contactAt(client, from);
        return contact === undefined ? [] : [{ client, contact }];
      }),
    );
    return senders.flat();
  }

  async #queue(mailId: string, mail: Mail, { because, ticketId }: Wait, now: number): Promise<void> {
    const { from = '', fromName, subject, text, files } = mail;
    const shown = { from, ...(fromName !== undefined && { fromName }), subject, text, files };
    const about = ticketId === undefined ? {} : { ticketId };
    await this.#note(mailId, { type: 'QueueMail', because, ...about, ...shown }, now);
  }

  async #note(mailId: string, command: InboxCommand, now: number): Promise<void> {
    await decideAndAppend(this.store, inboxStream(mailId), inbox, command, this.#context(mailId, command.type, now));
  }

  #context(mailId: string, act: string, now: number, onBehalfOf?: string): Context {
    const actor = { id: 'mail', role: 'system', ...(onBehalfOf !== undefined && { onBehalfOf }) };
    return { commandId: uuidv5(NAMES, `${mailId}/${act}`), actor, at: iso(now) };
  }

  get #domain(): string {
    return domainOf(this.options);
  }
}

/** Of our message ids. */
export const domainOf = ({ from }: MailOptions): string => from?.split('@')[1] ?? 'faultline.invalid';
