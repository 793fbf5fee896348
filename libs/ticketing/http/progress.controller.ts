import { Body, Controller, Param } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { parseTicketId } from '#event-store';
import { CommandResult, TicketNumber } from '#http-kit';
import { type CallerContext, CommandContext } from '#identity';
import { MergeTickets } from '../application/merge-tickets';
import { executeOnTicket, occurring } from './execute-on-ticket';
import {
  CancellationDto,
  ClosingDto,
  MergeDto,
  NothingDto,
  ReopeningDto,
  ResolutionDto,
  RestorationDto,
  WaitDto,
} from './handling.dto';
import { TicketRoute } from './ticket-route';

const WAITING = { customer: 'AwaitCustomer', third_party: 'AwaitThirdParty', scheduled: 'ScheduleWork' } as const;

/** What moves a ticket: waiting, going on, restored, resolved, closed, reopened, given up, merged. */
@Controller('tickets/:ticketId')
export class ProgressController {
  constructor(private readonly commands: CommandBus) {}

  @TicketRoute('AwaitCustomer', 'AwaitThirdParty', 'ScheduleWork')
  wait(
    @Param('ticketId', TicketNumber) ticketId: string,
    @Body() { for: what, ask }: WaitDto,
    @CommandContext() context: CallerContext,
  ) {
    return executeOnTicket(
      this.commands,
      ticketId,
      { type: WAITING[what], ...(ask !== undefined && { ask }) },
      context,
    );
  }

  @TicketRoute('ResumeTicket')
  resume(
    @Param('ticketId', TicketNumber) ticketId: string,
    @Body() _nothing: NothingDto,
    @CommandContext() context: CallerContext,
  ) {
    return executeOnTicket(this.commands, ticketId, { type: 'ResumeTicket' }, context);
  }

  @TicketRoute('RestoreService')
  restore(
    @Param('ticketId', TicketNumber) ticketId: string,
    @Body() { occurredAt }: RestorationDto,
    @CommandContext() context: CallerContext,
  ) {
    return executeOnTicket(this.commands, ticketId, { type: 'RestoreService' }, occurring(context, occurredAt));
  }

  @TicketRoute('ResolveTicket')
  resolve(
    @Param('ticketId', TicketNumber) ticketId: string,
    @Body() { code, note, occurredAt }: ResolutionDto,
    @CommandContext() context: CallerContext,
  ) {
    const command = { type: 'ResolveTicket', code, note } as const;
    return executeOnTicket(this.commands, ticketId, command, occurring(context, occurredAt));
  }

  @TicketRoute('CloseTicket')
  close(
    @Param('ticketId', TicketNumber) ticketId: string,
    @Body() { reason }: ClosingDto,
    @CommandContext() context: CallerContext,
  ) {
    return executeOnTicket(
      this.commands,
      ticketId,
      { type: 'CloseTicket', ...(reason !== undefined && { reason }) },
      context,
    );
  }

  @TicketRoute('ReopenTicket')
  reopen(
    @Param('ticketId', TicketNumber) ticketId: string,
    @Body() { channel, reason }: ReopeningDto,
    @CommandContext() context: CallerContext,
  ) {
    return executeOnTicket(this.commands, ticketId, { type: 'ReopenTicket', channel, reason }, context);
  }

  @TicketRoute('CancelTicket')
  cancel(
    @Param('ticketId', TicketNumber) ticketId: string,
    @Body() { reason }: CancellationDto,
    @CommandContext() context: CallerContext,
  ) {
    return executeOnTicket(this.commands, ticketId, { type: 'CancelTicket', reason }, context);
  }

  @TicketRoute('MergeTicket')
  async merge(
    @Param('ticketId', TicketNumber) ticketId: string,
    @Body() { into, reason }: MergeDto,
    @CommandContext() context: CallerContext,
  ) {
    const merge = new MergeTickets(ticketId, parseTicketId(into), reason, context);
    return CommandResult.at(ticketId, 'ticket', await this.commands.execute(merge));
  }
}
