import type { ServedStore } from '../engine/served-store';
import { CODECS } from '../protocol/codec';
import { accessDenied, CODE } from '../protocol/failure';
import { expectedOf, streamName } from '../protocol/request-fields';
import { isMetastream, originalOf } from '../semantics/metadata';
import type { Call } from '../transport/call';
import { ForwardedCall } from './forwarded-call';
import { withAppend } from './server-appends';

/** An administrator may do everything; a user neither reads `$all` nor touches system streams. */
export type Account = { password: string; readonly rights: 'admin' | 'user' };

/** Who may use the server now: accounts may be added, changed and removed while it runs. None: everybody may. */
export class ServerAccounts {
  readonly #accounts = new Map<string, Account>();

  set(name: string, account: Account): void {
    this.#accounts.set(name, { ...account });
  }

  remove(name: string): void {
    this.#accounts.delete(name);
  }

  get any(): boolean {
    return this.#accounts.size > 0;
  }

  readonly authenticate = (authorization: string | undefined): undefined => void this.#accountOf(authorization);

  /** Throws `CallFailure` where whoever makes this call may not have this stream; undefined is `$all`. */
  mustBeAllowed(call: Call, stream: string | undefined): void {
    const account = this.#accountOf(call.header('authorization'));
    if (account === undefined || account.rights === 'admin') return;
    const name = stream !== undefined && isMetastream(stream) ? originalOf(stream) : stream;
    if (name === undefined || name.startsWith('$')) throw accessDenied(CODE.PERMISSION_DENIED, 'Access Denied.');
  }

  #accountOf(authorization: string | undefined): Account | undefined {
    if (this.#accounts.size === 0) return undefined;
    if (authorization === undefined) throw accessDenied(CODE.PERMISSION_DENIED, 'Access Denied.');
    const encoded = /^Basic\s+(\S+)$/i.exec(authorization)?.[1] ?? '';
    const [name = '', ...rest] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
    const account = this.#accounts.get(name);
    if (account === undefined || account.password !== rest.join(':'))
      throw accessDenied(CODE.UNAUTHENTICATED, 'Not Authenticated.');
    return account;
  }
}

/** A call whose first message is refused where its stream is not this user's to have. */
class GuardedCall extends ForwardedCall {
  readonly #check: (message: Buffer) => void;
  #isChecked = false;

  constructor(call: Call, check: (message: Buffer) => void) {
    super(call);
    this.#check = check;
  }

  protected override receive(message: Buffer): void {
    if (!this.#isChecked) this.#check(message);
    this.#isChecked = true;
    super.receive(message);
  }
}

export const guardedRead = (call: Call, accounts: ServerAccounts): Call =>
  new GuardedCall(call, (message) => {
    const { stream } = CODECS.read.decode(message).options ?? {};
    accounts.mustBeAllowed(call, stream && streamName(stream.stream_identifier));
  });

export const guardedRemoval = (call: Call, accounts: ServerAccounts): Call =>
  new GuardedCall(call, (message) => {
    const { options } = CODECS.delete.decode(message);
    expectedOf(options ?? {});
    accounts.mustBeAllowed(call, streamName(options?.stream_identifier));
  });

/** The store as one caller may write to it: appends are refused one by one. */
export const guardedStore = (store: ServedStore, call: Call, accounts: ServerAccounts): ServedStore =>
  withAppend(store, async (request) => {
    accounts.mustBeAllowed(call, request.stream);
    return store.append(request);
  });
