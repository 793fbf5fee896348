import { Command } from '@nestjs/cqrs';
import type { Appended, Context } from '#kernel';
import type { ErasureGround } from '../domain/erasure';

/** Erases what is personal in a ticket. Handled where the ledgers are kept: nothing is erased that money still needs. */
export class EraseTicket extends Command<Appended> {
  constructor(
    readonly ticketId: string,
    readonly ground: ErasureGround,
    readonly context: Context,
  ) {
    super();
  }
}
