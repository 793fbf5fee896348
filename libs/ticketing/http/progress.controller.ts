import { Body, Controller, Param } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { parseTicketId } from '#event-store';
import { CommandResult, TicketNumber } from '#http-kit';
import { CommandRoute } from '#http-kit/http';
import { type CallerContext, CLIENT_ROLES, ClientScope, CommandContext, DESK_ROLES, Roles } from '#identity';
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

const WAITING = { customer: 'AwaitCustomer', third_party: 'AwaitThirdParty', scheduled: 'ScheduleWork' } as const;

/** What moves a ticket: waiting, going on, restored, resolved, closed, reopened, given up, merged. */
@Controller('tickets/:ticketId')
export class ProgressController {
  constructor(private readonly commands: CommandBus) {}

  @CommandRoute('waits', 'Wait for the client, for a third party, or for an appointment')
  @Roles(...DESK_ROLES)
  @ClientScope('any')
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

  @CommandRoute('resume', 'Go on after waiting')
  @Roles(...DESK_ROLES)
  @ClientScope('any')
  resume(
    @Param('ticketId', TicketNumber) ticketId: string,
    @Body() _nothing: NothingDto,
    @CommandContext() context: CallerContext,
  ) {
    return executeOnTicket(this.commands, ticketId, { type: 'ResumeTicket' }, context);
  }

  @CommandRoute('restoration', 'Service is back')
  @Roles(...DESK_ROLES)
  @ClientScope('any')
  restore(
    @Param('ticketId', TicketNumber) ticketId: string,
    @Body() { occurredAt }: RestorationDto,
    @CommandContext() context: CallerContext,
  ) {
    return executeOnTicket(this.commands, ticketId, { type: 'RestoreService' }, occurring(context, occurredAt));
  }

  @CommandRoute('resolution', 'Resolve it, with a code and a note')
  @Roles(...DESK_ROLES)
  @ClientScope('any')
  resolve(
    @Param('ticketId', TicketNumber) ticketId: string,
    @Body() { code, note, occurredAt }: ResolutionDto,
    @CommandContext() context: CallerContext,
  ) {
    const command = { type: 'ResolveTicket', code, note } as const;
    return executeOnTicket(this.commands, ticketId, command, occurring(context, occurredAt));
  }

  @CommandRoute('closing', 'Confirm that it is resolved')
  @Roles(...CLIENT_ROLES, ...DESK_ROLES)
  @ClientScope('own')
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

  @CommandRoute('reopening', 'It is not resolved after all')
  @Roles(...CLIENT_ROLES, ...DESK_ROLES)
  @ClientScope('own')
  reopen(
    @Param('ticketId', TicketNumber) ticketId: string,
    @Body() { channel, reason }: ReopeningDto,
    @CommandContext() context: CallerContext,
  ) {
    return executeOnTicket(this.commands, ticketId, { type: 'ReopenTicket', channel, reason }, context);
  }

  @CommandRoute('cancellation', 'Give the ticket up')
  @Roles(...CLIENT_ROLES, ...DESK_ROLES)
  @ClientScope('own')
  cancel(
    @Param('ticketId', TicketNumber) ticketId: string,
    @Body() { reason }: CancellationDto,
    @CommandContext() context: CallerContext,
  ) {
    return executeOnTicket(this.commands, ticketId, { type: 'CancelTicket', reason }, context);
  }

  @CommandRoute('merge', 'End this ticket in another one of the same client')
  @Roles(...DESK_ROLES)
  @ClientScope('any')
  async merge(
    @Param('ticketId', TicketNumber) ticketId: string,
    @Body() { into, reason }: MergeDto,
    @CommandContext() context: CallerContext,
  ) {
    const merge = new MergeTickets(ticketId, parseTicketId(into), reason, context);
    return CommandResult.at(ticketId, 'ticket', await this.commands.execute(merge));
  }
}
