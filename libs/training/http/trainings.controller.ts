import { Body, Controller, Get, Inject, Param } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation } from '@nestjs/swagger';
import { choiceField, idField, paged, Revisioned, requestError, utc } from '#http-kit';
import {
  AcceptsListQuery,
  Answers,
  CommandRoute,
  type Filters,
  ListQueryParam,
  type ParsedListQuery,
} from '#http-kit/http';
import {
  Caller,
  type CallerContext,
  CLIENT_ROLES,
  ClientScope,
  CommandContext,
  DESK_ROLES,
  maySee,
  type Principal,
  Roles,
  STAFF_ROLES,
} from '#identity';
import type { Appended } from '#kernel';
import { type ReadStore, runListQuery } from '#read-store';
import { READ_STORE } from '#read-store/module';
import { type TrainingColumn, trainingList } from '../application/training-list';
import { Trainings } from '../application/trainings';
import type { TrainingCommand } from '../domain/training';
import { clientTrainings, resourceList, trainingResult, trainingRows } from './answers';
import { AppointmentDto, CancellationOfTrainingDto, FeatureDto, InviteeDto } from './training.dto';

const WORDS = ['sort', 'limit', 'cursor', 'after'] as const;
const FILTERS: Filters<TrainingColumn> = {
  fields: {
    status: choiceField('status', ['released', 'scheduled', 'cancelled']),
    product: idField('product', 'sip-trunk'),
  },
  sorts: { released: 'releasedAt', starts: 'startsAt' },
  sort: '-released',
  words: WORDS,
};
const OF_CLIENT: Filters<TrainingColumn> = { fields: {}, sorts: { starts: 'startsAt' }, sort: '-starts', words: WORDS };
const ID = /^[0-9A-HJKMNP-TV-Z]{9}$/;
/** What no training can be called leads to none. */
const idOf = (trainingId: string): string => (ID.test(trainingId) ? trainingId : 'none');

/** What is new, when it is shown, who of the clients' staff is invited, and who came. */
@Controller()
@ClientScope('any')
export class TrainingsController {
  constructor(
    private readonly trainings: Trainings,
    @Inject(READ_STORE) private readonly views: ReadStore,
  ) {}

  @Get('trainings')
  @Answers(trainingRows)
  @ApiOperation({ summary: 'Features with their trainings, the latest first; status=released has none yet' })
  @ApiBearerAuth()
  @Roles(...STAFF_ROLES)
  @AcceptsListQuery(FILTERS)
  async list(@ListQueryParam(FILTERS) { csv: _, limited: __, where, ...query }: ParsedListQuery<TrainingColumn>) {
    const question = { ...query, where: { ...where, kind: 'training' } };
    const { rows, ...page } = await paged(runListQuery(this.views.view(trainingList), question));
    return {
      rows: rows.map(({ kind: _kind, client: _client, contact: _contact, attended: _attended, ...row }) => row),
      ...page,
    };
  }

  @Get('clients/:client/trainings')
  @Answers(clientTrainings)
  @ApiOperation({ summary: "To which trainings a client's staff are invited, and who came" })
  @ApiBearerAuth()
  @Roles(...CLIENT_ROLES, ...STAFF_ROLES)
  @ClientScope('own')
  @AcceptsListQuery(OF_CLIENT)
  async ofClient(
    @Param('client') client: string,
    @ListQueryParam(OF_CLIENT) { csv: _, limited: __, where, ...query }: ParsedListQuery<TrainingColumn>,
    @Caller() caller: Principal,
  ) {
    mustBeTheirs(caller, client);
    const question = { ...query, where: { ...where, kind: 'invitation', client } };
    const { rows, ...page } = await paged(runListQuery(this.views.view(trainingList), question));
    return {
      rows: rows.map(({ kind: _kind, client: _client, invited: _invited, contact, attended, ...row }) => ({
        ...row,
        contact: contact ?? '',
        attended: attended ?? false,
      })),
      ...page,
    };
  }

  @Get('clients/:client/resources')
  @Answers(resourceList)
  @ApiOperation({ summary: 'Where the documentation of the products is that a client has' })
  @ApiBearerAuth()
  @Roles(...CLIENT_ROLES, ...STAFF_ROLES)
  @ClientScope('own')
  async resources(@Param('client') client: string, @Caller() caller: Principal) {
    mustBeTheirs(caller, client);
    return { resources: await this.trainings.catalogOf(client) };
  }

  @CommandRoute('trainings', 'A feature was released, and is to be shown', 201)
  @Answers(trainingResult, { status: 201, revisioned: true })
  @Roles(...DESK_ROLES)
  async release(@Body() { product, feature, url }: FeatureDto, @CommandContext() context: CallerContext) {
    const read = url === undefined ? {} : { url };
    const command = { type: 'ReleaseFeature', product, feature, ...read } as const;
    const { trainingId, ...appended } = await this.trainings.release(command, context);
    return resultOf(trainingId, appended);
  }

  @CommandRoute('trainings/:trainingId/appointment', 'Say when it is held, or that it is held at another time')
  @Answers(trainingResult, { revisioned: true })
  @Roles(...DESK_ROLES)
  schedule(
    @Param('trainingId') trainingId: string,
    @Body() { startsAt, endsAt, joinUrl }: AppointmentDto,
    @CommandContext() context: CallerContext,
  ) {
    const appointment = { startsAt: utc(startsAt), endsAt: utc(endsAt), joinUrl };
    return this.#say(trainingId, { type: 'ScheduleTraining', ...appointment }, context);
  }

  @CommandRoute('trainings/:trainingId/cancellation', 'It is not held: who was invited hears of it')
  @Answers(trainingResult, { revisioned: true })
  @Roles(...DESK_ROLES)
  cancel(
    @Param('trainingId') trainingId: string,
    @Body() _nothing: CancellationOfTrainingDto,
    @CommandContext() context: CallerContext,
  ) {
    return this.#say(trainingId, { type: 'CancelTraining' }, context);
  }

  @CommandRoute(
    'trainings/:trainingId/invitations',
    "Invite somebody of a client's staff, by mail with the appointment",
  )
  @Answers(trainingResult, { revisioned: true })
  @Roles(...DESK_ROLES)
  invite(
    @Param('trainingId') trainingId: string,
    @Body() { client, contact }: InviteeDto,
    @CommandContext() context: CallerContext,
  ) {
    return this.#say(trainingId, { type: 'InviteStaff', client, contact }, context);
  }

  @CommandRoute('trainings/:trainingId/attendance', 'They came')
  @Answers(trainingResult, { revisioned: true })
  @Roles(...DESK_ROLES)
  attend(
    @Param('trainingId') trainingId: string,
    @Body() { client, contact }: InviteeDto,
    @CommandContext() context: CallerContext,
  ) {
    return this.#say(trainingId, { type: 'NoteAttendance', client, contact }, context);
  }

  async #say(trainingId: string, command: TrainingCommand, context: CallerContext) {
    return resultOf(trainingId, await this.trainings.say(idOf(trainingId), command, context));
  }
}

/** Another client's are answered as those of one that there is not. */
const mustBeTheirs = (caller: Principal, client: string): void => {
  if (!maySee(caller, client)) throw requestError('client.unknown', `There is no client ${client}.`);
};
const resultOf = (trainingId: string, { revision, position }: Appended) =>
  Object.assign(new Revisioned(revision), {
    trainingId,
    revision,
    ...(position !== undefined && { position: `training@${position}` }),
  });
