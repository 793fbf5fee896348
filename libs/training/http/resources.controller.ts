import { Body, Controller, Get, Param } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation } from '@nestjs/swagger';
import { Revisioned } from '#http-kit';
import { Answers, CommandRoute } from '#http-kit/http';
import { type CallerContext, ClientScope, CommandContext, DESK_ROLES, Roles, STAFF_ROLES } from '#identity';
import { Trainings } from '../application/trainings';
import type { ResourceCommand } from '../domain/resources';
import { resourceList, resourceResult } from './answers';
import { RemovalOfResourceDto, ResourceDto } from './training.dto';

/** The catalogue of documentation: links, by product. */
@Controller('resources')
@ClientScope('none')
export class ResourcesController {
  constructor(private readonly trainings: Trainings) {}

  @Get()
  @Answers(resourceList)
  @ApiOperation({ summary: 'Where the documentation of each product is' })
  @ApiBearerAuth()
  @Roles(...STAFF_ROLES)
  async all() {
    return { resources: await this.trainings.catalog() };
  }

  @CommandRoute('', 'List a link to documentation, or say something else of one', 201)
  @Answers(resourceResult, { status: 201, revisioned: true })
  @Roles(...DESK_ROLES)
  add(@Body() { resourceId, product, title, url }: ResourceDto, @CommandContext() context: CallerContext) {
    return this.#say({ type: 'ListResource', resourceId, product, title, url }, context);
  }

  @CommandRoute(':resourceId/removal', 'Take a link away')
  @Answers(resourceResult, { revisioned: true })
  @Roles(...DESK_ROLES)
  remove(
    @Param('resourceId') resourceId: string,
    @Body() _nothing: RemovalOfResourceDto,
    @CommandContext() context: CallerContext,
  ) {
    return this.#say({ type: 'RemoveResource', resourceId }, context);
  }

  async #say(command: ResourceCommand, context: CallerContext) {
    const { revision } = await this.trainings.list(command, context);
    return Object.assign(new Revisioned(revision), { resourceId: command.resourceId, revision });
  }
}
