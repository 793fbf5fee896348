// What waited in the inbox and was dealt with is destroyed there: on its ticket it lives on, and is erased with it.

import type { ProcessManager, ProcessOutcome, Recorded } from '#kernel';
import type { InboxEvent } from '../domain/inbox';
import { inboxStream } from './streams';

type Eraser = { eraseBefore(stream: string, revision: number, categories: readonly string[]): Promise<void> };
const DEALT_WITH: readonly string[] = ['MailThreaded', 'MailDiscarded'] satisfies readonly InboxEvent['type'][];

export class MailErasure implements ProcessManager {
  readonly name = 'mail-erasure';
  readonly prefixes = ['inbox-'];
  readonly #read: (stream: string) => Promise<readonly Recorded[]>;
  readonly #eraser: Eraser | undefined;
  constructor(read: (stream: string) => Promise<readonly Recorded[]>, eraser: Eraser | undefined) {
    this.#read = read;
    this.#eraser = eraser;
  }

  async handle(mailId: string, _now: number, delivered?: readonly Recorded[]): Promise<ProcessOutcome> {
    const stream = inboxStream(mailId);
    const end = (delivered ?? (await this.#read(stream))).find(({ event }) => DEALT_WITH.includes(event.type));
    if (!end) return 'unchanged';
    await this.#eraser?.eraseBefore(stream, end.stamp.revision, ['inbox']);
    return {};
  }
}
