// Access tokens of a company's own identity provider (OpenID Connect): signed JSON Web Tokens, checked by the provider's
// published keys. A token that was checked is remembered until it expires, so that whoever asks who calls need not wait.

import { createRemoteJWKSet, errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose';
import { LRUCache } from 'lru-cache';
import { requestError } from '#http-kit';
import { iso } from '#kernel';
import { principalFrom, type TokenRules } from '../domain/token-claims';
import { hashOf, type KeyRecord } from './api-key';

const REMEMBERED = 5_000;
/** A key that is not known is looked for again, no more often than this: a provider rotates its keys. */
const LOOKS_AGAIN_MS = 30_000;
const ANSWERS_WITHIN_MS = 5_000;
const TOKEN = /^Bearer +([\w-]+\.[\w-]+\.[\w-]+)$/i;
const LONGEST = 8_192;

type ExpiringKey = KeyRecord & { readonly expiresAt: string };

export class AccessTokens {
  readonly #rules: TokenRules;
  readonly #now: () => number;
  readonly #known = new LRUCache<string, ExpiringKey>({ max: REMEMBERED });
  readonly #refused = new LRUCache<string, string>({ max: REMEMBERED, ttl: LOOKS_AGAIN_MS });
  #keys: Promise<JWTVerifyGetKey> | undefined;

  constructor(rules: TokenRules, now: () => number) {
    this.#rules = rules;
    this.#now = now;
  }

  /** Checks the token of a request, if it brings one, before anybody asks who calls. Never throws. */
  async check(authorization: string | undefined): Promise<void> {
    const token = TOKEN.exec(authorization?.slice(0, LONGEST + 1) ?? '')?.[1];
    if (token === undefined || token.length > LONGEST) return;
    const hash = hashOf(token);
    if (this.#known.has(hash) || this.#refused.has(hash)) return;
    try {
      this.#known.set(hash, await this.#verified(token, hash));
    } catch (error) {
      this.#refused.set(hash, whyNot(error), isPassing(error) ? { ttl: 1_000 } : {});
    }
  }

  /** What is behind a token that was checked; nothing where this is none. Throws `auth.token` where it was refused. */
  find(token: string): KeyRecord | undefined {
    if (!token.includes('.')) return undefined;
    const hash = hashOf(token);
    const known = this.#known.get(hash);
    if (known) return known;
    throw requestError(
      'auth.token',
      `This access token stands for nobody here. ${this.#refused.get(hash) ?? 'It is too long, or no signed token.'}`,
    );
  }

  async #verified(token: string, hash: string): Promise<ExpiringKey> {
    const { issuer, audience, algorithms, clockSkewSeconds } = this.#rules;
    const { payload } = await jwtVerify(token, await this.#keySet(), {
      issuer,
      audience,
      algorithms: [...algorithms],
      clockTolerance: clockSkewSeconds,
      currentDate: new Date(this.#now()),
      requiredClaims: ['exp'],
    });
    const principal = principalFrom(payload, this.#rules);
    if (typeof principal === 'string') throw new Unmapped(principal);
    const { exp = 0, iat } = payload as JWTPayload;
    return {
      hash,
      principal,
      issuedAt: iso((iat ?? 0) * 1_000),
      expiresAt: iso((exp + clockSkewSeconds) * 1_000),
      isToken: true,
    };
  }

  /** Found once; whoever comes meanwhile waits for the same, and it is looked for again where that failed. */
  #keySet(): Promise<JWTVerifyGetKey> {
    this.#keys ??= this.#findKeySet().catch((error: unknown) => {
      this.#keys = undefined;
      throw error;
    });
    return this.#keys;
  }

  async #findKeySet(): Promise<JWTVerifyGetKey> {
    const url = new URL(this.#rules.jwksUrl ?? (await discovered(this.#rules.issuer)));
    return createRemoteJWKSet(url, { timeoutDuration: ANSWERS_WITHIN_MS, cooldownDuration: LOOKS_AGAIN_MS });
  }
}

class Unmapped extends Error {}
class ProviderAway extends Error {}

/** Where a provider says that its keys are. */
const discovered = async (issuer: string): Promise<string> => {
  try {
    const answer = await fetch(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`, {
      redirect: 'error',
      signal: AbortSignal.timeout(ANSWERS_WITHIN_MS),
    });
    const { issuer: named, jwks_uri: url } = (await answer.json()) as { issuer?: unknown; jwks_uri?: unknown };
    if (named === issuer && typeof url === 'string' && url.startsWith(new URL(issuer).protocol)) return url;
  } catch (error) {
    throw new ProviderAway(String(error));
  }
  throw new ProviderAway('It calls itself otherwise than OIDC_ISSUER does, or names no keys.');
};

/** Whether it may be otherwise in a moment: the provider did not answer. */
const isPassing = (error: unknown): boolean =>
  error instanceof ProviderAway ||
  error instanceof errors.JWKSTimeout ||
  !(error instanceof errors.JOSEError || error instanceof Unmapped);

/** In a sentence, without a word of the token itself. */
const whyNot = (error: unknown): string => {
  if (error instanceof Unmapped) return error.message;
  if (error instanceof errors.JWTExpired) return 'It has expired. Get a new one.';
  if (error instanceof errors.JWTClaimValidationFailed)
    return `Its claim '${error.claim}' is not what is expected here.`;
  if (error instanceof errors.JOSEAlgNotAllowed) return 'It is signed by an algorithm that is not taken here.';
  if (error instanceof errors.JWKSNoMatchingKey) return 'It is signed by a key that its provider does not publish.';
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'Its signature is wrong.';
  if (isPassing(error)) return 'The identity provider does not answer, so that it cannot be checked. Try again.';
  return 'It cannot be read.';
};
