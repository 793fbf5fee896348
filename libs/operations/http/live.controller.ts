import { Controller, Get, Headers, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiHeader, ApiOperation } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { openStream } from '#http-kit';
import { Answers } from '#http-kit/http';
import { Caller, ClientScope, IsWelcome, maySee, type Principal, ROLES, Roles } from '#identity';
import { type Listener, Live } from '../application/live';
import type { Change } from '../domain/recent';
import { liveChange } from './answers';

/**
 * One stream for everything that operators look at. `hello` says where the stream stands, `change` that the rows of a
 * ticket changed in some views, `reset` that it is not known any more what was missed: load the lists anew.
 */
@Controller('live')
export class LiveController {
  constructor(private readonly live: Live) {}

  @Get()
  @Answers(liveChange, { form: 'events' })
  @ApiOperation({ summary: 'Which rows of which views change, as server-sent events; goes on behind Last-Event-ID' })
  @ApiBearerAuth()
  @ApiHeader({ name: 'Last-Event-ID', required: false, description: 'The id of the last event that was received' })
  @Roles(...ROLES)
  @ClientScope('own')
  async stream(
    @Headers('last-event-id') last: string | undefined,
    @Caller() caller: Principal,
    @IsWelcome() isWelcome: () => boolean,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const waiting: Change[] = [];
    let say = (changes: readonly Change[]): void => void waiting.push(...changes);
    let end = (): void => {};
    const listener: Listener = { changed: (changes) => say(changes), ended: () => end() };
    // Asked before anything is sent: while the views are not ready, that is an answer like any other.
    const { head, missed } = await this.live.listen(listener, last);
    const epoch = head.slice(0, head.indexOf('.'));
    const stream = openStream(reply, isWelcome);
    if (!stream || stream.closed.aborted) return this.live.leave(listener);
    stream.closed.addEventListener('abort', () => this.live.leave(listener));
    say = (changes) => {
      for (const change of changes) if (maySee(caller, change.client)) stream.say(toFrame(epoch, change));
    };
    end = () => stream.end();
    if (missed) say(missed);
    else stream.say(`id: ${head}\nevent: ${last === undefined ? 'hello' : 'reset'}\ndata: {}\n\n`);
    say(waiting.splice(0));
  }
}

const toFrame = (epoch: string, { at, ticketId, views }: Change): string =>
  `id: ${epoch}.${at}\nevent: change\ndata: ${JSON.stringify({ ticketId, views })}\n\n`;
