import { Body, Controller, Get, Param, Query, Res } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiOperation } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { answerAct, routeFor } from '#approvals/http';
import { CommandResult, seenAt, TicketNumber } from '#http-kit';
import { Answers, AsOfDto, asOfIn } from '#http-kit/http';
import {
  Caller,
  type CallerContext,
  CLIENT_ROLES,
  ClientScope,
  CommandContext,
  isClientRole,
  type Principal,
  Roles,
  STAFF_ROLES,
} from '#identity';
import { WorkOverlapsQuery } from '#ticketing/module';
import { BILLING_COMMANDS } from '../application/decisions';
import { ExecuteBillingCommand } from '../application/execute-billing-command';
import { LedgerQuery } from '../application/ledger-query';
import { MeterQuery } from '../application/meter-query';
import { ProposeDecision } from '../application/proposals';
import { TermsQuery } from '../application/terms-query';
import type { TwoPersonDecision } from '../domain/decisions';
import type { BillingCommand } from '../domain/ledger';
import { billingMeter, terms, ticketLedger } from './answers';
import { ApprovalDto, DisclosureDto, MeterQueryDto, ReinstatementDto, TermsDto, WaiverDto } from './billing.dto';

const BillingRoute = routeFor(BILLING_COMMANDS);

/** What an after-hours event costs, why, and what people decide about it. Charges are raised by the process alone. */
@Controller('tickets/:ticketId')
export class BillingController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @Get('billing')
  @Answers(ticketLedger, { revisioned: true })
  @ApiOperation({ summary: 'The ledger: each posting with its assessment and how that came about' })
  @ApiBearerAuth()
  @Roles(...CLIENT_ROLES, ...STAFF_ROLES)
  @ClientScope('own')
  async ledger(
    @Param('ticketId', TicketNumber) ticketId: string,
    @Query() when: AsOfDto,
    @Caller() { role }: Principal,
  ) {
    const asOf = asOfIn(when);
    const forClient = isClientRole(role);
    const ledger = await this.queries.execute(new LedgerQuery(ticketId, forClient, asOf));
    const overlaps = forClient || Object.keys(asOf).length > 0 ? undefined : await this.#overlaps(ticketId);
    return seenAt({ ...ledger, ...(overlaps && { overlaps }) }, ledger.ticketRevision, ledger.revision);
  }

  @Get('billing/meter')
  @Answers(billingMeter)
  @ApiOperation({ summary: 'What the outage costs so far, under each answer that the fault review may give' })
  @ApiBearerAuth()
  @Roles(...CLIENT_ROLES, ...STAFF_ROLES)
  @ClientScope('own')
  meter(@Param('ticketId', TicketNumber) ticketId: string, @Query() { sharePercent }: MeterQueryDto) {
    return this.queries.execute(
      new MeterQuery(ticketId, sharePercent === undefined ? undefined : Number(sharePercent)),
    );
  }

  @Get('terms')
  @Answers(terms)
  @ApiOperation({ summary: 'What help outside standard hours may cost, in the words that the client is shown' })
  @ApiBearerAuth()
  @Roles(...CLIENT_ROLES, ...STAFF_ROLES)
  @ClientScope('own')
  terms(@Param('ticketId', TicketNumber) ticketId: string) {
    return this.queries.execute(new TermsQuery(ticketId));
  }

  @BillingRoute('DiscloseTerms')
  discloseTerms(
    @Param('ticketId', TicketNumber) ticketId: string,
    @Body() { channel, event }: DisclosureDto,
    @CommandContext() context: CallerContext,
  ) {
    return this.#tell(ticketId, { type: 'DiscloseTerms', channel, ...of(event) }, context);
  }

  @BillingRoute('AcceptTerms', 'DeclineTerms')
  answerTerms(
    @Param('ticketId', TicketNumber) ticketId: string,
    @Body() { accepted, event }: TermsDto,
    @CommandContext() context: CallerContext,
  ) {
    return this.#tell(ticketId, { type: accepted ? 'AcceptTerms' : 'DeclineTerms', ...of(event) }, context);
  }

  @BillingRoute('ApproveBilling')
  approve(
    @Param('ticketId', TicketNumber) ticketId: string,
    @Body() body: ApprovalDto,
    @CommandContext() context: CallerContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.#decide(ticketId, 'ApproveBilling', body, context, reply);
  }

  @BillingRoute('WaiveBilling')
  waive(
    @Param('ticketId', TicketNumber) ticketId: string,
    @Body() body: WaiverDto,
    @CommandContext() context: CallerContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.#decide(ticketId, 'WaiveBilling', body, context, reply);
  }

  @BillingRoute('ReinstateBilling')
  reinstate(
    @Param('ticketId', TicketNumber) ticketId: string,
    @Body() body: ReinstatementDto,
    @CommandContext() context: CallerContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.#decide(ticketId, 'ReinstateBilling', body, context, reply);
  }

  /** 202 where it takes a second person. */
  async #decide(
    ticketId: string,
    type: TwoPersonDecision,
    { event, reason }: ApprovalDto,
    context: CallerContext,
    reply: FastifyReply,
  ) {
    const proposal = new ProposeDecision(ticketId, { type, reason, ...of(event) }, context);
    return answerAct(reply, ticketId, 'billing', await this.commands.execute(proposal));
  }

  async #overlaps(ticketId: string) {
    return (await this.queries.execute(new WorkOverlapsQuery([ticketId])))?.get(ticketId);
  }

  async #tell(ticketId: string, command: BillingCommand, context: CallerContext) {
    return CommandResult.at(
      ticketId,
      'billing',
      await this.commands.execute(new ExecuteBillingCommand(ticketId, command, context)),
    );
  }
}

const of = (event: number | undefined) => (event === undefined ? {} : { event });
