import {
  Body,
  type CanActivate,
  Controller,
  type ExecutionContext,
  Get,
  HttpCode,
  Inject,
  Injectable,
  Optional,
  Param,
  Post,
  Req,
  UseGuards,
} from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiOperation } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { CommandResult, TicketNumber, utc } from '#http-kit';
import { Answers, CommandRoute } from '#http-kit/http';
import { verdictOn } from '#http-kit/signature';
import { type CallerContext, ClientScope, CommandContext, DESK_ROLES, Roles, STAFF_ROLES } from '#identity';
import { CLOCK, type Clock, DomainError, ms } from '#kernel';
import type { ReadStore } from '#read-store';
import { READ_STORE } from '#read-store/module';
import { MergeTickets } from '#ticketing/module';
import { mergeProposalFor, openMergeProposals } from '../application/merge-proposals-query';
import { type VoicemailProblem, Voicemails } from '../application/voicemails';
import { VOICEMAIL_SECRETS } from '../module';
import { mergeProposalList, voicemailTaken } from './answers';
import { AcceptanceDto, VoicemailDto } from './voicemails.dto';

type WithBody = FastifyRequest & { readonly rawBody?: string };

/** Only what the telephone system has signed, within five minutes, gets any further. */
@Injectable()
export class VoicemailSignature implements CanActivate {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    @Optional() @Inject(VOICEMAIL_SECRETS) private readonly secrets: readonly string[] = [],
  ) {}

  canActivate(context: ExecutionContext): true {
    const { headers, rawBody = '' } = context.switchToHttp().getRequest<WithBody>();
    const verdict = verdictOn(this.secrets, headers, rawBody, this.clock.now());
    if (verdict === 'genuine') return true;
    const code: VoicemailProblem = `voicemail.${verdict}`;
    throw new DomainError(
      code,
      verdict === 'stale'
        ? 'This notice was signed more than five minutes ago, or by a clock that is ahead. Sign it anew, under the same webhook-id.'
        : 'This is for the telephone system, which signs what it says with VOICEMAIL_SECRET: webhook-id, webhook-timestamp and webhook-signature by Standard Webhooks 1.0.',
    );
  }
}

/** What clients leave on the telephone at night. */
@Controller()
export class VoicemailsController {
  constructor(
    private readonly voicemails: Voicemails,
    private readonly commands: CommandBus,
    @Inject(READ_STORE) private readonly views: ReadStore,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Post('voicemails')
  @HttpCode(201)
  @Answers(voicemailTaken, { status: 201 })
  @ApiOperation({ summary: 'A message on the telephone, as the telephone system tells of it, signed: one ticket each' })
  @Roles('anyone')
  @ClientScope('none')
  @UseGuards(VoicemailSignature)
  async receive(@Body() { receivedAt, ...message }: VoicemailDto, @Req() { headers }: FastifyRequest) {
    const { ticketId } = await this.voicemails.receive(
      {
        ...message,
        messageId: String(headers['webhook-id']),
        sentAt: Number(headers['webhook-timestamp']) * 1_000,
        ...(receivedAt !== undefined && { receivedAt: ms(utc(receivedAt)) }),
      },
      this.clock.now(),
    );
    return { ticketId };
  }

  @Get('merge-proposals')
  @ApiBearerAuth()
  @Answers(mergeProposalList)
  @ApiOperation({
    summary: 'Tickets to be merged into another one of their client: a voicemail before it, or under the same outage',
  })
  @Roles(...STAFF_ROLES)
  @ClientScope('any')
  async proposals() {
    return { proposals: await openMergeProposals(this.views) };
  }

  @CommandRoute('merge-proposals/:ticketId/acceptance', 'Merge a ticket as it is proposed')
  @Roles(...DESK_ROLES)
  @ClientScope('any')
  async accept(
    @Param('ticketId', TicketNumber) ticketId: string,
    @Body() _body: AcceptanceDto,
    @CommandContext() context: CallerContext,
  ) {
    const { into, voicemailAt, outageId } = await mergeProposalFor(this.views, ticketId);
    const reason =
      outageId === undefined ? `The same outage as the voicemail of ${voicemailAt}` : `Both are outage ${outageId}`;
    const merged = await this.commands.execute(new MergeTickets(ticketId, into, reason, context));
    return CommandResult.at(ticketId, 'ticket', merged);
  }
}
