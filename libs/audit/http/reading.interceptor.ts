import { type CallHandler, type ExecutionContext, Inject, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { from, mergeMap, type Observable } from 'rxjs';
import type { Principal } from '#identity';
import { ReadingLog } from '../application/reading-log';
import { whatIsRead } from '../application/what-is-read';
import type { ReadRecord } from '../domain/readings';

/** A store that is away, or takes nothing, keeps nobody from reading for longer than this. */
const PATIENCE_MS = 2_000;
const QUESTION_MAX = 500;

type AuthenticatedRequest = FastifyRequest & { readonly principal?: Principal };

/** Writes down who reads the ledger, histories and the past, before they are answered. */
@Injectable()
export class ReadingInterceptor implements NestInterceptor {
  constructor(@Inject(ReadingLog) private readonly log: ReadingLog) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<AuthenticatedRequest>();
    const { principal, method, routeOptions, url } = request;
    if (method !== 'GET' || !principal) return next.handle();
    const what = whatIsRead(routeOptions.url ?? '', principal.role, url.split('?')[1]);
    if (what === undefined) return next.handle();
    return from(this.#record(what, request, principal)).pipe(mergeMap(() => next.handle()));
  }

  async #record(
    what: ReadRecord,
    { params, url }: AuthenticatedRequest,
    { id, role, clients }: Principal,
  ): Promise<void> {
    const subject = Object.values(params as Record<string, string>)[0];
    const question = url.split('?')[1];
    const written = this.log.record({
      what,
      ...(subject !== undefined && { subject: subject.slice(0, QUESTION_MAX) }),
      ...(question !== undefined && { question: question.slice(0, QUESTION_MAX) }),
      by: id,
      role,
      ...(clients && { clients }),
    });
    const late = Promise.withResolvers<void>();
    const timer = setTimeout(late.resolve, PATIENCE_MS);
    // It is kept, and written with the next one; the store's own health says why it was not.
    await Promise.race([written.catch(() => {}), late.promise]).finally(() => clearTimeout(timer));
  }
}
