import type { CatalogLine } from '#kernel';
import type { Keys } from './keys/keys';

/** The catalogs by the category of their streams: 'ticket' for `ticket-<id>`. */
export type Catalogs = Readonly<Record<string, Readonly<Record<string, CatalogLine>>>>;

/** pino's shape. Nothing personal is ever passed. */
export type Log = {
  info(fields: object, msg: string): void;
  warn(fields: object, msg: string): void;
  error(fields: object, msg: string): void;
};

/** A user of the node that comes with Faultline, made at its start. */
export type LoopbackUser = { readonly username: string; readonly password: string };

export type StoreOptions = {
  /** The client's connection string: `esdb://127.0.0.1:2113?tls=false`. */
  readonly url: string;
  /** For the node that comes with Faultline, on loopback: sent with each call, although there is no TLS. */
  readonly loopbackUser?: LoopbackUser;
  /** Put before every stream name, where a server is shared: 'faultline-'. */
  readonly prefix?: string;
  /** Whose store this is. A store that was initialised by another provider is refused. */
  readonly provider: string;
  readonly keys: Keys;
  readonly catalogs: Catalogs;
  /**
   * True where no other process appends to this store (embedded). Otherwise the ids of events are those of this process,
   * so that the store refuses a command that another one has stored first, and what is acknowledged is what was sent.
   */
  readonly soleWriter?: boolean;
  /** For auditors: never appends, and refuses a store that was not begun yet. */
  readonly readOnly?: boolean;
  /** Takes these keys for those of the store from now on, although other ones are registered: those are lost. */
  readonly adoptKeyFile?: boolean;
  /** Appends sent and not answered; 1 to 256, 128 by default. Ten times as many may wait. */
  readonly appendsInFlight?: number;
  /** How many streams stay folded in memory (10,000), and about how many bytes they may take (128 MiB). */
  readonly cache?: { readonly streams?: number; readonly bytes?: number };
  /**
   * How long one attempt may take (5,000 ms), how long a failing operation is tried (15,000 ms), and how long the store
   * must lack the event of a checkpoint until that is believed (30,000 ms; at once where no other process appends).
   */
  readonly patience?: { readonly attemptMs?: number; readonly totalMs?: number; readonly mismatchMs?: number };
  readonly log?: Log;
};
