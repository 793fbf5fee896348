import { Body, Controller, Param } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Cycle, TicketNumber } from '#http-kit';
import { type CallerContext, CommandContext } from '#identity';
import { executeOnTicket } from './execute-on-ticket';
import { NothingDto } from './handling.dto';
import { EvidenceDto, FaultProposalDto, RepeatDismissalDto } from './review-case.dto';
import { TicketRoute } from './ticket-route';

/** What is gathered before the fault of a cycle is determined, and who has taken that up. */
@Controller('tickets/:ticketId')
export class ReviewCaseController {
  constructor(private readonly commands: CommandBus) {}

  @TicketRoute('ClaimReview')
  claim(
    @Param('ticketId', TicketNumber) ticketId: string,
    @Param('cycle', Cycle) cycle: number,
    @Body() _nothing: NothingDto,
    @CommandContext() context: CallerContext,
  ) {
    return executeOnTicket(this.commands, ticketId, { type: 'ClaimReview', cycle }, context);
  }

  @TicketRoute('ReleaseReview')
  release(
    @Param('ticketId', TicketNumber) ticketId: string,
    @Param('cycle', Cycle) cycle: number,
    @Body() _nothing: NothingDto,
    @CommandContext() context: CallerContext,
  ) {
    return executeOnTicket(this.commands, ticketId, { type: 'ReleaseReview', cycle }, context);
  }

  @TicketRoute('AddEvidence')
  addEvidence(
    @Param('ticketId', TicketNumber) ticketId: string,
    @Param('cycle', Cycle) cycle: number,
    @Body() { text, attachments }: EvidenceDto,
    @CommandContext() context: CallerContext,
  ) {
    const shown = attachments === undefined ? {} : { attachments };
    const command = { type: 'AddEvidence', cycle, evidenceId: context.commandId, text, ...shown } as const;
    return executeOnTicket(this.commands, ticketId, command, context);
  }

  @TicketRoute('ProposeFault')
  propose(
    @Param('ticketId', TicketNumber) ticketId: string,
    @Param('cycle', Cycle) cycle: number,
    @Body() { faultClass, sharePercent, reason }: FaultProposalDto,
    @CommandContext() context: CallerContext,
  ) {
    const share = sharePercent === undefined ? {} : { sharePercent };
    const found = { cycle, proposalId: context.commandId, faultClass, ...share, reason };
    return executeOnTicket(this.commands, ticketId, { type: 'ProposeFault', ...found }, context);
  }

  @TicketRoute('DismissRepeat')
  dismiss(
    @Param('ticketId', TicketNumber) ticketId: string,
    @Param('cycle', Cycle) cycle: number,
    @Body() { ticketId: other, determinationId, reason }: RepeatDismissalDto,
    @CommandContext() context: CallerContext,
  ) {
    const command = { type: 'DismissRepeat', cycle, ticketId: other, determinationId, reason } as const;
    return executeOnTicket(this.commands, ticketId, command, context);
  }
}
