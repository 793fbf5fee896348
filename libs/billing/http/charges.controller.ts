import { createHash } from 'node:crypto';
import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query, Res } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiOperation } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { commandIdOf } from '#event-store';
import { TicketNumber } from '#http-kit';
import { Answers } from '#http-kit/http';
import { CLIENT_ROLES, ClientScope, Roles, STAFF_ROLES } from '#identity';
import { CLOCK, type Clock, DAY, DomainError, iso } from '#kernel';
import { ExecuteTicketCommand } from '#ticketing/module';
import { CHARGE_LINK_SECRET, type ChargeLink, readLink, signLink } from '../application/charge-link';
import { type ChargeStatement, StatementQuery } from '../application/statement-query';
import { chargeLink, chargePageAnswer } from './answers';
import { ChargeDisputeDto, ChargeLinkQueryDto } from './billing.dto';
import { CHARGE_PAGE_HEADERS, chargePage, messagePage } from './charge-page';

const USUAL_DAYS = 90;
const NOT_FOUND = 404;
const UNPROCESSABLE = 422;
const REASON_MIN = 10;
const REASON_MAX = 4000;

/** Why a client was charged: a link for each posting, and the page behind it, which needs no key and runs no script. */
@Controller()
export class ChargesController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    @Inject(CHARGE_LINK_SECRET) private readonly secret: Uint8Array,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get('tickets/:ticketId/billing/link')
  @Answers(chargeLink)
  @ApiOperation({ summary: 'A link to the page that explains one posting: whoever has it needs no key' })
  @ApiBearerAuth()
  @Roles(...CLIENT_ROLES, ...STAFF_ROLES)
  @ClientScope('own')
  async link(@Param('ticketId', TicketNumber) ticketId: string, @Query() { postingId, days }: ChargeLinkQueryDto) {
    await this.queries.execute(new StatementQuery(ticketId, postingId));
    const expires = this.clock.now() + Number(days ?? USUAL_DAYS) * DAY;
    return {
      ticketId,
      postingId,
      path: `/charges/${signLink(this.secret, { ticketId, postingId, expires })}`,
      expiresAt: iso(Math.floor(expires / 1000) * 1000),
    };
  }

  @Get('charges/:charge')
  @Answers(chargePageAnswer, { form: 'html', also: { [NOT_FOUND]: chargePageAnswer } })
  @ApiOperation({ summary: 'Why was I charged? A page for people' })
  @Roles('anyone')
  @ClientScope('none')
  async page(@Param('charge') charge: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    reply.headers(CHARGE_PAGE_HEADERS);
    const link = this.#open(charge, reply);
    return typeof link === 'string' ? link : chargePage(await this.#statement(link), charge);
  }

  @Get('charges/:charge/recompute')
  @Answers(chargePageAnswer, { form: 'html', also: { [NOT_FOUND]: chargePageAnswer } })
  @ApiOperation({ summary: 'A program that computes the charge again, offline' })
  @Roles('anyone')
  @ClientScope('none')
  async recompute(@Param('charge') charge: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    reply.headers(CHARGE_PAGE_HEADERS);
    const link = this.#open(charge, reply);
    if (typeof link === 'string') return link;
    const { program } = await this.#statement(link);
    reply.headers({
      'content-type': 'text/javascript; charset=utf-8',
      'content-disposition': `attachment; filename="charge-${link.ticketId}.mjs"`,
    });
    return program;
  }

  @Post('charges/:charge/dispute')
  @HttpCode(200)
  @Answers(chargePageAnswer, {
    form: 'html',
    also: { [NOT_FOUND]: chargePageAnswer, [UNPROCESSABLE]: chargePageAnswer },
  })
  @ApiOperation({ summary: 'The client does not agree: from the page, without a key' })
  @Roles('anyone')
  @ClientScope('none')
  async dispute(
    @Param('charge') charge: string,
    @Body() { reason = '' }: ChargeDisputeDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    reply.headers(CHARGE_PAGE_HEADERS);
    const link = this.#open(charge, reply);
    if (typeof link === 'string') return link;
    const back = `/charges/${charge}`;
    const said = reason.trim();
    if (said.length < REASON_MIN || said.length > REASON_MAX) {
      reply.code(UNPROCESSABLE);
      return messagePage('Not sent', `Say why in ${REASON_MIN} to ${REASON_MAX} characters.`, back);
    }
    return this.#dispute(link, said, back, reply);
  }

  /** Sent twice it is one dispute: its id is made of the link and of what was said. */
  async #dispute(link: ChargeLink, reason: string, back: string, reply: FastifyReply): Promise<string> {
    const { ticketId, postingId } = link;
    const { client, event } = await this.#statement(link);
    const said = createHash('sha256').update(reason).digest('hex');
    const disputeId = commandIdOf(['charge-link', postingId, said]);
    const actor = { id: 'charge-link', role: 'client-contact', onBehalfOf: client };
    const context = { commandId: disputeId, actor, at: iso(this.clock.now()) };
    const command = { type: 'DisputeFault', disputeId, event, reason } as const;
    try {
      await this.commands.execute(new ExecuteTicketCommand(ticketId, command, context));
    } catch (refusal) {
      if (!(refusal instanceof DomainError)) throw refusal;
      reply.code(UNPROCESSABLE);
      return messagePage('Not possible now', 'It is disputed already, or cannot be disputed any more.', back);
    }
    return messagePage('Thank you', 'A reviewer looks at it again. Charges of this outage wait meanwhile.', back);
  }

  #statement({ ticketId, postingId }: ChargeLink): Promise<ChargeStatement> {
    return this.queries.execute(new StatementQuery(ticketId, postingId));
  }

  /** What a link is to, or the page that says why it is to nothing. */
  #open(charge: string, reply: FastifyReply): ChargeLink | string {
    const link = readLink(this.secret, charge, this.clock.now());
    if (link === 'expired') {
      reply.code(NOT_FOUND);
      return messagePage('This link has expired', 'Ask us for a new one: we make it while you wait.');
    }
    if (link) return link;
    reply.code(NOT_FOUND);
    return messagePage(
      'No such page',
      'The link is not whole. Open it again from our message, or ask us for a new one.',
    );
  }
}
