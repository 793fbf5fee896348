import { Controller, Get, Inject, Param, Query, Res, Optional as UnlessMissing } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Store } from '#event-store';
import { EVENT_STORE } from '#event-store/module';
import { requestError, TicketNumber, ticketUnknown } from '#http-kit';
import { Answers, AskedInstant, AsOfDto, asOfIn, Count, OneOf, Optional } from '#http-kit/http';
import { ClientScope, Roles } from '#identity';
import { categoryOf, type EventStore, ms } from '#kernel';
import { BundleMaker } from '../application/bundle-maker';
import { dutyPage } from '../application/duty-page';
import { type Findable, FindingsReader } from '../application/findings-reader';
import { historyIn, mergedTimeline, READABLE, streamPiece } from '../application/merged-timeline';
import type { Kind } from '../domain/findings';
import { bundleFile, duties, FINDING_KINDS, findings, streamEvents, ticketEvents } from './answers';

const EVENTS_MAX = 1_000;
const REVISIONS_MAX = 2_000_000_000;
/** How long a question waits for a store that is being read for the first time. */
const PATIENCE_MS = 5_000;

/** Of a store that forgets. */
const NOTHING_READ: Findable = { found: [], duties: [], events: 0, isComplete: false };

class PieceDto {
  /** The first revision that is wanted; the beginning, where it is not said. */
  @Optional() @Count(REVISIONS_MAX) from?: string;
  /** How many events at most; 1,000 where it is not said. */
  @Optional() @Count(EVENTS_MAX) limit?: string;
}
class FindDto {
  /** One kind; all where it is not said. */
  @Optional() @OneOf(FINDING_KINDS) kind?: Kind;
  /** Recorded from then on. */
  @Optional() @AskedInstant() from?: string;
  /** Recorded before. */
  @Optional() @AskedInstant() to?: string;
  /** How many at most; 1,000 where it is not said. */
  @Optional() @Count(EVENTS_MAX) limit?: string;
  /** `next` of the answer before. */
  @Optional() @Count(REVISIONS_MAX) after?: string;
}

class PeriodDto {
  /** Done from then on; the beginning, where it is not said. */
  @Optional() @AskedInstant() from?: string;
  /** Done before; until now, where it is not said. */
  @Optional() @AskedInstant() to?: string;
}

/** What happened, event by event, over every stream; for auditors. */
@Controller()
@ApiBearerAuth()
export class HistoriesController {
  constructor(
    @Inject(EVENT_STORE) private readonly port: EventStore,
    @UnlessMissing() @Inject(Store) private readonly store?: Store,
    @UnlessMissing() @Inject(FindingsReader) private readonly findings?: FindingsReader,
    @UnlessMissing() @Inject(BundleMaker) private readonly bundles?: BundleMaker,
  ) {}

  @Get('tickets/:ticketId/events')
  @Answers(ticketEvents)
  @ApiOperation({
    summary: 'Every event of a ticket, its clocks, its ledger, its pages and mails as one story, on two axes of time',
  })
  @Roles('auditor')
  @ClientScope('any')
  async timeline(@Param('ticketId', TicketNumber) ticketId: string, @Query() when: AsOfDto) {
    const events = await mergedTimeline(historyIn(this.port, this.store), ticketId, asOfIn(when));
    if (events.length === 0 && when.asOf === undefined && when.knownAt === undefined) throw ticketUnknown(ticketId);
    return { ticketId, events };
  }

  @Get('tickets/:ticketId/bundle')
  @Answers(bundleFile, { form: 'html' })
  @ApiOperation({
    summary:
      'A ticket with its proofs in one file, which `faultline-audit verify` checks without this server or its word',
  })
  @Roles('auditor')
  @ClientScope('any')
  async bundle(@Param('ticketId', TicketNumber) ticketId: string, @Res({ passthrough: true }) reply: FastifyReply) {
    const text = await this.bundles?.bundleOf(ticketId);
    if (text === undefined) throw ticketUnknown(ticketId);
    reply.headers({
      'content-type': 'text/html; charset=utf-8',
      'content-disposition': `attachment; filename="${ticketId}.html"`,
      'cache-control': 'no-store',
    });
    return text;
  }

  @Get('audit/streams/:stream')
  @Answers(streamEvents)
  @ApiOperation({ summary: 'One stream event by event: of clocks, ledgers, policies, clients, pages' })
  @Roles('auditor')
  @ClientScope('any')
  async stream(@Param('stream') stream: string, @Query() { from = '0', limit = String(EVENTS_MAX) }: PieceDto) {
    if (!(READABLE as readonly string[]).includes(categoryOf(stream)))
      throw requestError(
        'path.invalid',
        `'${stream.slice(0, 100)}' is no stream to read here. Their names begin with ${READABLE.map((one) => `${one}-`).join(', ')}.`,
      );
    const piece = { from: Number(from), limit: Number(limit) };
    return { stream, ...(await streamPiece(historyIn(this.port, this.store), stream, piece)) };
  }

  @Get('audit/findings')
  @Answers(findings)
  @ApiOperation({
    summary: 'Waivers, corrections, backdated facts, overlaps, acts of two persons and late changes in the whole store',
  })
  @Roles('auditor')
  @ClientScope('any')
  async find(@Query() { kind, from, to, limit = String(EVENTS_MAX), after = '0' }: FindDto) {
    const { found, events: readEvents, isComplete } = (await this.findings?.find(PATIENCE_MS)) ?? NOTHING_READ;
    const asked = found.filter(
      (one) =>
        (kind ?? one.kind) === one.kind &&
        (from === undefined || ms(one.at) >= ms(from)) &&
        (to === undefined || ms(one.at) < ms(to)),
    );
    const end = Number(after) + Number(limit);
    return {
      isComplete,
      readEvents,
      rows: asked.slice(Number(after), end),
      ...(asked.length > end && { next: String(end) }),
    };
  }

  @Get('audit/duties')
  @Answers(duties)
  @ApiOperation({
    summary: 'The segregation of duties as a page to sign: acts of two persons, and late changes under posted money',
  })
  @Roles('auditor')
  @ClientScope('any')
  async duties(@Query() { from, to }: PeriodDto) {
    const { duties: all, events: readEvents, isComplete } = (await this.findings?.find(PATIENCE_MS)) ?? NOTHING_READ;
    const rows = all.filter(
      ({ second }) => (from === undefined || ms(second.at) >= ms(from)) && (to === undefined || ms(second.at) < ms(to)),
    );
    if (rows.length > EVENTS_MAX)
      throw requestError(
        'query.invalid',
        `There are ${rows.length} acts, and a page to sign has ${EVENTS_MAX} at most. Ask for a shorter period, with from and to.`,
      );
    const period = `${from ?? 'the beginning'} to ${to ?? 'now'}`;
    const source = `the event store, ${readEvents} events${isComplete ? '' : ' so far: not all of it is read yet'}`;
    return { isComplete, readEvents, rows, page: dutyPage(rows, period, source) };
  }
}
