import { Controller, HttpCode, Inject, Optional, Post, Req } from '@nestjs/common';
import { ApiConsumes, ApiOperation } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Answers } from '#http-kit/http';
import { ClientScope, Roles } from '#identity';
import { CLOCK, type Clock, DomainError } from '#kernel';
import { MAIL_OPTIONS, type MailOptions } from '../application/mail-options';
import { ReceiveMail } from '../application/receive-mail';
import { faultOfSignature } from '../application/webhook-signature';
import type { ConversationProblem } from '../domain/inbox';
import { reception } from './answers';

/** Where a mail provider hands over what came in. It is believed by its signature, and by nothing else. */
@Controller('inbound')
export class InboundController {
  constructor(
    private readonly mail: ReceiveMail,
    @Inject(CLOCK) private readonly clock: Clock,
    @Optional() @Inject(MAIL_OPTIONS) private readonly options: MailOptions = {},
  ) {}

  @Post('mail')
  @HttpCode(200)
  @Answers(reception)
  @ApiConsumes('message/rfc822')
  @ApiOperation({ summary: 'A mail as it came, RFC 5322, signed; the same mail again is answered as before' })
  @Roles('anyone')
  @ClientScope('none')
  receive(@Req() { headers, body }: FastifyRequest) {
    const { webhookSecret } = this.options;
    if (webhookSecret === undefined)
      throw refusal('inbound.off', 'No mail is taken here: MAIL_WEBHOOK_SECRET is not set on this server.');
    const one = (name: string) => [headers[name]].flat()[0];
    const signed = {
      id: one('webhook-id'),
      timestamp: one('webhook-timestamp'),
      signature: one('webhook-signature'),
    };
    const raw = Buffer.isBuffer(body) ? body : Buffer.alloc(0);
    const fault = faultOfSignature(webhookSecret, signed, raw, this.clock.now());
    if (fault !== undefined) throw refusal('inbound.signature', fault);
    return this.mail.receive(raw, 'webhook', this.clock.now());
  }
}
const refusal = (code: ConversationProblem, message: string) => new DomainError<ConversationProblem>(code, message);
