import { Controller, Get, Inject, Optional, Query } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { requestError } from '#http-kit';
import { Answers, Count } from '#http-kit/http';
import { ClientScope, Roles } from '#identity';
import { LogReader } from '../application/log-reader';
import { consistencyProof, signedCheckpoint } from './answers';

const EVENTS_MAX = 2_000_000_000;
class SizesDto {
  @Count(EVENTS_MAX) from!: string;
  @Count(EVENTS_MAX) to!: string;
}

/** For witnesses, whoever they are: a checkpoint says how many events there are, and nothing of them. */
@Controller('audit')
export class CheckpointsController {
  constructor(@Optional() @Inject(LogReader) private readonly log?: LogReader) {}

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
  consistency(@Query() { from, to }: SizesDto) {
    const [earlierSize, laterSize] = [Number(from), Number(to)];
    const hashes = this.log?.consistency(earlierSize, laterSize);
    if (hashes) return { earlierSize, laterSize, hashes };
    throw requestError(
      'query.invalid',
      `No log here went from ${from} to ${to} events. Take the sizes of two checkpoints.`,
    );
  }
}
