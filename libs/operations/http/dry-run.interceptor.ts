import { type CallHandler, type ExecutionContext, Inject, Injectable, type NestInterceptor } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { firstValueFrom, from, type Observable } from 'rxjs';
import { BillingSaga, MeterQuery } from '#billing/module';
import { runDry } from '#event-store';
import { canonicalTicketId, requestError } from '#http-kit';
import { isClientRole, type Principal } from '#identity';
import { CLOCK, type Clock } from '#kernel';
import { type TicketPage, TicketPageQuery } from '../application/ticket-page';
import { DRY_RUN_TYPE, isDryRunnable } from './dry-run-routes';

type AuthenticatedRequest = FastifyRequest & { readonly principal?: Principal };
/** What a command changes about a ticket: as it stands, or as it would. */
const standingOf = ({ status, priority, tier, clocks, money }: TicketPage) => ({
  status,
  priority,
  tier,
  clocks,
  postedCents: money?.postedCents ?? 0,
  events: (money?.events ?? []).map(({ event, outcome, rule, minutes, postedCents }) => ({
    event,
    outcome,
    ...(rule !== undefined && { rule }),
    ...(minutes !== undefined && { minutes }),
    postedCents,
  })),
});

/**
 * `Prefer: dry-run` on a command: it is decided by the same code as otherwise, and answered with what it would change. A
 * refusal is the one that it would be. Where a route cannot do so it is refused, and nothing is done.
 */
@Injectable()
export class DryRunInterceptor implements NestInterceptor {
  constructor(
    private readonly queries: QueryBus,
    @Inject(BillingSaga) private readonly billing: BillingSaga,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<AuthenticatedRequest>();
    if (!asksForDryRun(request)) return next.handle();
    const { ticketId } = request.params as { ticketId?: string };
    if (ticketId === undefined || !isDryRunnable(request.method, request.routeOptions.url ?? ''))
      throw requestError('prefer.dry-run', 'This request takes no dry run. Nothing was done; send it without Prefer.');
    return from(this.#run(canonicalTicketId(ticketId), request, context.switchToHttp().getResponse(), next));
  }

  async #run(
    ticketId: string,
    { principal }: AuthenticatedRequest,
    reply: FastifyReply,
    next: CallHandler,
  ): Promise<string> {
    const { id = '', role = 'auditor' } = principal ?? {};
    const viewer = { id, role, isClient: isClientRole(role) };
    const look = async () => ({
      ...standingOf(await this.queries.execute(new TicketPageQuery(ticketId, viewer))),
      meter: (await this.queries.execute(new MeterQuery(ticketId))).said,
    });
    const before = await look();
    const outcome = await runDry(async (appended) => {
      await firstValueFrom(next.handle());
      await this.billing.handle(ticketId, this.clock.now());
      const events = appended().map(({ stream, event: { type } }) => ({
        stream: stream.split('-', 1)[0] ?? '',
        event: type,
      }));
      return { events: viewer.isClient ? [] : events, after: await look() };
    });
    reply.header('preference-applied', 'dry-run').status(200).type(DRY_RUN_TYPE);
    return JSON.stringify({ ticketId, dryRun: true, events: outcome.events, before, after: outcome.after });
  }
}

const asksForDryRun = ({ headers: { prefer } }: FastifyRequest): boolean =>
  String(prefer ?? '')
    .split(',')
    .some((one) => one.trim().toLowerCase() === 'dry-run');
