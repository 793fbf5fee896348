import { Body, Controller, Param, Res } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import type { FastifyReply } from 'fastify';
import { ActAnswer } from '#approvals/http';
import { type CommandResult, TicketNumber, utc } from '#http-kit';
import { Answers } from '#http-kit/http';
import { Caller, type CallerContext, CommandContext, type Principal } from '#identity';
import { WorkOverlapsQuery } from '../application/work-overlaps';
import { workAmended, workLogged } from './answers';
import { actOnTicket, executeOnTicket } from './execute-on-ticket';
import { TicketRoute } from './ticket-route';
import { AmendWorkDto, LogWorkDto, VoidWorkDto } from './work.dto';

/** Who worked, from when to when. An entry's id is the id of the command that logged it. */
@Controller('tickets/:ticketId')
export class WorkController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @TicketRoute('LogWork')
  @Answers(workLogged, { revisioned: true })
  async log(
    @Param('ticketId', TicketNumber) ticketId: string,
    @Body() { engineer, kind, from, to }: LogWorkDto,
    @Caller() caller: Principal,
    @CommandContext() context: CallerContext,
  ) {
    const workId = context.commandId;
    const command = {
      type: 'LogWork',
      workId,
      engineer: engineer ?? caller.id,
      ...(kind !== undefined && { kind }),
      from: utc(from),
      to: utc(to),
    } as const;
    const logged = Object.assign(await executeOnTicket(this.commands, ticketId, command, context), { workId });
    return this.#withOverlaps(logged, workId);
  }

  @TicketRoute('AmendWork')
  @ActAnswer(workAmended)
  async amend(
    @Param('ticketId', TicketNumber) ticketId: string,
    @Param('workId') workId: string,
    @Body() { from, to, reason }: AmendWorkDto,
    @CommandContext() context: CallerContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const command = { type: 'AmendWork', workId, from: utc(from), to: utc(to), reason } as const;
    return this.#withOverlaps(await actOnTicket(this.commands, ticketId, command, context, reply), workId);
  }

  @TicketRoute('VoidWork')
  void(
    @Param('ticketId', TicketNumber) ticketId: string,
    @Param('workId') workId: string,
    @Body() { reason }: VoidWorkDto,
    @CommandContext() context: CallerContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return actOnTicket(this.commands, ticketId, { type: 'VoidWork', workId, reason }, context, reply);
  }

  /** What the same engineer has written down elsewhere for that time; left out where the view does not answer in time. */
  async #withOverlaps<R extends CommandResult>(result: R, workId: string): Promise<R> {
    const found = await this.queries.execute(new WorkOverlapsQuery([result.ticketId], result.position));
    const overlaps = found?.get(result.ticketId)?.filter((one) => one.workId === workId);
    return Object.assign(result, overlaps && { overlaps });
  }
}
