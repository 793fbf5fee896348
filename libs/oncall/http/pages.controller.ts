import { Body, Controller, Get, HttpCode, Inject, Param, Post, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { answerCsvList, paged, Revisioned, TicketNumber } from '#http-kit';
import { AcceptsListQuery, Answers, CommandRoute, ListQueryParam, type ParsedListQuery } from '#http-kit/http';
import { type CallerContext, ClientScope, CommandContext, DESK_ROLES, Roles, STAFF_ROLES } from '#identity';
import { CLOCK, type Clock } from '#kernel';
import { type ListQuery, type ReadStore, runListQuery } from '#read-store';
import { READ_STORE } from '#read-store/module';
import { Acknowledging } from '../application/acknowledging';
import { type PageColumn, pageList } from '../application/page-list';
import { linkPageAnswer, pageAcknowledged, pageListAnswer } from './answers';
import { LINK_PAGE_HEADERS, linkPage } from './link-page';
import { type ListedPage, PAGE_CSV, PAGE_FILTERS } from './page-filters';
import { AcknowledgementDto } from './pages.dto';

/** Who is called for which ticket, and whether they came. */
@Controller('pages')
export class PagesController {
  constructor(
    private readonly acknowledging: Acknowledging,
    @Inject(READ_STORE) private readonly views: ReadStore,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  @ApiBearerAuth()
  @Answers(pageListAnswer, { form: 'list' })
  @ApiOperation({ summary: 'Pages with everybody who was called; the oldest first' })
  @Roles(...STAFF_ROLES)
  @ClientScope('any')
  @AcceptsListQuery(PAGE_FILTERS)
  list(
    @ListQueryParam(PAGE_FILTERS) asked: ParsedListQuery<PageColumn>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { csv, ...query } = asked;
    const ask = (page: ListQuery<PageColumn>) => paged(this.#listed(page));
    if (csv) return answerCsvList(reply, 'pages', PAGE_CSV, query, ask);
    const { limited: _, ...page } = query;
    return ask(page);
  }

  @CommandRoute(':ticketId/acknowledgement', 'Take a page: nobody else is called for it any more')
  @Answers(pageAcknowledged, { revisioned: true })
  @Roles(...DESK_ROLES)
  @ClientScope('any')
  async acknowledge(
    @Param('ticketId', TicketNumber) ticketId: string,
    @Body() _body: AcknowledgementDto,
    @CommandContext() context: CallerContext,
  ) {
    const { revision, page } = await this.acknowledging.acknowledge(ticketId, context);
    const { person = '', at = '' } = page.acknowledged ?? {};
    return Object.assign(new Revisioned(revision), { ticketId, page: page.page, person, at, revision });
  }

  @Get(':ticketId/link/:token')
  @Answers(linkPageAnswer, { form: 'html' })
  @ApiOperation({ summary: 'What the link in a message leads to; it takes nothing' })
  @Roles('anyone')
  @ClientScope('none')
  async show(
    @Param('ticketId', TicketNumber) ticketId: string,
    @Param('token') token: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { page, person } = await this.acknowledging.behind(ticketId, token);
    reply.headers(LINK_PAGE_HEADERS);
    return linkPage(ticketId, page, person, token, await this.acknowledging.zoneOf(ticketId));
  }

  @Post(':ticketId/link/:token')
  @HttpCode(200)
  @Answers(linkPageAnswer, { form: 'html' })
  @ApiOperation({ summary: 'Takes the page in the name of whoever the message was sent to' })
  @Roles('anyone')
  @ClientScope('none')
  async take(
    @Param('ticketId', TicketNumber) ticketId: string,
    @Param('token') token: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const page = await this.acknowledging.acknowledgeByLink(ticketId, token, this.clock.now());
    reply.headers(LINK_PAGE_HEADERS);
    const zone = await this.acknowledging.zoneOf(ticketId);
    return linkPage(ticketId, page, page.acknowledged?.person ?? '', token, zone);
  }

  /** Calls are rows of their own, and no pages. */
  async #listed(query: ListQuery<PageColumn>) {
    const { rows, ...page } = await runListQuery(this.views.view(pageList), {
      ...query,
      where: { ...query.where, person: null },
    });
    return { rows: rows.map(({ person: _, calledAt: __, ...row }): ListedPage => row), ...page };
  }
}
