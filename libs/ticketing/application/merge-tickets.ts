import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Appended, Context } from '#kernel';
import type { CommandEnvironment } from './command-environment';
import { COMMAND_ENVIRONMENT } from './command-environment.provider';
import { decideJointly } from './joint-decision';

/** Ends one ticket in another one of the same client, unless something was decided about its money. */
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

@CommandHandler(MergeTickets)
export class MergeTicketsHandler implements ICommandHandler<MergeTickets> {
  constructor(@Inject(COMMAND_ENVIRONMENT) private readonly environment: CommandEnvironment) {}

  execute({ sourceId, into, reason, context }: MergeTickets): Promise<Appended> {
    return decideJointly(this.environment, sourceId, { kind: 'merge', into, reason }, context);
  }
}
