import { Body, Controller, Get, Param, Query } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiOperation } from '@nestjs/swagger';
import { folded } from '#http-kit';
import { Answers, CommandRoute } from '#http-kit/http';
import { type CallerContext, ClientScope, CommandContext, Roles, STAFF_ROLES } from '#identity';
import { DomainError } from '#kernel';
import { ClientRegister } from '../application/client-register';
import { ExecuteStaffCommand } from '../application/execute-client-command';
import type { StaffCommand, StaffMember, StaffProblem } from '../domain/staff';
import { staffList, staffResult } from './answers';
import { staffResultOf } from './client-result';
import { DepartureDto, StaffErasureDto, StaffMemberDto, StaffQueryDto } from './clients.dto';

/** Who works here, and what they may be asked to do. */
@Controller('staff')
@ClientScope('none')
export class StaffController {
  constructor(
    private readonly commands: CommandBus,
    private readonly register: ClientRegister,
  ) {}

  @Get()
  @Answers(staffList)
  @ApiOperation({ summary: 'Who works here, by name; q= searches id and name' })
  @ApiBearerAuth()
  @Roles(...STAFF_ROLES)
  async list(@Query() { q = '' }: StaffQueryDto) {
    const words = folded(q).split(/\s+/u).filter(Boolean);
    const { members } = await this.register.staff();
    const staff = [...members.values()].filter((one) => words.every((word) => textOf(one).includes(word)));
    return { staff: staff.sort((one, other) => one.name.localeCompare(other.name, 'en')) };
  }

  @CommandRoute(
    '',
    'List somebody, or say something else of them; from the first one on, assignees must be listed',
    201,
  )
  @Answers(staffResult, { status: 201, revisioned: true })
  @Roles('supervisor')
  add(@Body() { staffId, name, roles, tier, email, phone }: StaffMemberDto, @CommandContext() context: CallerContext) {
    const member: StaffMember = {
      staffId,
      name,
      roles,
      ...(tier !== undefined && { tier }),
      ...(email !== undefined && { email }),
      ...(phone !== undefined && { phone }),
    };
    return this.#execute(staffId, { type: 'ListStaffMember', ...member }, context);
  }

  @CommandRoute(':staffId/departure', 'They leave: nothing is given to them any more')
  @Answers(staffResult, { revisioned: true })
  @Roles('supervisor')
  async leave(
    @Param('staffId') staffId: string,
    @Body() _nothing: DepartureDto,
    @CommandContext() context: CallerContext,
  ) {
    await this.#mustHaveBeenHere(staffId);
    return this.#execute(staffId, { type: 'NoteDeparture', staffId }, context);
  }

  @CommandRoute(':staffId/erasure', 'Erase their name and how they are reached; what they did stays theirs by id')
  @Answers(staffResult, { revisioned: true })
  @Roles('supervisor')
  async erase(
    @Param('staffId') staffId: string,
    @Body() { ground }: StaffErasureDto,
    @CommandContext() context: CallerContext,
  ) {
    await this.#mustHaveBeenHere(staffId);
    return this.#execute(staffId, { type: 'EraseStaffData', staffId, ground }, context);
  }

  async #mustHaveBeenHere(staffId: string): Promise<void> {
    if ((await this.register.staff()).people.has(staffId)) return;
    throw new DomainError<StaffProblem>('staff.unknown', `Nobody called ${staffId} is listed. GET /staff says who is.`);
  }

  async #execute(staffId: string, command: StaffCommand, context: CallerContext) {
    return staffResultOf(staffId, await this.commands.execute(new ExecuteStaffCommand(command, context)));
  }
}

const textOf = ({ staffId, name }: StaffMember): string => folded(`${staffId} ${name}`);
