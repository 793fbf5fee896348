import { Body, Controller, Get, Param } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation } from '@nestjs/swagger';
import { Revisioned, requestError } from '#http-kit';
import { Answers, CommandRoute } from '#http-kit/http';
import { type CallerContext, ClientScope, CommandContext, Roles, STAFF_ROLES } from '#identity';
import { DomainError } from '#kernel';
import { Policies, type Published } from '../application/policies';
import type { PolicyProblem } from '../domain/publication';
import { policyPublished, policyVersions } from './answers';
import { PublishVersionDto } from './policy.dto';

/** Support policies: published as versions, never edited. A ticket keeps the version under which it was opened. */
@Controller('policies/:policyId/versions')
export class PoliciesController {
  constructor(private readonly policies: Policies) {}

  @CommandRoute('', 'Publish the next version of a policy', 201)
  @Answers(policyPublished, { status: 201, revisioned: true })
  @Roles('policy-admin')
  @ClientScope('none')
  async publish(
    @Param('policyId') policyId: string,
    @Body() { document }: PublishVersionDto,
    @CommandContext() context: CallerContext,
  ) {
    if (document.policyId !== policyId)
      throw requestError('path.invalid', `The path says policy ${policyId}, the document another. Make them one.`);
    return atRevision(await this.policies.publish(document, context));
  }

  @Get()
  @Answers(policyVersions)
  @ApiOperation({ summary: 'Every published version, the oldest first' })
  @ApiBearerAuth()
  @Roles(...STAFF_ROLES)
  @ClientScope('none')
  async versions(@Param('policyId') policyId: string) {
    const versions = await this.policies.versions(policyId);
    if (versions.length === 0)
      throw new DomainError<PolicyProblem>(
        'policy.unknown',
        `Policy ${policyId} was never published. Publish it, or correct its name.`,
      );
    return versions.map(({ version, publishedBy, publishedAt, document }) => ({
      policyId,
      version,
      publishedBy,
      publishedAt,
      document,
    }));
  }
}

/** Version 1 is the stream's revision 0. */
const atRevision = (published: Published) => Object.assign(new Revisioned(published.version - 1), published);
