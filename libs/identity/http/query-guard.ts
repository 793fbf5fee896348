import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { requestError } from '#http-kit';
import { queryNamesOf } from './query-names';

const NAME_MAX = 100;

/**
 * Refuses every query parameter that the route does not declare. Ignored, `?dryRun=true` published a policy: whoever
 * writes a parameter means something by it.
 */
@Injectable()
export class QueryGuard implements CanActivate {
  readonly #names = new WeakMap<object, readonly string[]>();

  canActivate(context: ExecutionContext): true {
    const names = Object.keys(context.switchToHttp().getRequest<FastifyRequest>().query ?? {});
    if (names.length === 0) return true;
    const accepted = this.#namesOf(context);
    const faults = names
      .filter((name) => !accepted.includes(name))
      .map((name) => ({ field: name.slice(0, NAME_MAX), message: `is unknown here; ${listOf(accepted)}` }));
    if (faults.length === 0) return true;
    const sentences = faults.map(({ field, message }) => `'${field}' ${message}`).join('; ');
    throw requestError('query.invalid', `Nothing was done. Mend the query and send it again: ${sentences}.`, faults);
  }

  #namesOf(context: ExecutionContext): readonly string[] {
    const handler = context.getHandler();
    const cached = this.#names.get(handler);
    if (cached) return cached;
    const names = queryNamesOf(context.getClass(), handler.name);
    this.#names.set(handler, names);
    return names;
  }
}

const listOf = (names: readonly string[]) =>
  names.length === 0 ? 'this route takes no query parameters' : `there are ${names.join(', ')}`;
