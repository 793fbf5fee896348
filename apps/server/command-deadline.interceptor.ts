import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor, Optional } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Observable } from 'rxjs';
import { withCommandDeadline } from '#event-store';
import { DiskWatch } from './health/disk-watch';

/** What a command may wait for the event store, all that it asks of it together; then it is answered 503. */
const COMMAND_MS = 15_000;

/**
 * One deadline for a whole command; at once where it is known that nothing can be stored. What only reads has one for each
 * page: a long history may take its time.
 */
@Injectable()
export class CommandDeadline implements NestInterceptor {
  constructor(@Optional() private readonly disk?: DiskWatch) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const { method } = context.switchToHttp().getRequest<FastifyRequest>();
    if (method === 'GET' || method === 'HEAD') return next.handle();
    this.disk?.mustTakeCommands();
    return new Observable((subscriber) => withCommandDeadline(COMMAND_MS, () => next.handle().subscribe(subscriber)));
  }
}
