import type { FastifyRequest } from 'fastify';
import { LRUCache } from 'lru-cache';
import { authenticate, credentialsOf, principalKey } from '#identity';
import { DomainError } from '#kernel';
import type { Wiring } from '../server.module';

export type Keys = Pick<Wiring, 'keys' | 'clock' | 'developmentKeysCount'>;

/** Whoever is forgotten among so many is looked up again. */
const REMEMBERED = 5_000;
const WRONG: readonly string[] = ['auth.unknown-key', 'auth.token', 'auth.expired'];

/**
 * Whom a request counts for: its principal, or where it comes from. For counting alone: whoever is let in here is asked
 * for their key once more, by the guard, which remembers nothing.
 */
export class Callers {
  readonly #keys: Keys;
  readonly #known = new LRUCache<string, string>({ max: REMEMBERED });

  constructor(keys: Keys) {
    this.#keys = keys;
  }

  /** Who showed this key before; nothing where nobody did. */
  remembered(authorization: string | undefined): string | undefined {
    return authorization === undefined ? undefined : this.#known.get(authorization);
  }

  /** The caller, and whether it is one whom we know; `wrong` where a key was shown that stands for nobody. */
  of(request: FastifyRequest): { readonly who: string; readonly is: 'known' | 'unknown' | 'wrong' } {
    const { authorization } = request.headers;
    const { keys, clock, developmentKeysCount } = this.#keys;
    try {
      const principal = authenticate(keys, credentialsOf(request), clock.now(), developmentKeysCount);
      const who = principalKey(principal).join(' ');
      if (authorization !== undefined) this.#known.set(authorization, who);
      return { who, is: 'known' };
    } catch (error) {
      const isWrong = error instanceof DomainError && WRONG.includes(error.code);
      return { who: request.ip, is: isWrong ? 'wrong' : 'unknown' }; // it is told why later
    }
  }
}
