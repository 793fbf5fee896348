import { setTimeout as pause } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { commandIdOf, parseTicketId } from '#event-store';
import { requestError, ticketUnknown } from '#http-kit';
import { CLOCK, type Clock, iso } from '#kernel';
import { DEVELOPMENT_KEYS_COUNT, KEYS } from '../application/tokens';
import { type Access, faultOf, maySee, type Principal, principalKey } from '../domain/principal';
import { accessOf, isReadOnly } from './access';
import { authenticate, type KnownKeys } from './authenticate';
import { type CallerContext, idempotencyKeyOf, identify, ifRevisionOf, requestHashOf } from './caller';
import { credentialsOf } from './credentials';

/** Answers whose ticket it is; nothing where there is no such ticket. Provided where tickets are at home. */
export abstract class TicketClients {
  abstract clientOf(ticketId: string): Promise<string | undefined>;
}

/**
 * How long it takes to say that there is no such ticket. Somebody else's is remembered here, or is read from its stream; one
 * that is not there is looked for in vain: whichever it was is over by then.
 */
const UNKNOWN_AFTER_MS = 20;

type Params = { ticketId?: string };

/** Every request passes here: who calls, whether the route is theirs to call, and whether the ticket is theirs to see. */
@Injectable()
export class AccessGuard implements CanActivate {
  readonly #access = new WeakMap<object, Access>();

  constructor(
    private readonly moduleRef: ModuleRef,
    @Inject(KEYS) private readonly keys: KnownKeys,
    @Inject(DEVELOPMENT_KEYS_COUNT) private readonly developmentKeys: boolean,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  canActivate(context: ExecutionContext): true | Promise<true> {
    const { roles, scope } = this.#accessOf(context);
    if (roles === 'anyone') return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const credentials = credentialsOf(request);
    const known = (at: number) => authenticate(this.keys, credentials, at, this.developmentKeys);
    const now = this.clock.now();
    const principal = known(now);
    if (!roles.includes(principal.role))
      throw requestError('auth.role', `This is for ${roles.join(', ')}; your key's role is ${principal.role}.`);
    const isCommand = request.method === 'POST' && !isReadOnly(context.getHandler());
    identify(request, {
      principal,
      isWelcome: () => isSame(principal, () => known(this.clock.now())),
      ...(isCommand && { commandContext: commandContextOf(request, principal, now) }),
    });
    const { ticketId } = request.params as Params;
    if (scope !== 'own' || ticketId === undefined || principal.clients === undefined) return true;
    return this.#mustBeOwn(principal, parseTicketId(ticketId));
  }

  async #mustBeOwn(principal: Principal, ticketId: string): Promise<true> {
    const notBefore = performance.now() + UNKNOWN_AFTER_MS;
    const client = await this.moduleRef.get(TicketClients, { strict: false }).clientOf(ticketId);
    if (client !== undefined && maySee(principal, client)) return true;
    await pause(Math.max(0, notBefore - performance.now()));
    throw ticketUnknown(ticketId);
  }

  #accessOf(context: ExecutionContext): Access {
    const handler = context.getHandler();
    const known = this.#access.get(handler);
    if (known) return known;
    const declared = accessOf(context.getClass(), handler);
    const fault = faultOf(declared);
    if (fault) throw new Error(`${context.getClass().name}.${handler.name} ${fault}.`);
    this.#access.set(handler, declared as Access);
    return declared as Access;
  }
}

/** Whether a key still stands for whom it stood for; one that nobody can look up does not. */
const isSame = (principal: Principal, known: () => Principal): boolean => {
  try {
    return isDeepStrictEqual(known(), principal);
  } catch {
    return false;
  }
};

const commandContextOf = (request: FastifyRequest, principal: Principal, now: number): CallerContext => {
  const { id, role } = principal;
  const key = idempotencyKeyOf(request);
  return {
    commandId: commandIdOf([...principalKey(principal), key]),
    actor: { id, role },
    at: iso(now),
    requestHash: requestHashOf(key, request),
    ...ifRevisionOf(request),
  };
};
