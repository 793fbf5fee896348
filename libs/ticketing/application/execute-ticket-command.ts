import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Appended, Context } from '#kernel';
import { mustHaveRight } from '../domain/rights';
import type { TicketCommand } from '../domain/ticket';
import type { CommandEnvironment } from './command-environment';
import { COMMAND_ENVIRONMENT } from './command-environment.provider';
import { executeTicketCommand } from './ticket-commands';

/** A command of a person, with a key, to one ticket. */
export class ExecuteTicketCommand extends Command<Appended> {
  constructor(
    readonly ticketId: string,
    readonly command: TicketCommand,
    readonly context: Context,
  ) {
    super();
  }
}

@CommandHandler(ExecuteTicketCommand)
export class ExecuteTicketCommandHandler implements ICommandHandler<ExecuteTicketCommand> {
  constructor(@Inject(COMMAND_ENVIRONMENT) private readonly environment: CommandEnvironment) {}

  execute({ ticketId, command, context }: ExecuteTicketCommand): Promise<Appended> {
    return executeTicketCommand(this.environment, ticketId, command, context, (state, plain) =>
      mustHaveRight(command, plain, state, { isPosted: false }),
    );
  }
}
