// Destroys the keys of what was erased. The fact is on the ticket before anything is done about it: killed at any point
// or told again, this destroys the same keys and no others.

import type { ProcessManager, ProcessOutcome, Recorded } from '#kernel';
import type { PersonalDataErased } from '../domain/erasure';
import { ticket } from '../domain/ticket';
import { type CommandEnvironment, systemContext, ticketStream } from './command-environment';
import { executeTicketCommand } from './ticket-commands';

/** What destroys: the event store, which knows what is sealed with which keys. A store that forgets has none. */
export type Eraser = { eraseBefore(stream: string, revision: number): Promise<void> };

const isErasure = (recorded: Recorded): recorded is Recorded<PersonalDataErased> =>
  recorded.event.type === ('PersonalDataErased' satisfies PersonalDataErased['type']);

export class ErasureProcess implements ProcessManager {
  readonly name = 'erasure';
  readonly prefixes = ['ticket-'];
  readonly #environment: CommandEnvironment;
  readonly #eraser: Eraser | undefined;
  constructor(environment: CommandEnvironment, eraser: Eraser | undefined) {
    this.#environment = environment;
    this.#eraser = eraser;
  }

  async handle(ticketId: string, now: number, delivered?: readonly Recorded[]): Promise<ProcessOutcome> {
    if (delivered && !delivered.some(isErasure)) return 'unchanged';
    const stream = ticketStream(ticketId);
    for (const { event, stamp } of (delivered ?? (await this.#environment.store.read(stream))).filter(isErasure)) {
      await this.#eraser?.eraseBefore(stream, stamp.revision);
      await this.#eraseMerged(ticketId, event, now);
    }
    return {};
  }

  /** What was said on the tickets that ended in this one is of the same outage, and of the same people. */
  async #eraseMerged(ticketId: string, { ground }: PersonalDataErased, now: number): Promise<void> {
    // Another process may have handed a merge on: what this one remembers of the ticket may be older.
    const { state } = await this.#environment.store.load(ticketStream(ticketId), ticket, 'latest');
    for (const source of state.merging.absorbed) {
      // The ledger of a merged ticket takes no decisions, so that nobody has written there.
      const command = { type: 'EraseTicket', ground, ledgerTexts: 0 } as const;
      await executeTicketCommand(
        this.#environment,
        source,
        command,
        systemContext(this.#environment, this.name, `${ticketId}/${source}`, now),
      );
    }
  }
}
