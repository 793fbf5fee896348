import { Body, Controller, Param } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Cycle, TicketNumber } from '#http-kit';
import { CommandRoute } from '#http-kit/http';
import { type CallerContext, CLIENT_ROLES, ClientScope, CommandContext, DESK_ROLES, Roles } from '#identity';
import { executeOnTicket } from './execute-on-ticket';
import { NothingDto } from './handling.dto';
import { EvidenceDto, FaultProposalDto, RepeatDismissalDto } from './review-case.dto';

/** What is gathered before the fault of a cycle is determined, and who has taken that up. */
@Controller('tickets/:ticketId/cycles/:cycle')
@Roles('fault-reviewer', 'supervisor')
@ClientScope('any')
export class ReviewCaseController {
  constructor(private readonly commands: CommandBus) {}

  @CommandRoute('review-claim', 'Take up the review: for 8 hours nobody else determines it')
  claim(
    @Param('ticketId', TicketNumber) ticketId: string,
    @Param('cycle', Cycle) cycle: number,
    @Body() _nothing: NothingDto,
    @CommandContext() context: CallerContext,
  ) {
    return executeOnTicket(this.commands, ticketId, { type: 'ClaimReview', cycle }, context);
  }

  @CommandRoute('review-release', 'Let the review go; a supervisor lets go the one of somebody else')
  release(
    @Param('ticketId', TicketNumber) ticketId: string,
    @Param('cycle', Cycle) cycle: number,
    @Body() _nothing: NothingDto,
    @CommandContext() context: CallerContext,
  ) {
    return executeOnTicket(this.commands, ticketId, { type: 'ReleaseReview', cycle }, context);
  }

  @CommandRoute('evidence', 'What shows the cause, with files of the ticket: for the review, from either side')
  @Roles(...CLIENT_ROLES, ...DESK_ROLES, 'fault-reviewer')
  @ClientScope('own')
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

  @CommandRoute('fault-proposals', 'What somebody takes the cause for; whoever worked on it may say so too')
  @Roles(...DESK_ROLES, 'fault-reviewer')
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

  @CommandRoute(
    'repeat-dismissals',
    'A later finding on another ticket contradicts this one, which stands all the same',
  )
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
