import { Body, Controller, Param } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Cycle, TicketNumber } from '#http-kit';
import { CommandRoute } from '#http-kit/http';
import { type CallerContext, CLIENT_ROLES, ClientScope, CommandContext, Roles } from '#identity';
import { executeOnTicket } from './execute-on-ticket';
import { DetermineFaultDto, DisputeDto, SupersedeDeterminationDto } from './fault-review.dto';

/** Whose fault the outage of a cycle was, and whether the client agrees. Clause 3 of the policy. */
@Controller('tickets/:ticketId')
export class FaultReviewController {
  constructor(private readonly commands: CommandBus) {}

  @CommandRoute('cycles/:cycle/determination', 'Determine whose fault it was')
  @Roles('fault-reviewer', 'supervisor')
  @ClientScope('any')
  determine(
    @Param('ticketId', TicketNumber) ticketId: string,
    @Param('cycle', Cycle) cycle: number,
    @Body() body: DetermineFaultDto,
    @CommandContext() context: CallerContext,
  ) {
    return executeOnTicket(
      this.commands,
      ticketId,
      { type: 'DetermineFault', ...findingOf(cycle, body, context) },
      context,
    );
  }

  @CommandRoute('cycles/:cycle/supersession', 'Replace the determination that stands, with an approver')
  @Roles('fault-reviewer', 'supervisor')
  @ClientScope('any')
  supersede(
    @Param('ticketId', TicketNumber) ticketId: string,
    @Param('cycle', Cycle) cycle: number,
    @Body() body: SupersedeDeterminationDto,
    @CommandContext() context: CallerContext,
  ) {
    const { approver } = body;
    const command = { type: 'SupersedeDetermination', ...findingOf(cycle, body, context), approver } as const;
    return executeOnTicket(this.commands, ticketId, command, context);
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
  { faultClass, sharePercent, reason, evidence }: DetermineFaultDto,
  { commandId: determinationId }: CallerContext,
) => ({
  determinationId,
  cycle,
  faultClass,
  ...(sharePercent !== undefined && { sharePercent }),
  reason,
  ...(evidence !== undefined && { evidence }),
});
