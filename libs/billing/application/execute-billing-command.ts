import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Appended, type Context, ms } from '#kernel';
import { behindOthers, type CommandEnvironment, finishReservations } from '#ticketing/commands';
import { COMMAND_ENVIRONMENT } from '#ticketing/module';
import type { BillingCommand } from '../domain/ledger';
import { BillingSaga } from './billing-saga';

/** `ifLedgerRevision`: which ledger the caller has seen, where they saw the ticket and its ledger at once. */
export type DecisionContext = Context & { readonly ifLedgerRevision?: number };

/** What a client or a billing clerk decides on the ledger of one ticket. */
export class ExecuteBillingCommand extends Command<Appended> {
  constructor(
    readonly ticketId: string,
    readonly command: BillingCommand,
    readonly context: DecisionContext,
  ) {
    super();
  }
}

@CommandHandler(ExecuteBillingCommand)
export class ExecuteBillingCommandHandler implements ICommandHandler<ExecuteBillingCommand> {
  constructor(
    @Inject(COMMAND_ENVIRONMENT) private readonly environment: CommandEnvironment,
    @Inject(BillingSaga) private readonly billing: BillingSaga,
  ) {}

  execute({ ticketId, command, context }: ExecuteBillingCommand): Promise<Appended> {
    return executeBillingCommand(this.environment, this.billing, ticketId, command, context);
  }
}

/** Decided once the ledger has noted everything that the ticket holds by now, and what is on its way has arrived. */
export const executeBillingCommand = async (
  environment: CommandEnvironment,
  billing: BillingSaga,
  ticketId: string,
  command: BillingCommand,
  { ifLedgerRevision, ...asked }: DecisionContext,
): Promise<Appended> => {
  const context = ifLedgerRevision === undefined ? asked : { ...asked, ifRevision: ifLedgerRevision };
  const now = ms(context.at);
  await finishReservations(environment, ticketId, now);
  return behindOthers(environment, ticketId, now, [], async () => {
    await billing.handle(ticketId, now);
    return billing.execute(ticketId, command, context);
  });
};
