import { Body, Controller, Param } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { CommandResult, TicketNumber } from '#http-kit';
import { type CallerContext, CommandContext } from '#identity';
import { EraseTicket } from '../application/erase-ticket';
import { ErasureDto } from './erasure.dto';
import { TicketRoute } from './ticket-route';

/** What people wrote is taken away for good; what happened, when, and what it cost stays. docs/erasure.md */
@Controller('tickets/:ticketId')
export class ErasureController {
  constructor(private readonly commands: CommandBus) {}

  @TicketRoute('EraseTicket')
  async erase(
    @Param('ticketId', TicketNumber) ticketId: string,
    @Body() { ground }: ErasureDto,
    @CommandContext() context: CallerContext,
  ) {
    return CommandResult.at(
      ticketId,
      'ticket',
      await this.commands.execute(new EraseTicket(ticketId, ground, context)),
    );
  }
}
