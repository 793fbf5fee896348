import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Appended, Context } from '#kernel';
import type { ErasureGround } from '../domain/erasure';
import type { CommandEnvironment } from './command-environment';
import { COMMAND_ENVIRONMENT } from './command-environment.provider';
import { decideJointly } from './joint-decision';

/** Erases what is personal in a ticket, once its money is settled; for a merged one, that of the ticket it ended in. */
export class EraseTicket extends Command<Appended> {
  constructor(
    readonly ticketId: string,
    readonly ground: ErasureGround,
    readonly context: Context,
  ) {
    super();
  }
}

@CommandHandler(EraseTicket)
export class EraseTicketHandler implements ICommandHandler<EraseTicket> {
  constructor(@Inject(COMMAND_ENVIRONMENT) private readonly environment: CommandEnvironment) {}

  execute({ ticketId, ground, context }: EraseTicket): Promise<Appended> {
    return decideJointly(this.environment, ticketId, { kind: 'erasure', ground }, context);
  }
}
