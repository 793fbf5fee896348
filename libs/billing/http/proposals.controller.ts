import { Body, Controller, Get, Param, Res } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiOperation } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { ActAnswer, answerAct, routeFor } from '#approvals/http';
import { TicketNumber } from '#http-kit';
import { Answers } from '#http-kit/http';
import { type CallerContext, ClientScope, CommandContext, Roles, STAFF_ROLES } from '#identity';
import { PROPOSAL_COMMANDS } from '../application/decisions';
import { DecideProposal, ProposalsQuery } from '../application/proposals';
import { ticketProposals } from './answers';
import { ProposalApprovalDto, ProposalRefusalDto } from './proposals.dto';

const ProposalRoute = routeFor(PROPOSAL_COMMANDS);

/** Acts that take two people, each with a key of their own. docs/approvals.md */
@Controller('tickets/:ticketId')
export class ProposalsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @Get('proposals')
  @Answers(ticketProposals)
  @ApiOperation({ summary: 'What was proposed about the ticket, by whom, with its money, and what became of it' })
  @ApiBearerAuth()
  @Roles(...STAFF_ROLES)
  @ClientScope('any')
  async proposals(@Param('ticketId', TicketNumber) ticketId: string) {
    return { ticketId, proposals: await this.queries.execute(new ProposalsQuery(ticketId)) };
  }

  @ProposalRoute('ApproveProposal')
  @ActAnswer()
  approve(
    @Param('ticketId', TicketNumber) ticketId: string,
    @Param('proposalId') proposalId: string,
    @Body() _nothing: ProposalApprovalDto,
    @CommandContext() context: CallerContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.#decide(new DecideProposal(ticketId, proposalId, context), reply);
  }

  @ProposalRoute('DeclineProposal')
  @ActAnswer()
  decline(
    @Param('ticketId', TicketNumber) ticketId: string,
    @Param('proposalId') proposalId: string,
    @Body() { reason }: ProposalRefusalDto,
    @CommandContext() context: CallerContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.#decide(new DecideProposal(ticketId, proposalId, context, reason), reply);
  }

  async #decide(decision: DecideProposal, reply: FastifyReply) {
    const outcome = await this.commands.execute(decision);
    return answerAct(reply, decision.ticketId, outcome.on, outcome);
  }
}
