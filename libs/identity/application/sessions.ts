import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { z } from 'zod';
import { HOUR } from '#kernel';
import { readIfThere } from './key-file';

const SESSION_MS = 12 * HOUR;
const SECRET_BYTES = 32;
const IV_BYTES = 12;
const TAG_BYTES = 16;
const SEALED = z.strictObject({ keyHash: z.string(), until: z.number() });

/** Which key a browser signed in with, and how long that counts (ms since 1970). */
export type Session = z.infer<typeof SEALED>;

/**
 * Sessions of browsers. Nothing is kept of them here: the cookie holds the hash of the key and its end, sealed with
 * AES-256-GCM under a secret of KEYS_DIR, which all processes share. The key is looked up at every request, so that
 * revoking it ends its sessions.
 */
export class Sessions {
  readonly #secret: Buffer;
  /** Whether browsers come over TLS: then the cookie is for this host alone, and never goes out in the clear. */
  readonly isSecure: boolean;

  constructor(secret: Buffer, isSecure: boolean) {
    this.#secret = secret;
    this.isSecure = isSecure;
  }

  /** With the secret in that file, made where there is none yet. */
  static open(path: string, isSecure: boolean): Sessions {
    if (readIfThere(path) === undefined) makeSecret(path);
    return new Sessions(Buffer.from(readIfThere(path)?.trim() ?? '', 'base64'), isSecure);
  }

  get cookieName(): string {
    return this.isSecure ? '__Host-faultline' : 'faultline';
  }

  /** The `Set-Cookie` of a session that begins now. */
  begun(keyHash: string, now: number): string {
    const until = now + SESSION_MS;
    return this.#setCookie(this.#sealed({ keyHash, until }), SESSION_MS / 1000);
  }

  /** The `Set-Cookie` that ends one. */
  get ended(): string {
    return this.#setCookie('', 0);
  }

  /** The session that a `Cookie` header brings; nothing where it brings none, or one that is over or not ours. */
  read(cookies: string | undefined, now: number): Session | undefined {
    const sealed = cookies
      ?.split(';')
      .map((cookie) => cookie.trim())
      .find((cookie) => cookie.startsWith(`${this.cookieName}=`))
      ?.slice(this.cookieName.length + 1);
    const session = sealed ? this.#unsealed(sealed) : undefined;
    return session && session.until > now ? session : undefined;
  }

  #setCookie(value: string, maxAge: number): string {
    const secure = this.isSecure ? '; Secure' : '';
    return `${this.cookieName}=${value}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${maxAge}${secure}`;
  }

  #sealed(session: Session): string {
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.#secret, iv);
    const text = Buffer.concat([cipher.update(JSON.stringify(session)), cipher.final()]);
    return Buffer.concat([iv, cipher.getAuthTag(), text]).toString('base64url');
  }

  #unsealed(text: string): Session | undefined {
    const bytes = Buffer.from(text, 'base64url');
    if (bytes.length <= IV_BYTES + TAG_BYTES) return undefined;
    const decipher = createDecipheriv('aes-256-gcm', this.#secret, bytes.subarray(0, IV_BYTES));
    decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
    try {
      const plain = Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]);
      return SEALED.parse(JSON.parse(plain.toString()));
    } catch {
      return undefined; // sealed under another secret, or changed on its way: it opens nothing
    }
  }
}

/** Of two processes that begin at once, one makes it. */
const makeSecret = (path: string): void => {
  try {
    writeFileSync(path, `${randomBytes(SECRET_BYTES).toString('base64')}\n`, { mode: 0o600, flag: 'wx', flush: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
};
