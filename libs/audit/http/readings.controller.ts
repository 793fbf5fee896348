import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation } from '@nestjs/swagger';
import { EVENT_STORE } from '#event-store/module';
import { Answers, AskedInstant, Count, Id, Optional } from '#http-kit/http';
import { ClientScope, Roles } from '#identity';
import { CLOCK, type Clock, type EventStore, iso } from '#kernel';
import { readingStream } from '../application/reading-log';
import type { RecordsRead } from '../domain/readings';
import { readings } from './answers';

const READINGS_MAX = 1_000;
class ReadingsDto {
  /** An instant of the day (UTC) that is asked about; today where it is not said. */
  @Optional() @AskedInstant() day?: string;
  /** Of whom. */
  @Optional() @Id('dana') by?: string;
  /** Which ticket, stream or month was read. */
  @Optional() @Id('7K3M9QXZW') subject?: string;
  /** How many at most, the newest first; 1,000 where it is not said. */
  @Optional() @Count(READINGS_MAX) limit?: string;
}

/** Who read what. That somebody asks here is recorded nowhere. */
@Controller('audit/readings')
@ApiBearerAuth()
export class ReadingsController {
  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  @Answers(readings)
  @ApiOperation({ summary: 'Who read the ledger, a history or a stream on a day, and what they asked' })
  @Roles('auditor')
  @ClientScope('any')
  async list(@Query() { day = iso(this.clock.now()), by, subject, limit = String(READINGS_MAX) }: ReadingsDto) {
    const stream = readingStream(new Date(day).toISOString());
    const history = await this.store.read(stream);
    const rows = history
      .map(({ event, stamp }) => ({ revision: stamp.revision, ...withoutType(event as RecordsRead) }))
      .filter((one) => (by ?? one.by) === one.by && (subject ?? one.subject) === one.subject);
    return { stream, rows: rows.slice(-Number(limit)).reverse() };
  }
}

const withoutType = ({ type: _, ...reading }: RecordsRead) => reading;
