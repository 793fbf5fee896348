import { Body, Controller, Param } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import {
  Caller,
  type CallerContext,
  ClientScope,
  Commander,
  DESK_ROLES,
  edgeRefusal,
  type Principal,
  Roles,
  TicketNumber,
  utc,
} from '#identity';
import { Command } from '#identity/http';
import { tell } from './tell';
import { AmendWorkDto, LogWorkDto, VoidWorkDto } from './work.dto';

/** Who worked, from when to when. An entry's id is the id of the command that logged it. */
@Controller('tickets/:ticketId/work')
export class WorkController {
  constructor(private readonly commands: CommandBus) {}

  @Command('', 'Log work that is done')
  @Roles(...DESK_ROLES)
  @ClientScope('any')
  async log(
    @Param('ticketId', TicketNumber) ticketId: string,
    @Body() { engineer, kind, from, to }: LogWorkDto,
    @Caller() caller: Principal,
    @Commander() context: CallerContext,
  ) {
    const workId = context.commandId;
    const command = {
      type: 'LogWork',
      workId,
      engineer: engineerOf(engineer, caller),
      ...(kind !== undefined && { kind }),
      from: utc(from),
      to: utc(to),
    } as const;
    return Object.assign(await tell(this.commands, ticketId, command, context), { workId });
  }

  @Command(':workId/amendments', 'Correct when it was')
  @Roles(...DESK_ROLES)
  @ClientScope('any')
  amend(
    @Param('ticketId', TicketNumber) ticketId: string,
    @Param('workId') workId: string,
    @Body() { from, to, reason }: AmendWorkDto,
    @Commander() context: CallerContext,
  ) {
    const command = { type: 'AmendWork', workId, from: utc(from), to: utc(to), reason } as const;
    return tell(this.commands, ticketId, command, context);
  }

  @Command(':workId/void', 'It counts no more, for good')
  @Roles(...DESK_ROLES)
  @ClientScope('any')
  void(
    @Param('ticketId', TicketNumber) ticketId: string,
    @Param('workId') workId: string,
    @Body() { reason }: VoidWorkDto,
    @Commander() context: CallerContext,
  ) {
    return tell(this.commands, ticketId, { type: 'VoidWork', workId, reason }, context);
  }
}

/** Everybody logs their own work: who judges a fault must not have worked on it, and no body may say otherwise. */
const engineerOf = (named: string | undefined, { id, role }: Principal): string => {
  if (named === undefined || named === id || role === 'supervisor') return named ?? id;
  throw edgeRefusal('work.not-yours', `You are ${id}. Only a supervisor writes down the work of somebody else.`);
};
