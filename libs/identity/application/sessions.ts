import { randomBytes } from 'node:crypto';
import { linkSync, unlinkSync } from 'node:fs';
import { z } from 'zod';
import { HOUR, MINUTE } from '#kernel';
import type { Principal } from '../domain/principal';
import { KeysUnreadable, PRINCIPAL, readIfThere, writePrivately } from './key-file';
import { sealed, unsealed } from './sealed';

const SESSION_MS = 12 * HOUR;
/** How long somebody may take at the provider. */
const SIGNING_IN_MS = 10 * MINUTE;
const SECRET_BYTES = 32;
const SESSION = z.union([
  z.strictObject({ keyHash: z.string(), until: z.number() }),
  z.strictObject({ principal: PRINCIPAL, from: z.number(), until: z.number() }),
]);
const SIGNING_IN = z.strictObject({
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  to: z.string(),
  until: z.number(),
});

/** Which key a browser signed in with, or whom an identity provider named; and how long that counts (ms since 1970). */
export type Session = z.infer<typeof SESSION>;
/** What must be the same when somebody comes back from the provider; `to` is where they go on. */
export type SigningIn = Omit<z.infer<typeof SIGNING_IN>, 'until'>;

/**
 * Sessions of browsers. Nothing is kept of them here: the cookie holds the hash of the key and its end, sealed under a
 * secret of KEYS_DIR, which all processes share. The key is looked up at every request, so that revoking it ends its
 * sessions. Whoever came by an identity provider has no key: their cookie holds who they are, and lasts as it says.
 */
export class Sessions {
  readonly #secret: Buffer;
  /** Whether browsers come over TLS: then the cookie is for this host alone, and never goes out in the clear. */
  readonly isSecure: boolean;
  /** Where people sign in by an identity provider; sessions that it began count for as long as it is there. */
  signInPath: string | undefined;

  constructor(secret: Buffer, isSecure: boolean) {
    this.#secret = secret;
    this.isSecure = isSecure;
  }

  /** With the secret in that file, made where there is none yet. Throws `KeysUnreadable` where the file is not what we wrote. */
  static open(path: string, isSecure: boolean): Sessions {
    if (readIfThere(path) === undefined) makeSecret(path);
    return new Sessions(secretIn(path), isSecure);
  }

  get cookieName(): string {
    return this.isSecure ? '__Host-faultline' : 'faultline';
  }

  /** The `Set-Cookie` of a session that begins now. */
  begun(keyHash: string, now: number): string {
    return this.#setCookie(sealed(this.#secret, { keyHash, until: now + SESSION_MS }), SESSION_MS);
  }

  /** The same for whom a provider named, for so many milliseconds. */
  begunBy(principal: Principal, now: number, forMs: number): string {
    return this.#setCookie(sealed(this.#secret, { principal, from: now, until: now + forMs }), forMs);
  }

  /** The `Set-Cookie` that ends one. */
  get ended(): string {
    return this.#setCookie('', 0);
  }

  /** The session that a `Cookie` header brings; nothing where it brings none, or one that is over or not ours. */
  read(cookies: string | undefined, now: number): Session | undefined {
    const session = this.#opened(cookies, this.cookieName, SESSION);
    if (!session || session.until <= now) return undefined;
    return 'principal' in session && this.signInPath === undefined ? undefined : session;
  }

  /** The `Set-Cookie` for the way to the provider and back: it comes along when another site leads here. */
  signingIn(asked: SigningIn, now: number): string {
    const value = sealed(this.#secret, { ...asked, until: now + SIGNING_IN_MS });
    return this.#setCookie(value, SIGNING_IN_MS, `${this.cookieName}-sign-in`, 'Lax');
  }

  get signedIn(): string {
    return this.#setCookie('', 0, `${this.cookieName}-sign-in`, 'Lax');
  }

  readSigningIn(cookies: string | undefined, now: number): SigningIn | undefined {
    const asked = this.#opened(cookies, `${this.cookieName}-sign-in`, SIGNING_IN);
    return asked && asked.until > now ? asked : undefined;
  }

  #setCookie(value: string, forMs: number, name = this.cookieName, site: 'Strict' | 'Lax' = 'Strict'): string {
    const secure = this.isSecure ? '; Secure' : '';
    return `${name}=${value}; Path=/; HttpOnly; SameSite=${site}; Max-Age=${forMs / 1000}${secure}`;
  }

  #opened<T>(cookies: string | undefined, name: string, schema: z.ZodType<T>): T | undefined {
    const text = cookies
      ?.split(';')
      .map((cookie) => cookie.trim())
      .find((cookie) => cookie.startsWith(`${name}=`))
      ?.slice(name.length + 1);
    return text ? unsealed(this.#secret, schema, text) : undefined;
  }
}

/** Of two processes that begin at once, one makes it. It has its name once it is whole, whenever the process is killed. */
const makeSecret = (path: string): void => {
  const draft = `${path}.${process.pid}.draft`;
  writePrivately(draft, `${randomBytes(SECRET_BYTES).toString('base64')}\n`);
  try {
    linkSync(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    unlinkSync(draft);
  }
};

/** Base64 is read as if what does not belong there were not there: a damaged one would be a shorter secret. */
const secretIn = (path: string): Buffer => {
  const text = readIfThere(path)?.trim() ?? '';
  const secret = Buffer.from(text, 'base64');
  if (secret.length === SECRET_BYTES && secret.toString('base64') === text) return secret;
  throw new KeysUnreadable(
    `${path} is not the secret that sessions are sealed with: it is damaged. Restore it from a backup of the keys, or delete it and start again: everybody signs in anew.`,
  );
};
