// A resolved ticket that nobody confirms closes by itself, by a named system actor, dated when its time was over.

import type { ProcessManager, ProcessOutcome, Recorded } from '#kernel';
import type { TicketEvent } from '../domain/ticket';
import type { CommandEnvironment } from './command-environment';
import { closeElapsed, closesAt } from './decide-on-ticket';
import { type DueAct, whenDue } from './when-due';

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

  handle(ticketId: string, now: number, delivered?: readonly Recorded[]): Promise<ProcessOutcome> {
    return whenDue(this.#closing, ticketId, now, delivered);
  }

  readonly #closing: DueAct<{ readonly at: number }> = {
    concerns: CONCERNS,
    next: async (ticketId) => {
      const at = await closesAt(this.#environment, ticketId);
      return at === undefined ? undefined : { at };
    },
    act: (ticketId, { at }, now) => closeElapsed(this.#environment, ticketId, at, now),
  };
}
