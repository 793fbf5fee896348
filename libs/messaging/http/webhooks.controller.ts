import { Body, Controller, Get, Inject, Param } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation } from '@nestjs/swagger';
import { parseTicketId } from '#event-store';
import { EVENT_STORE } from '#event-store/module';
import { Answers, CommandRoute } from '#http-kit/http';
import { receiverAddress } from '#http-kit/receiver-address';
import { newSecret } from '#http-kit/signature';
import { type CallerContext, ClientScope, CommandContext, Roles } from '#identity';
import { DomainError, decideAndAppend, type EventStore, HOUR, iso, MINUTE, ms } from '#kernel';
import type { ReadStore } from '#read-store';
import { READ_STORE } from '#read-store/module';
import {
  type Subscription,
  type WebhookCommand,
  type WebhookProblem,
  webhook,
  webhookStream,
} from '../webhooks/subscription';
import { webhookList } from '../webhooks/webhook-list';
import {
  webhookEnabled,
  webhookRedelivered,
  webhookRemoved,
  webhookSecret,
  webhookSubscribed,
  webhooks,
} from './answers';
import { EnablingDto, RedeliveryDto, RemovalDto, RotationDto, WebhookDto } from './webhooks.dto';

/** Whether this machine may be a receiver: never in production. */
export const LOOPBACK_WEBHOOKS = Symbol('whether webhooks may go to this machine');
const LIST_MAX = 200;
const OVERLAP_HOURS = 24;
/** A lost answer is asked for again at once, or never. */
const SHOWN_FOR_MS = 10 * MINUTE;

@Controller('webhooks')
@ApiBearerAuth()
@Roles('supervisor')
@ClientScope('any')
export class WebhooksController {
  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(READ_STORE) private readonly views: ReadStore,
    @Inject(LOOPBACK_WEBHOOKS) private readonly loopback: boolean,
  ) {}

  @Get()
  @Answers(webhooks)
  @ApiOperation({ summary: 'Receivers, and the dead letter of each: what it refused, from which revision on, and why' })
  async list() {
    const { rows } = await this.views.view(webhookList).find({ order: { by: 'subscribedAt' }, limit: LIST_MAX });
    return { webhooks: rows };
  }

  @CommandRoute('', 'Send public events to an address; the answer has the secret that signs them, this once', 201)
  @Answers(webhookSubscribed, { status: 201 })
  async subscribe(@Body() { url, client, from }: WebhookDto, @CommandContext() context: CallerContext) {
    const { href } = receiverAddress(url, this.loopback);
    const id = context.commandId;
    await this.#tell(
      id,
      {
        type: 'Subscribe',
        url: href,
        ...(client !== undefined && { client }),
        secret: newSecret(),
        ...(from !== 'start' && { since: context.at }),
      },
      context,
    );
    const { url: kept, secret } = await this.#shown(id, context);
    return { id, url: kept, secret };
  }

  @CommandRoute(':webhookId/secret', 'Sign with a new secret, and for a while with the one of before as well', 201)
  @Answers(webhookSecret, { status: 201 })
  async rotate(
    @Param('webhookId') id: string,
    @Body() { overlapHours = OVERLAP_HOURS }: RotationDto,
    @CommandContext() context: CallerContext,
  ) {
    const previousUntil = iso(ms(context.at) + overlapHours * HOUR);
    await this.#tell(id, { type: 'RotateSecret', secret: newSecret(), previousUntil }, context);
    const { secret, previous } = await this.#shown(id, context);
    return { id, secret, previousUntil: previous?.until ?? previousUntil };
  }

  @CommandRoute(':webhookId/enabling', 'Send to a receiver again that was disabled: all that waited, in order')
  @Answers(webhookEnabled)
  async enable(@Param('webhookId') id: string, @Body() _body: EnablingDto, @CommandContext() context: CallerContext) {
    await this.#tell(id, { type: 'Enable' }, context);
    return { id };
  }

  @CommandRoute(':webhookId/removal', 'Send nothing more to it')
  @Answers(webhookRemoved)
  async remove(@Param('webhookId') id: string, @Body() _body: RemovalDto, @CommandContext() context: CallerContext) {
    await this.#tell(id, { type: 'Unsubscribe' }, context);
    return { id };
  }

  @CommandRoute(':webhookId/redelivery', 'Send what it refused of a ticket again, and all that waits behind it')
  @Answers(webhookRedelivered)
  async redeliver(
    @Param('webhookId') id: string,
    @Body() body: RedeliveryDto,
    @CommandContext() context: CallerContext,
  ) {
    const ticketId = parseTicketId(body.ticketId);
    await this.#tell(id, { type: 'Redeliver', ticketId }, context);
    return { id, ticketId };
  }

  /** A secret is shown to the command that made it, so that an answer that was lost is given again; and not for long. */
  async #shown(id: string, { commandId, at }: CallerContext): Promise<Subscription> {
    const { state } = await this.store.load(webhookStream(id), webhook);
    if (state.status !== 'active')
      throw new DomainError<WebhookProblem>('webhook.unknown', 'This webhook was taken away meanwhile.');
    const { secretMade } = state;
    if (secretMade.by === commandId && ms(at) - ms(secretMade.at) <= SHOWN_FOR_MS) return state;
    throw new DomainError<WebhookProblem>(
      'webhook.secret-shown',
      `This secret was shown once, when it was made. If it is lost: POST /webhooks/${id}/secret makes another one.`,
    );
  }

  async #tell(id: string, command: WebhookCommand, context: CallerContext): Promise<void> {
    if (!/^[0-9a-f-]{36}$/.test(id))
      throw new DomainError<WebhookProblem>('webhook.unknown', 'There is no such webhook. GET /webhooks lists them.');
    await decideAndAppend(this.store, webhookStream(id), webhook, command, context);
  }
}
