import { Controller, Get, Param } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { requestError } from '#http-kit';
import { Answers } from '#http-kit/http';
import { ClientScope, Roles } from '#identity';
import { problemGuide, problemGuides } from './openapi/answers';
import { GUIDES } from './problem-guides/guides';
import { isProblem, PROBLEMS, type Problem } from './problems';

const described = (code: Problem) => {
  const [status, title] = PROBLEMS[code];
  const [cause, fix, example] = GUIDES[code];
  return { code, status, title, cause, fix, example };
};

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
  @ApiOperation({ summary: 'One of them: what brings it about, what to do, and an example' })
  one(@Param('code') code: string) {
    if (isProblem(code)) return described(code);
    throw requestError('route.unknown', 'There is no such problem. GET /problems lists those that there are.');
  }
}
