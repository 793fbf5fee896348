import { Body, Controller, Param } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type CallerContext, CLIENT_ROLES, ClientScope, Commander, Cycle, Roles, TicketNumber } from '#identity';
import { Command } from '#identity/http';
import { DetermineFaultDto, DisputeDto, SupersedeDeterminationDto } from './fault-review.dto';
import { tell } from './tell';

/** Whose fault the outage of a cycle was, and whether the client agrees. Clause 3 of the policy. */
@Controller('tickets/:ticketId')
export class FaultReviewController {
  constructor(private readonly commands: CommandBus) {}

  @Command('cycles/:cycle/determination', 'Determine whose fault it was')
  @Roles('fault-reviewer', 'supervisor')
  @ClientScope('any')
  determine(
    @Param('ticketId', TicketNumber) ticketId: string,
    @Param('cycle', Cycle) cycle: number,
    @Body() body: DetermineFaultDto,
    @Commander() context: CallerContext,
  ) {
    return tell(this.commands, ticketId, { type: 'DetermineFault', ...findingOf(cycle, body, context) }, context);
  }

  @Command('cycles/:cycle/supersession', 'Replace the determination that stands, with an approver')
  @Roles('fault-reviewer', 'supervisor')
  @ClientScope('any')
  supersede(
    @Param('ticketId', TicketNumber) ticketId: string,
    @Param('cycle', Cycle) cycle: number,
    @Body() body: SupersedeDeterminationDto,
    @Commander() context: CallerContext,
  ) {
    const { approver } = body;
    const command = { type: 'SupersedeDetermination', ...findingOf(cycle, body, context), approver } as const;
    return tell(this.commands, ticketId, command, context);
  }

  @Command('disputes', 'The client does not accept it')
  @Roles(...CLIENT_ROLES, 'billing', 'supervisor')
  @ClientScope('own')
  dispute(
    @Param('ticketId', TicketNumber) ticketId: string,
    @Body() { event, reason }: DisputeDto,
    @Commander() context: CallerContext,
  ) {
    const command = {
      type: 'DisputeFault',
      disputeId: context.commandId,
      ...(event !== undefined && { event }),
      reason,
    } as const;
    return tell(this.commands, ticketId, command, context);
  }

  @Command('disputes/settlement', 'Close the dispute; what it grants follows')
  @Roles('billing', 'supervisor')
  @ClientScope('any')
  settle(
    @Param('ticketId', TicketNumber) ticketId: string,
    @Body() { event, reason }: DisputeDto,
    @Commander() context: CallerContext,
  ) {
    const command = { type: 'SettleDispute', ...(event !== undefined && { event }), reason } as const;
    return tell(this.commands, ticketId, command, context);
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
