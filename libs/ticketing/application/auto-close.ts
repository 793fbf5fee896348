// A resolved ticket that nobody confirms closes by itself, by a named system actor, dated when its time was over.

import type { ProcessManager, ProcessOutcome, Recorded } from '#kernel';
import type { TicketEvent } from '../domain/ticket';
import type { CommandEnvironment } from './command-environment';
import { closeElapsed, closesAt } from './decide-on-ticket';

const CONCERNS: readonly string[] = [
  'TicketResolved',
  'TicketClosed',
  'TicketReopened',
] satisfies readonly TicketEvent['type'][];

export class AutoClose implements ProcessManager {
  readonly name = 'auto-close';
  readonly prefixes = ['ticket-'];
  readonly #environment: CommandEnvironment;
  constructor(environment: CommandEnvironment) {
    this.#environment = environment;
  }

  async handle(ticketId: string, now: number, delivered?: readonly Recorded[]): Promise<ProcessOutcome> {
    if (delivered && !delivered.some(({ event }) => CONCERNS.includes(event.type))) return 'unchanged';
    const at = await closesAt(this.#environment, ticketId);
    if (at === undefined) return {};
    if (at > now) return { deadline: at };
    await closeElapsed(this.#environment, ticketId, at, now);
    return {};
  }
}
