// A resolved ticket that nobody confirms closes by itself, by a named system actor, dated when its time was over.

import type { Driven, Process, Recorded } from '#kernel';
import type { TicketEvent } from '../domain/ticket';
import { closeElapsed, closesAt, type Desk } from './desk';

const CONCERNS: readonly string[] = [
  'TicketResolved',
  'TicketClosed',
  'TicketReopened',
] satisfies readonly TicketEvent['type'][];

export class AutoClose implements Process {
  readonly name = 'auto-close';
  readonly prefixes = ['ticket-'];
  readonly #desk: Desk;
  constructor(desk: Desk) {
    this.#desk = desk;
  }

  async drive(ticketId: string, now: number, delivered?: readonly Recorded[]): Promise<Driven> {
    if (delivered && !delivered.some(({ event }) => CONCERNS.includes(event.type))) return 'unchanged';
    const at = await closesAt(this.#desk, ticketId);
    if (at === undefined) return {};
    if (at > now) return { deadline: at };
    await closeElapsed(this.#desk, ticketId, at, now);
    return {};
  }
}
