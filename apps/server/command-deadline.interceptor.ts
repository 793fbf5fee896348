import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Observable } from 'rxjs';
import { withCommandDeadline } from '#event-store';

/** What a command may wait for the event store, all that it asks of it together; then it is answered 503. */
const COMMAND_MS = 15_000;

/** One deadline for a whole command. What only reads has one for each page: a long history may take its time. */
@Injectable()
export class CommandDeadline implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const { method } = context.switchToHttp().getRequest<FastifyRequest>();
    if (method === 'GET' || method === 'HEAD') return next.handle();
    return new Observable((subscriber) => withCommandDeadline(COMMAND_MS, () => next.handle().subscribe(subscriber)));
  }
}
