import { Body, Controller, Param } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { CommandResult, TicketNumber } from '#http-kit';
import { CommandRoute } from '#http-kit/http';
import { type CallerContext, ClientScope, CommandContext, Roles } from '#identity';
import { EraseTicket } from '../application/erase-ticket';
import { ErasureDto } from './erasure.dto';

/** What people wrote is taken away for good; what happened, when, and what it cost stays. docs/erasure.md */
@Controller('tickets/:ticketId')
export class ErasureController {
  constructor(private readonly commands: CommandBus) {}

  @CommandRoute('erasure', 'Erase what is personal in it, for good')
  @Roles('supervisor')
  @ClientScope('any')
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
