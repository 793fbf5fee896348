import { applyDecorators, HttpCode, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiHeader, ApiOperation, ApiResponse } from '@nestjs/swagger';

/** A route that commands: a POST that takes an `Idempotency-Key`, may take an `If-Match`, and answers `Done`. */
export const CommandRoute = (path: string, summary: string, status: 200 | 201 = 200) =>
  applyDecorators(
    Post(path),
    HttpCode(status),
    ApiOperation({ summary }),
    ApiBearerAuth(),
    ApiResponse({
      status,
      description: 'Done',
      headers: { ETag: { description: 'The revision that its stream has now' } },
    }),
    ApiResponse({ status: '4XX', description: 'A problem document (RFC 9457) with a stable code and what to do' }),
    ApiHeader({ name: 'Idempotency-Key', required: true, description: 'A new UUID; the same one for a retry.' }),
    ApiHeader({
      name: 'If-Match',
      required: false,
      description: 'The ETag that was seen; 412 if there is a newer one.',
    }),
  );
