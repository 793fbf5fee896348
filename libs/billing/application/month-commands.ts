import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler, type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { type Appended, type Context, decideAndAppend, streamOf } from '#kernel';
import type { CommandEnvironment } from '#ticketing/commands';
import { COMMAND_ENVIRONMENT, POLICY_ID } from '#ticketing/module';
import { type LedgerMonths, ledgerMonths, type MonthCommand } from '../domain/months';

const monthsStream = () => streamOf('months', POLICY_ID);

/** What the billing desk, or the billing system, says of a month of the ledger. */
export class ExecuteMonthCommand extends Command<Appended> {
  constructor(
    readonly command: MonthCommand,
    readonly context: Context,
  ) {
    super();
  }
}
/** Which months are closed, with their lines and invoices. */
export class LedgerMonthsQuery extends Query<LedgerMonths> {}

@CommandHandler(ExecuteMonthCommand)
export class ExecuteMonthCommandHandler implements ICommandHandler<ExecuteMonthCommand> {
  constructor(@Inject(COMMAND_ENVIRONMENT) private readonly environment: CommandEnvironment) {}

  execute({ command, context }: ExecuteMonthCommand): Promise<Appended> {
    return decideAndAppend(this.environment.store, monthsStream(), ledgerMonths, command, context);
  }
}

@QueryHandler(LedgerMonthsQuery)
export class LedgerMonthsHandler implements IQueryHandler<LedgerMonthsQuery> {
  constructor(@Inject(COMMAND_ENVIRONMENT) private readonly environment: CommandEnvironment) {}

  async execute(): Promise<LedgerMonths> {
    return (await this.environment.store.load(monthsStream(), ledgerMonths, 'latest')).state;
  }
}
