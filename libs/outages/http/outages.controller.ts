import { Body, Controller, Get, Inject, Param } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation } from '@nestjs/swagger';
import { parseTicketId } from '#event-store';
import { choiceField, idField, paged, Revisioned, textField, utc } from '#http-kit';
import {
  AcceptsListQuery,
  Answers,
  CommandRoute,
  type Filters,
  ListQueryParam,
  type ParsedListQuery,
} from '#http-kit/http';
import { type CallerContext, ClientScope, CommandContext, DESK_ROLES, Roles, STAFF_ROLES } from '#identity';
import type { Appended } from '#kernel';
import { type ReadStore, runListQuery } from '#read-store';
import { READ_STORE } from '#read-store/module';
import { type OutageColumn, outageList } from '../application/outage-list';
import { Outages } from '../application/outages';
import { known, type OutageCommand } from '../domain/outage';
import { outagePage, outageResult, outageRows } from './answers';
import {
  OutageCauseDto,
  OutageClosingDto,
  OutageDetachmentDto,
  OutageDto,
  OutageErasureDto,
  OutageNoticeDto,
  OutageTicketDto,
} from './outages.dto';

const FILTERS: Filters<OutageColumn> = {
  fields: {
    q: textField('text'),
    status: choiceField('status', ['open', 'closed']),
    ticket: idField('ticketId', '7K3M9QXZW'),
    client: idField('client', 'acme'),
  },
  sorts: { opened: 'openedAt' },
  sort: '-opened',
  words: ['sort', 'limit', 'cursor', 'after'],
};
const FORM = /^O-[0-9A-HJKMNP-TV-Z]{9}$/;
/** What no outage can be called leads to none. */
const idOf = (outageId: string): string => (FORM.test(outageId) ? outageId : 'none');

/** One root cause behind many tickets: told once, proposed to each review. */
@Controller('outages')
@Roles(...DESK_ROLES)
@ClientScope('any')
export class OutagesController {
  constructor(
    private readonly outages: Outages,
    @Inject(READ_STORE) private readonly views: ReadStore,
  ) {}

  @Get()
  @Answers(outageRows)
  @ApiOperation({ summary: 'Outages, the latest first; with ticket= that of a ticket, with client= those of a client' })
  @ApiBearerAuth()
  @Roles(...STAFF_ROLES)
  @AcceptsListQuery(FILTERS)
  async list(@ListQueryParam(FILTERS) { csv: _, limited: __, where, ...query }: ParsedListQuery<OutageColumn>) {
    const kind = where.ticketId === undefined && where.client === undefined ? 'outage' : 'ticket';
    const { rows, ...page } = await paged(
      runListQuery(this.views.view(outageList), { ...query, where: { ...where, kind } }),
    );
    const shown = new Map(rows.map((row) => [row.outageId, row]));
    return {
      rows: [...shown.values()].map(
        ({ kind: of, attached, ticketId: _ticket, client: _client, text: _text, ...row }) => ({
          ...row,
          ...(of === 'outage' && { tickets: attached.length }),
        }),
      ),
      ...page,
    };
  }

  @Get(':outageId')
  @Answers(outagePage, { revisioned: true })
  @ApiOperation({ summary: 'An outage: its tickets, what was told to whom, and the cause as it was proposed to each' })
  @ApiBearerAuth()
  @Roles(...STAFF_ROLES)
  async page(@Param('outageId') outageId: string) {
    const { state, revision } = await this.outages.load(idOf(outageId));
    const { tickets, erased: _, ...rest } = known(state);
    return Object.assign(new Revisioned(revision), {
      outageId,
      ...rest,
      tickets: [...tickets.values()].map(({ noticesFrom: __, passedOn, proposed, ...ticket }) => {
        const outcome = rest.cause && proposed.get(rest.cause.causeId);
        return {
          ...ticket,
          ...(outcome && { proposed: outcome }),
          passedOn: [...passedOn].map(([noticeId, notice]) => ({ noticeId, ...notice })),
        };
      }),
    });
  }

  @CommandRoute('', 'Open an outage: one root cause behind many tickets', 201)
  @Answers(outageResult, { status: 201, revisioned: true })
  async open(@Body() { summary, startedAt }: OutageDto, @CommandContext() context: CallerContext) {
    const began = startedAt === undefined ? {} : { startedAt: utc(startedAt) };
    const { outageId, ...appended } = await this.outages.open({ summary, ...began }, context);
    return resultOf(outageId, appended);
  }

  @CommandRoute(':outageId/tickets', 'Attach a ticket: what was told last is told to its contact as well')
  @Answers(outageResult, { revisioned: true })
  async attach(
    @Param('outageId') outageId: string,
    @Body() { ticketId }: OutageTicketDto,
    @CommandContext() context: CallerContext,
  ) {
    return resultOf(outageId, await this.outages.attach(idOf(outageId), parseTicketId(ticketId), context));
  }

  @CommandRoute(':outageId/detachments', 'Detach a ticket that has another cause')
  @Answers(outageResult, { revisioned: true })
  async detach(
    @Param('outageId') outageId: string,
    @Body() { ticketId, reason }: OutageDetachmentDto,
    @CommandContext() context: CallerContext,
  ) {
    return resultOf(outageId, await this.outages.detach(idOf(outageId), parseTicketId(ticketId), reason, context));
  }

  @CommandRoute(':outageId/notices', 'Tell the contacts of all its tickets, each once')
  @Answers(outageResult, { revisioned: true })
  notice(
    @Param('outageId') outageId: string,
    @Body() { text }: OutageNoticeDto,
    @CommandContext() context: CallerContext,
  ) {
    return this.#say(outageId, { type: 'GiveNotice', noticeId: context.commandId, text }, context);
  }

  @CommandRoute(':outageId/cause', 'Say what it was: it is proposed to the fault review of each of its tickets')
  @Answers(outageResult, { revisioned: true })
  @Roles(...DESK_ROLES, 'fault-reviewer')
  cause(
    @Param('outageId') outageId: string,
    @Body() { faultClass, sharePercent, reason }: OutageCauseDto,
    @CommandContext() context: CallerContext,
  ) {
    const share = sharePercent === undefined ? {} : { sharePercent };
    const found = { causeId: context.commandId, faultClass, ...share, reason };
    return this.#say(outageId, { type: 'FindCause', ...found }, context);
  }

  @CommandRoute(':outageId/closing', 'Close it: nothing more is attached or told')
  @Answers(outageResult, { revisioned: true })
  close(
    @Param('outageId') outageId: string,
    @Body() { note }: OutageClosingDto,
    @CommandContext() context: CallerContext,
  ) {
    return this.#say(outageId, { type: 'CloseOutage', note }, context);
  }

  @CommandRoute(':outageId/erasure', 'Erase what was written of a closed outage; which tickets it had stays')
  @Answers(outageResult, { revisioned: true })
  @Roles('supervisor')
  erase(
    @Param('outageId') outageId: string,
    @Body() { ground }: OutageErasureDto,
    @CommandContext() context: CallerContext,
  ) {
    return this.#say(outageId, { type: 'EraseOutage', ground }, context);
  }

  async #say(outageId: string, command: OutageCommand, context: CallerContext) {
    return resultOf(outageId, await this.outages.say(idOf(outageId), command, context));
  }
}

const resultOf = (outageId: string, { revision, position }: Appended) =>
  Object.assign(new Revisioned(revision), {
    outageId,
    revision,
    ...(position !== undefined && { position: `outage@${position}` }),
  });
