import { Command } from '@nestjs/cqrs';
import type { ProposalView } from '#approvals';
import type { Appended, Context } from '#kernel';
import type { TicketAct } from '../domain/proposals';

/** What came of an act: done, or waiting for a second person. */
export type ActOutcome = Appended & { readonly proposal?: ProposalView };

/**
 * An act of a person on facts that money hangs on: done where one person is enough, else proposed. Handled where the
 * ledgers are kept, which know what is posted and what the act would move.
 */
export class ProposeAct extends Command<ActOutcome> {
  constructor(
    readonly ticketId: string,
    readonly act: TicketAct,
    readonly context: Context,
  ) {
    super();
  }
}
