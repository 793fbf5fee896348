// The files of a ticket go with what is personal in it. Told again, or killed anywhere, it removes the same folder.

import type { ProcessManager, ProcessOutcome, Recorded } from '#kernel';
import type { PersonalDataErased } from '#ticketing';
import { ticketStream } from '#ticketing/commands';
import type { FileStore } from './file-store';

const ERASED = 'PersonalDataErased' satisfies PersonalDataErased['type'];

export class FileErasure implements ProcessManager {
  readonly name = 'file-erasure';
  readonly prefixes = ['ticket-'];
  readonly #read: (stream: string) => Promise<readonly Recorded[]>;
  readonly #files: FileStore | undefined;
  constructor(read: (stream: string) => Promise<readonly Recorded[]>, files: FileStore | undefined) {
    this.#read = read;
    this.#files = files;
  }

  async handle(ticketId: string, _now: number, delivered?: readonly Recorded[]): Promise<ProcessOutcome> {
    const events = delivered ?? (await this.#read(ticketStream(ticketId)));
    if (!events.some(({ event }) => event.type === ERASED)) return 'unchanged';
    await this.#files?.erase(ticketId);
    return {};
  }
}
