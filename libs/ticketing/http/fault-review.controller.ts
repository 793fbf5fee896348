import { Body, Controller, Param, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { FastifyReply } from 'fastify';
import { ActAnswer } from '#approvals/http';
import { Cycle, TicketNumber } from '#http-kit';
import { CommandRoute } from '#http-kit/http';
import { type CallerContext, CLIENT_ROLES, ClientScope, CommandContext, Roles } from '#identity';
import { actOnTicket, executeOnTicket } from './execute-on-ticket';
import { DetermineFaultDto, DisputeDto } from './fault-review.dto';

/** Whose fault the outage of a cycle was, and whether the client agrees. Clause 3 of the policy. */
@Controller('tickets/:ticketId')
export class FaultReviewController {
  constructor(private readonly commands: CommandBus) {}

  @CommandRoute('cycles/:cycle/determination', 'Determine whose fault it was')
  @ActAnswer()
  @Roles('fault-reviewer', 'supervisor')
  @ClientScope('any')
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

  @CommandRoute('cycles/:cycle/supersession', 'Propose to replace the determination that stands')
  @ActAnswer()
  @Roles('fault-reviewer', 'supervisor')
  @ClientScope('any')
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

  @CommandRoute('disputes', 'The client does not accept it')
  @Roles(...CLIENT_ROLES, 'billing', 'supervisor')
  @ClientScope('own')
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

  @CommandRoute('disputes/settlement', 'Close the dispute; what it grants follows')
  @Roles('billing', 'supervisor')
  @ClientScope('any')
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
