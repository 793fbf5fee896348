import { Controller, Get, Param } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { requestError } from '#http-kit';
import { Answers } from '#http-kit/http';
import { ClientScope, Roles } from '#identity';
import { problemGuide, problemGuides } from './openapi/answers';
import { isProblem, PROBLEMS, type Problem } from './problems';

const described = (code: Problem) => ({ code, status: PROBLEMS[code][0], title: PROBLEMS[code][1] });

/** What the `type` of a problem document leads to. */
@Controller('problems')
@Roles('anyone')
@ClientScope('none')
export class ProblemsController {
  @Get()
  @Answers(problemGuides)
  @ApiOperation({ summary: 'Every code that a problem document can carry' })
  all() {
    return (Object.keys(PROBLEMS) as Problem[]).map(described);
  }

  @Get(':code')
  @Answers(problemGuide)
  @ApiOperation({ summary: 'One of them' })
  one(@Param('code') code: string) {
    if (isProblem(code)) return described(code);
    throw requestError('route.unknown', 'There is no such problem. GET /problems lists those that there are.');
  }
}
