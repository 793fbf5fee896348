import { Body, Controller, Param, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { FastifyReply } from 'fastify';
import { Cycle, TicketNumber } from '#http-kit';
import { type CallerContext, CommandContext } from '#identity';
import { actOnTicket, executeOnTicket } from './execute-on-ticket';
import { DetermineFaultDto, DisputeDto } from './fault-review.dto';
import { TicketRoute } from './ticket-route';

/** Whose fault the outage of a cycle was, and whether the client agrees. Clause 3 of the policy. */
@Controller('tickets/:ticketId')
export class FaultReviewController {
  constructor(private readonly commands: CommandBus) {}

  @TicketRoute('DetermineFault')
  determine(
    @Param('ticketId', TicketNumber) ticketId: string,
    @Param('cycle', Cycle) cycle: number,
    @Body() body: DetermineFaultDto,
    @CommandContext() context: CallerContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const act = { type: 'DetermineFault', ...findingOf(cycle, body, context) } as const;
    return actOnTicket(this.commands, ticketId, act, context, reply);
  }

  @TicketRoute('SupersedeDetermination')
  supersede(
    @Param('ticketId', TicketNumber) ticketId: string,
    @Param('cycle', Cycle) cycle: number,
    @Body() body: DetermineFaultDto,
    @CommandContext() context: CallerContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const act = { type: 'SupersedeDetermination', ...findingOf(cycle, body, context) } as const;
    return actOnTicket(this.commands, ticketId, act, context, reply);
  }

  @TicketRoute('DisputeFault')
  dispute(
    @Param('ticketId', TicketNumber) ticketId: string,
    @Body() { event, reason }: DisputeDto,
    @CommandContext() context: CallerContext,
  ) {
    const command = {
      type: 'DisputeFault',
      disputeId: context.commandId,
      ...(event !== undefined && { event }),
      reason,
    } as const;
    return executeOnTicket(this.commands, ticketId, command, context);
  }

  @TicketRoute('SettleDispute')
  settle(
    @Param('ticketId', TicketNumber) ticketId: string,
    @Body() { event, reason }: DisputeDto,
    @CommandContext() context: CallerContext,
  ) {
    const command = { type: 'SettleDispute', ...(event !== undefined && { event }), reason } as const;
    return executeOnTicket(this.commands, ticketId, command, context);
  }
}

const findingOf = (
  cycle: number,
  { faultClass, sharePercent, reason, evidence, override }: DetermineFaultDto,
  { commandId: determinationId }: CallerContext,
) => ({
  determinationId,
  cycle,
  faultClass,
  ...(sharePercent !== undefined && { sharePercent }),
  reason,
  ...(evidence !== undefined && { evidence }),
  ...(override && { override }),
});
