import { Body, Controller, Param } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { parseTicketId } from '#event-store';
import {
  type CallerContext,
  CLIENT_ROLES,
  ClientScope,
  Commander,
  DESK_ROLES,
  Done,
  Roles,
  TicketNumber,
} from '#identity';
import { Command } from '#identity/http';
import { MergeTickets } from '../application/merge-tickets';
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
import { happened, tell } from './tell';

const WAITING = { customer: 'AwaitCustomer', third_party: 'AwaitThirdParty', scheduled: 'ScheduleWork' } as const;

/** What moves a ticket: waiting, going on, restored, resolved, closed, reopened, given up, merged. */
@Controller('tickets/:ticketId')
export class ProgressController {
  constructor(private readonly commands: CommandBus) {}

  @Command('waits', 'Wait for the client, for a third party, or for an appointment')
  @Roles(...DESK_ROLES)
  @ClientScope('any')
  wait(
    @Param('ticketId', TicketNumber) ticketId: string,
    @Body() { for: what, ask }: WaitDto,
    @Commander() context: CallerContext,
  ) {
    return tell(this.commands, ticketId, { type: WAITING[what], ...(ask !== undefined && { ask }) }, context);
  }

  @Command('resume', 'Go on after waiting')
  @Roles(...DESK_ROLES)
  @ClientScope('any')
  resume(
    @Param('ticketId', TicketNumber) ticketId: string,
    @Body() _nothing: NothingDto,
    @Commander() context: CallerContext,
  ) {
    return tell(this.commands, ticketId, { type: 'ResumeTicket' }, context);
  }

  @Command('restoration', 'Service is back')
  @Roles(...DESK_ROLES)
  @ClientScope('any')
  restore(
    @Param('ticketId', TicketNumber) ticketId: string,
    @Body() { occurredAt }: RestorationDto,
    @Commander() context: CallerContext,
  ) {
    return tell(this.commands, ticketId, { type: 'RestoreService' }, happened(context, occurredAt));
  }

  @Command('resolution', 'Resolve it, with a code and a note')
  @Roles(...DESK_ROLES)
  @ClientScope('any')
  resolve(
    @Param('ticketId', TicketNumber) ticketId: string,
    @Body() { code, note }: ResolutionDto,
    @Commander() context: CallerContext,
  ) {
    return tell(this.commands, ticketId, { type: 'ResolveTicket', code, note }, context);
  }

  @Command('closing', 'Confirm that it is resolved')
  @Roles(...CLIENT_ROLES, ...DESK_ROLES)
  @ClientScope('own')
  close(
    @Param('ticketId', TicketNumber) ticketId: string,
    @Body() { reason }: ClosingDto,
    @Commander() context: CallerContext,
  ) {
    return tell(this.commands, ticketId, { type: 'CloseTicket', ...(reason !== undefined && { reason }) }, context);
  }

  @Command('reopening', 'It is not resolved after all')
  @Roles(...CLIENT_ROLES, ...DESK_ROLES)
  @ClientScope('own')
  reopen(
    @Param('ticketId', TicketNumber) ticketId: string,
    @Body() { channel, reason }: ReopeningDto,
    @Commander() context: CallerContext,
  ) {
    return tell(this.commands, ticketId, { type: 'ReopenTicket', channel, reason }, context);
  }

  @Command('cancellation', 'Give the ticket up')
  @Roles(...CLIENT_ROLES, ...DESK_ROLES)
  @ClientScope('own')
  cancel(
    @Param('ticketId', TicketNumber) ticketId: string,
    @Body() { reason }: CancellationDto,
    @Commander() context: CallerContext,
  ) {
    return tell(this.commands, ticketId, { type: 'CancelTicket', reason }, context);
  }

  @Command('merge', 'End this ticket in another one of the same client')
  @Roles(...DESK_ROLES)
  @ClientScope('any')
  async merge(
    @Param('ticketId', TicketNumber) ticketId: string,
    @Body() { into, reason }: MergeDto,
    @Commander() context: CallerContext,
  ) {
    const merge = new MergeTickets(ticketId, parseTicketId(into), reason, context);
    return Done.at(ticketId, 'ticket', await this.commands.execute(merge));
  }
}
