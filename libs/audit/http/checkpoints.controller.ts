import { Controller, Get, Inject, Query, Optional as UnlessMissing } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { requestError } from '#http-kit';
import { Answers, Count, Optional } from '#http-kit/http';
import { ClientScope, Roles } from '#identity';
import { LogReader } from '../application/log-reader';
import { consistencyProof, signedCheckpoint } from './answers';

const EVENTS_MAX = 2_000_000_000;
class SizesDto {
  /** None, where it is not said: every log begins with an empty one. */
  @Optional() @Count(EVENTS_MAX) from?: string;
  /** That of the last checkpoint, where it is not said. */
  @Optional() @Count(EVENTS_MAX) to?: string;
}

/** For witnesses, whoever they are: a checkpoint says how many events there are, and nothing of them. */
@Controller('audit')
export class CheckpointsController {
  constructor(@UnlessMissing() @Inject(LogReader) private readonly log?: LogReader) {}

  @Get('checkpoint')
  @Answers(signedCheckpoint)
  @ApiOperation({
    summary: 'The last checkpoint of the notary; keep it, and ask later whether the log goes on with it',
  })
  @Roles('anyone')
  @ClientScope('none')
  checkpoint() {
    const last = this.log?.last();
    return last ? { size: last.size, signedAt: last.at, note: last.note } : { size: 0 };
  }

  @Get('consistency')
  @Answers(consistencyProof)
  @ApiOperation({ summary: 'Shows that the log of a checkpoint begins with that of an earlier one, by their sizes' })
  @Roles('anyone')
  @ClientScope('none')
  async consistency(@Query() { from, to }: SizesDto) {
    const laterSize = to === undefined ? (this.log?.last()?.size ?? 0) : Number(to);
    const earlierSize = Number(from ?? 0);
    const hashes = laterSize === 0 && earlierSize === 0 ? [] : await this.log?.consistency(earlierSize, laterSize);
    if (hashes) return { earlierSize, laterSize, hashes };
    throw requestError(
      'query.invalid',
      `No log here went from ${earlierSize} to ${laterSize} events. Take the sizes of two checkpoints.`,
    );
  }
}
