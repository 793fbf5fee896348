import { Controller, Get, Headers, type OnModuleDestroy, Param, Query, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { openStream, requestError, TicketNumber } from '#http-kit';
import { Answers } from '#http-kit/http';
import { Caller, CLIENT_ROLES, ClientScope, IsWelcome, type Principal, Roles } from '#identity';
import { Feed, type FeedPage, heardBy } from '../application/feed';
import { FeedTail } from '../application/feed-tail';
import { PLACE } from '../application/public-feed';
import { structured } from '../contract/cloud-events';
import { asyncApi } from '../contract/json-schema';
import { asyncApiDocument, cloudEvent, feedPage, ticketFeed } from './answers';
import { FeedQueryDto, StreamQueryDto, TicketFeedQueryDto } from './feed.dto';

const CONTRACT_DOCUMENT = asyncApi();
const PAGE = 100;
const TICKET_PAGE = 200;
const READERS = ['auditor', 'billing', 'supervisor', ...CLIENT_ROLES] as const;

const eventsOf = ({ messages }: FeedPage) =>
  messages.map(({ place, message }) => ({ id: place, data: structured(message) }));

@Controller('feed')
@ApiBearerAuth()
@Roles(...READERS)
@ClientScope('own')
export class FeedController implements OnModuleDestroy {
  readonly #stopping = new AbortController();
  constructor(
    private readonly feed: Feed,
    private readonly tail: FeedTail,
  ) {}

  /** Streams end before the server waits for requests at hand: they would never end by themselves. */
  onModuleDestroy(): void {
    this.#stopping.abort();
  }

  @Get()
  @Answers(feedPage)
  @ApiOperation({ summary: 'Public events as CloudEvents, the oldest first; `next` is where to go on, now or later' })
  async page(@Query() { limit, after }: FeedQueryDto, @Caller() { clients }: Principal) {
    const page = await this.feed.page({ after, limit: limit === undefined ? PAGE : Number(limit), clients });
    const next = page.messages.at(-1)?.place ?? after;
    return { events: eventsOf(page).map(({ data }) => data), ...(next !== undefined && { next }), more: page.more };
  }

  @Get('stream')
  @Answers(cloudEvent, { form: 'events' })
  @ApiOperation({ summary: 'The same as server-sent events; goes on behind `Last-Event-ID`' })
  async stream(
    @Query() { after }: StreamQueryDto,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Caller() { clients }: Principal,
    @IsWelcome() isWelcome: () => boolean,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const from = placeIn(lastEventId) ?? after;
    // Asked before anything is sent: while the feed is not ready, that is an answer like any other.
    await this.feed.page({ after: from, limit: 1, clients });
    const stream = openStream(reply, isWelcome);
    if (!stream) return;
    const ended = AbortSignal.any([stream.closed, this.#stopping.signal]);
    try {
      for await (const rows of this.tail.behind(from, clients, ended))
        for (const row of rows) {
          stream.say(toFrame(heardBy(clients, row)));
          await stream.taken();
        }
    } catch {
      // It went away, we stop, or the views do not answer: in any case it comes back and says where it was.
    } finally {
      stream.end();
    }
  }

  @Get('asyncapi')
  @Answers(asyncApiDocument)
  @ApiOperation({ summary: 'The contract: one AsyncAPI 3 document with the JSON Schema of every type' })
  @Roles('anyone')
  @ClientScope('none')
  contract() {
    return CONTRACT_DOCUMENT;
  }

  @Get('tickets/:ticketId')
  @Answers(ticketFeed)
  @ApiOperation({
    summary: 'The public events of one ticket from a revision on: what a consumer asks for that it missed',
  })
  async ticket(
    @Param('ticketId', TicketNumber) ticketId: string,
    @Query() { from = '0' }: TicketFeedQueryDto,
    @Caller() { clients }: Principal,
  ) {
    const messages = await this.feed.ticket({ ticketId, from: Number(from), limit: TICKET_PAGE, clients });
    return { ticketId, events: messages.map((message) => structured(message)), more: messages.length === TICKET_PAGE };
  }
}

/** Many listen to the same event: it is put into words once. */
const words = new WeakMap<object, string>();
const toFrame = ({ place, message }: FeedPage['messages'][number]): string => {
  const known = words.get(message) ?? `id: ${place}\ndata: ${JSON.stringify(structured(message))}\n\n`;
  words.set(message, known);
  return known;
};

const placeIn = (lastEventId: string | undefined): string | undefined => {
  if (lastEventId === undefined || lastEventId === '') return undefined;
  if (PLACE.test(lastEventId)) return lastEventId;
  throw requestError(
    'query.invalid',
    'Last-Event-ID is no place in this feed. Send the id of the last event, or none.',
  );
};
