// Brings an outbox to rest: each message is begun, sent, and noted; of two processes the one that is written there sends it, and
// whoever dies in between leaves it uncertain. What it says is made as it goes out.

import { type Context, decideAndAppend } from '#kernel';
import { type CommandEnvironment, systemContext } from '#ticketing/commands';
import { nextAction, type Outbox, type OutboxCommand, type OutboxMessage, outbox } from '../domain/outbox';
import type { ChannelOutcome, MailChannel, OutgoingMail } from './smtp-channel';
import { mailStream } from './streams';

const STEPS_MAX = 200;
export type OutboxPorts = {
  readonly environment: CommandEnvironment;
  /** Of the process: its acts are said in its name. */
  readonly name: string;
  /** Tells this process from another one that does the same. */
  readonly instance: string;
  readonly channel: MailChannel;
  /** The mail; or why there is none any more. */
  readonly mailOf: (message: OutboxMessage) => Promise<OutgoingMail | { readonly unsent: string }>;
  /** It was refused for good, or nobody knows whether it was taken. */
  readonly ended?: (message: OutboxMessage, how: 'failed' | 'uncertain', reason: string) => Promise<void>;
};

export class OutboxDriver {
  readonly #subject: string;
  readonly #ports: OutboxPorts;
  constructor(subject: string, ports: OutboxPorts) {
    this.#subject = subject;
    this.#ports = ports;
  }

  async load(): Promise<Outbox> {
    return (await this.#ports.environment.store.load(mailStream(this.#subject), outbox, 'latest')).state;
  }

  async queue(message: Omit<Extract<OutboxCommand, { type: 'QueueMessage' }>, 'type'>, now: number): Promise<void> {
    await this.#note({ type: 'QueueMessage', ...message }, 'queue', now);
  }

  /** When to look again; `open` where another process has begun the next one. */
  async send(now: number): Promise<{ readonly deadline?: number; readonly open?: boolean }> {
    for (let step = 0; step < STEPS_MAX; step++) {
      const action = nextAction(await this.load(), now);
      if (action.do === 'rest') return {};
      if (action.do === 'wait') return { deadline: action.until };
      if (action.do === 'give-up') await this.#uncertain(action.message, now);
      else if (!(await this.#sendOne(action.message, now))) return { open: true };
    }
    throw new Error(`The mail of ${this.#subject} is not at rest after ${STEPS_MAX} steps; it is asked again.`);
  }

  /** False where another process has begun it. */
  async #sendOne({ messageId, attempts }: OutboxMessage, now: number): Promise<boolean> {
    const { instance, channel, mailOf } = this.#ports;
    const act = `${attempts + 1}/${instance}`;
    await this.#note({ type: 'BeginMessage', messageId, by: instance }, `begin/${act}`, now);
    const begun = (await this.load()).get(messageId);
    if (begun?.state !== 'begun' || begun.by !== instance) return false;
    const mail = await mailOf(begun);
    const outcome: ChannelOutcome =
      'unsent' in mail ? { is: 'refused', reason: mail.unsent, forGood: true } : await channel.send(mail);
    await this.#noteOutcome(begun, outcome, act, now);
    return true;
  }

  async #noteOutcome(message: OutboxMessage, outcome: ChannelOutcome, act: string, now: number): Promise<void> {
    const { messageId } = message;
    if (outcome.is === 'accepted') return this.#note({ type: 'NoteSent', messageId }, `sent/${act}`, now);
    if (outcome.is === 'unknown') return this.#uncertain(message, now);
    const { reason, forGood } = outcome;
    await this.#note({ type: 'NoteFailed', messageId, reason, forGood }, `failed/${act}`, now);
    const after = (await this.load()).get(messageId);
    if (after?.state === 'failed') await this.#ports.ended?.(message, 'failed', reason);
  }

  /** Whether it was taken nobody knows: somebody has to reach the client in another way. */
  async #uncertain(message: OutboxMessage, now: number): Promise<void> {
    await this.#note({ type: 'NoteUncertain', messageId: message.messageId }, 'uncertain', now);
    const reason = 'Whether the mail server took it is unknown; it is not sent again by itself.';
    await this.#ports.ended?.(message, 'uncertain', reason);
  }

  async #note(command: OutboxCommand, act: string, now: number): Promise<void> {
    const { environment, name } = this.#ports;
    const context: Context = systemContext(environment, name, `${command.messageId}/${act}`, now);
    await decideAndAppend(environment.store, mailStream(this.#subject), outbox, command, context);
  }
}
