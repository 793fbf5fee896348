import { Body, Controller, Get, Inject, Param, Query, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { answerCsv, csvFields, csvOf } from '#http-kit';
import { Answers, CommandRoute } from '#http-kit/http';
import { type CallerContext, ClientScope, CommandContext, Roles, STAFF_ROLES } from '#identity';
import { CLOCK, type Clock } from '#kernel';
import type { ReadStore } from '#read-store';
import { READ_STORE } from '#read-store/module';
import { CalendarFeeds } from '../application/calendar-feeds';
import { fairness } from '../application/fairness-query';
import { Rosters } from '../application/rosters';
import { feedUnknown } from '../domain/calendar-feed';
import type { FairnessRow } from '../domain/fairness';
import { calendarFeedMade, calendarFile, calendarRevoked, fairnessRows } from './answers';
import { CalendarFeedDto, FairnessQueryDto, RevocationDto } from './calendar-feeds.dto';

const FAIRNESS_CSV = csvFields<FairnessRow>(
  'month',
  'person',
  'nightsPaged',
  'pages',
  'minutesOnCall',
  'minutesWorked',
  'swaps',
);
const ID = /^[0-9a-f-]{36}$/;

/** Shifts and due instants in people's own calendars, and how duty was shared out. */
@Controller()
export class CalendarFeedsController {
  constructor(
    private readonly feeds: CalendarFeeds,
    private readonly rosters: Rosters,
    @Inject(READ_STORE) private readonly views: ReadStore,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @CommandRoute('calendar-feeds', 'Make a feed for a calendar program; the answer has its address, this once', 201)
  @Answers(calendarFeedMade, { status: 201 })
  @Roles(...STAFF_ROLES)
  @ClientScope('any')
  async create(@Body() { kind, person, team = 'support' }: CalendarFeedDto, @CommandContext() context: CallerContext) {
    const request = { kind, team, ...(person !== undefined && { person }) };
    const { id, token } = await this.feeds.create(request, context);
    return { id, path: `/calendar-feeds/${id}/${token}.ics` };
  }

  @CommandRoute('calendar-feeds/:feedId/revocation', 'Its address leads nowhere from now on')
  @Answers(calendarRevoked)
  @Roles(...STAFF_ROLES)
  @ClientScope('any')
  async revoke(@Param('feedId') id: string, @Body() _body: RevocationDto, @CommandContext() context: CallerContext) {
    await this.feeds.revoke(feedIdOf(id), context);
    return { id };
  }

  @Get('calendar-feeds/:feedId/:file')
  @Answers(calendarFile, { form: 'calendar' })
  @ApiOperation({ summary: 'A feed, as calendar programs read it' })
  @Roles('anyone')
  @ClientScope('none')
  async read(
    @Param('feedId') id: string,
    @Param('file') file: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const text = await this.feeds.read(feedIdOf(id), file.replace(/\.ics$/, ''), this.clock.now());
    reply.headers({ 'content-type': 'text/calendar; charset=utf-8', 'cache-control': 'private, max-age=300' });
    return text;
  }

  @Get('rosters/:team/fairness')
  @ApiBearerAuth()
  @Answers(fairnessRows, { form: 'list' })
  @ApiOperation({ summary: 'What a month asked of each person: nights paged, minutes on call and worked, swaps' })
  @Roles(...STAFF_ROLES)
  @ClientScope('none')
  async fairness(
    @Param('team') team: string,
    @Query() { month, format }: FairnessQueryDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const rows = await fairness(this.rosters, this.views, team, month);
    if (format === 'csv') return answerCsv(reply, `on-call-${month}`, csvOf(FAIRNESS_CSV, rows));
    return { rows };
  }
}

const feedIdOf = (id: string): string => {
  if (ID.test(id)) return id;
  throw feedUnknown();
};
