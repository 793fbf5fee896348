import { Body, Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation } from '@nestjs/swagger';
import { Revisioned, requestError, utc } from '#http-kit';
import { Answers, CommandRoute } from '#http-kit/http';
import { type CallerContext, ClientScope, CommandContext, Roles, STAFF_ROLES } from '#identity';
import { CLOCK, type Clock, DAY, iso, ms } from '#kernel';
import { ROSTER_LEVELS } from '#policy';
import { Rosters, reachedAt } from '../application/rosters';
import { onCallAt } from '../domain/on-call';
import type { RosterCommand } from '../domain/roster';
import { onCall, rosterChanged, rosterVersion, shifts } from './answers';
import { OnCallQueryDto, OverrideDto, PublishRosterDto, ShiftsQueryDto, SwapDto } from './rosters.dto';

const LONGEST_MS = 366 * DAY;

/** Who is on call. Published as versions; single shifts are overridden and swapped. */
@Controller('rosters/:team')
@ApiBearerAuth()
@ClientScope('none')
export class RostersController {
  constructor(
    private readonly rosters: Rosters,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @CommandRoute('versions', 'Publish the next version of a roster', 201)
  @Answers(rosterChanged, { status: 201, revisioned: true })
  @Roles('supervisor')
  async publish(
    @Param('team') team: string,
    @Body() { version, effectiveFrom, document }: PublishRosterDto,
    @CommandContext() context: CallerContext,
  ) {
    const from = effectiveFrom === undefined ? {} : { effectiveFrom: utc(effectiveFrom) };
    const { revision } = await this.rosters.publish(teamOf(team), { version, ...from, document }, context);
    return Object.assign(new Revisioned(revision), { team, id: String(version), revision });
  }

  @CommandRoute('overrides', 'Give a shift to somebody else', 201)
  @Answers(rosterChanged, { status: 201, revisioned: true })
  @Roles('supervisor')
  override(
    @Param('team') team: string,
    @Body() { level, person, from, to, reason }: OverrideDto,
    @CommandContext() context: CallerContext,
  ) {
    const overrideId = context.commandId;
    const command = { type: 'OverrideShift', overrideId, level, person, from: utc(from), to: utc(to), reason } as const;
    return this.#change(team, overrideId, command, context);
  }

  @CommandRoute('swaps', 'Two people take each other’s shifts', 201)
  @Answers(rosterChanged, { status: 201, revisioned: true })
  @Roles('supervisor', 'on-call', 'engineer')
  swap(@Param('team') team: string, @Body() body: SwapDto, @CommandContext() context: CallerContext) {
    const { level, person, from, to, otherPerson, otherFrom, otherTo } = body;
    const swapId = context.commandId;
    const given = { person, from: utc(from), to: utc(to) };
    const taken = { person: otherPerson, from: utc(otherFrom), to: utc(otherTo) };
    return this.#change(team, swapId, { type: 'SwapShifts', swapId, level, shifts: [given, taken] }, context);
  }

  @Get()
  @Answers(rosterVersion)
  @ApiOperation({ summary: 'The newest version of a roster, with the channels of its people' })
  @Roles('supervisor', 'auditor')
  async newest(@Param('team') team: string) {
    const { versions } = await this.rosters.published(teamOf(team));
    const { zone: _, recordedAt: __, ...newest } = versions.at(-1) as (typeof versions)[number];
    return { team, ...newest };
  }

  @Get('shifts')
  @Answers(shifts)
  @ApiOperation({ summary: 'Who has a level from one instant to another, as it is or was known' })
  @Roles(...STAFF_ROLES)
  async shifts(@Param('team') team: string, @Query() { level, from, to, knownAt }: ShiftsQueryDto) {
    const [begin, finish] = [ms(utc(from)), ms(utc(to))];
    if (!(begin < finish && finish - begin <= LONGEST_MS))
      throw requestError('query.invalid', 'to: lies at most a year behind from, and not before it.');
    return { shifts: await this.rosters.shifts(teamOf(team), level, begin, finish, knownIn(knownAt)) };
  }

  @Get('on-call')
  @Answers(onCall)
  @ApiOperation({ summary: 'Who is on call on each level at an instant, as it is or was known' })
  @Roles(...STAFF_ROLES)
  async onCall(@Param('team') team: string, @Query() { at, knownAt }: OnCallQueryDto) {
    const roster = await this.rosters.published(teamOf(team));
    const instant = at === undefined ? this.clock.now() : ms(utc(at));
    const known = knownIn(knownAt);
    return {
      at: iso(instant),
      onCall: ROSTER_LEVELS.flatMap((level) => {
        const shift = onCallAt(roster, level, instant, known);
        const reached = reachedAt(roster, level, instant, known);
        return shift
          ? [{ level, person: shift.person, name: reached?.name ?? shift.person, because: shift.because }]
          : [];
      }),
    };
  }

  async #change(team: string, id: string, command: RosterCommand, context: CallerContext) {
    const { revision } = await this.rosters.change(teamOf(team), command, context);
    return Object.assign(new Revisioned(revision), { team, id, revision });
  }
}

const knownIn = (knownAt: string | undefined): number | undefined =>
  knownAt === undefined ? undefined : ms(utc(knownAt));
const TEAM = /^[a-z0-9][a-z0-9-]{0,59}$/;
const teamOf = (team: string): string => {
  if (TEAM.test(team)) return team;
  throw requestError('path.invalid', 'A team is named by lower-case letters, digits and hyphens: support.');
};
