import { createHash, timingSafeEqual } from 'node:crypto';
import { accessDenied, CODE } from './failure';

/** Name and password of whoever may use the node. None: everybody may. */
export class Users {
  readonly #secrets: ReadonlyMap<string, Buffer>;

  constructor(users: Readonly<Record<string, string>> = {}) {
    this.#secrets = new Map(Object.entries(users).map(([name, password]) => [name, digest(password)]));
  }

  /** The name of whoever makes a call with this header; undefined where everybody may. Throws `CallFailure`. */
  authenticate(authorization: string | undefined): string | undefined {
    if (this.#secrets.size === 0) return undefined;
    if (authorization === undefined)
      throw accessDenied(CODE.PERMISSION_DENIED, 'This node wants a user name and a password (Basic authentication).');
    const [, encoded = ''] = /^Basic\s+(\S+)$/i.exec(authorization) ?? [];
    const [, name = '', password = ''] =
      /^([^:]*):([\s\S]*)$/.exec(Buffer.from(encoded, 'base64').toString('utf8')) ?? [];
    const secret = this.#secrets.get(name);
    // An unknown name takes as long as a wrong password.
    const isRight = timingSafeEqual(digest(password), secret ?? digest(''));
    if (secret === undefined || !isRight)
      throw accessDenied(CODE.UNAUTHENTICATED, 'The user name or the password is wrong.');
    return name;
  }
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
