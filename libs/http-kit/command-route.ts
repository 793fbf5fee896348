import { applyDecorators, HttpCode, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiHeader, ApiOperation } from '@nestjs/swagger';
import { Answers, answerOf } from './answer-declaration';
import { commandResult } from './answer-schemas';

/**
 * A route that commands: a POST that takes an `Idempotency-Key`, may take an `If-Match`, and answers `CommandResult`, or as
 * `answers` says, unless an `@Answers` below it says otherwise.
 */
export const CommandRoute = (
  path: string,
  summary: string,
  status: 200 | 201 = 200,
  answers: MethodDecorator = commandAnswer(status),
) =>
  applyDecorators(
    Post(path),
    HttpCode(status),
    ApiOperation({ summary }),
    ApiBearerAuth(),
    unlessSaid(answers),
    ApiHeader({
      name: 'Idempotency-Key',
      required: true,
      description: 'A new UUID; the same one for a retry.',
      schema: { type: 'string', pattern: '^[\\x21-\\x7e]{1,255}$' },
    }),
    ApiHeader({
      name: 'If-Match',
      required: false,
      description: 'The ETag that was seen; 412 if there is a newer one.',
      schema: { type: 'string', pattern: '^(\\*|"\\d{1,15}(\\.(-1|\\d{1,15})\\.[\\w-]{22})?")$' },
    }),
  );

const commandAnswer = (status: number): MethodDecorator =>
  Answers(commandResult, { status, revisioned: true, description: 'Done, or done before under the same key' });
const unlessSaid =
  (answers: MethodDecorator): MethodDecorator =>
  (controller, name, descriptor) => {
    if (!answerOf(descriptor.value as object)) answers(controller, name, descriptor);
  };
