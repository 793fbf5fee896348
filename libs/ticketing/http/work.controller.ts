import { Body, Controller, Param } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { requestError, TicketNumber, utc } from '#http-kit';
import { Answers, CommandRoute } from '#http-kit/http';
import { Caller, type CallerContext, ClientScope, CommandContext, DESK_ROLES, type Principal, Roles } from '#identity';
import { workLogged } from './answers';
import { executeOnTicket } from './execute-on-ticket';
import { AmendWorkDto, LogWorkDto, VoidWorkDto } from './work.dto';

/** Who worked, from when to when. An entry's id is the id of the command that logged it. */
@Controller('tickets/:ticketId/work')
export class WorkController {
  constructor(private readonly commands: CommandBus) {}

  @CommandRoute('', 'Log work that is done')
  @Answers(workLogged, { revisioned: true })
  @Roles(...DESK_ROLES)
  @ClientScope('any')
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
      engineer: engineerOf(engineer, caller),
      ...(kind !== undefined && { kind }),
      from: utc(from),
      to: utc(to),
    } as const;
    return Object.assign(await executeOnTicket(this.commands, ticketId, command, context), { workId });
  }

  @CommandRoute(':workId/amendments', 'Correct when it was')
  @Roles(...DESK_ROLES)
  @ClientScope('any')
  amend(
    @Param('ticketId', TicketNumber) ticketId: string,
    @Param('workId') workId: string,
    @Body() { from, to, reason }: AmendWorkDto,
    @CommandContext() context: CallerContext,
  ) {
    const command = { type: 'AmendWork', workId, from: utc(from), to: utc(to), reason } as const;
    return executeOnTicket(this.commands, ticketId, command, context);
  }

  @CommandRoute(':workId/void', 'It counts no more, for good')
  @Roles(...DESK_ROLES)
  @ClientScope('any')
  void(
    @Param('ticketId', TicketNumber) ticketId: string,
    @Param('workId') workId: string,
    @Body() { reason }: VoidWorkDto,
    @CommandContext() context: CallerContext,
  ) {
    return executeOnTicket(this.commands, ticketId, { type: 'VoidWork', workId, reason }, context);
  }
}

/** Everybody logs their own work: who judges a fault must not have worked on it, and no body may say otherwise. */
const engineerOf = (named: string | undefined, { id, role }: Principal): string => {
  if (named === undefined || named === id || role === 'supervisor') return named ?? id;
  throw requestError('work.not-yours', `You are ${id}. Only a supervisor writes down the work of somebody else.`);
};
