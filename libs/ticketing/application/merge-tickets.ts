import { Command } from '@nestjs/cqrs';
import type { Appended, Context } from '#kernel';

/** Ends one ticket in another. Handled where the ledgers are kept: it needs to know what was decided about money. */
export class MergeTickets extends Command<Appended> {
  constructor(
    readonly sourceId: string,
    readonly into: string,
    readonly reason: string,
    readonly context: Context,
  ) {
    super();
  }
}
