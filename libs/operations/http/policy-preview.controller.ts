import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiOperation } from '@nestjs/swagger';
import { requestError } from '#http-kit';
import { Answers, Document } from '#http-kit/http';
import { ClientScope, ReadOnly, Roles } from '#identity';
import { PolicyPreviewQuery } from '../application/policy-preview';
import { policyPreview } from './answers';

class PreviewPolicyDto {
  /** The policy as it would be published; its `version` is the one that follows the newest. */
  @Document() document!: Record<string, unknown>;
}

@Controller('policies/:policyId/previews')
export class PolicyPreviewController {
  constructor(private readonly queries: QueryBus) {}

  @Post()
  @Answers(policyPreview)
  @HttpCode(200)
  @ReadOnly()
  @ApiOperation({
    summary: 'What publishing a document would change, and its effect on the ten latest tickets; nothing is published',
  })
  @ApiBearerAuth()
  @Roles('policy-admin')
  @ClientScope('none')
  preview(@Param('policyId') policyId: string, @Body() { document }: PreviewPolicyDto) {
    if (document.policyId !== policyId)
      throw requestError('path.invalid', `The path says policy ${policyId}, the document another. Make them one.`);
    return this.queries.execute(new PolicyPreviewQuery(document));
  }
}
