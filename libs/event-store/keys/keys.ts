/** A key that seals the personal fields of one subject. `id` is what the event names; `secret` has 32 bytes. */
export type DataKey = { readonly id: string; readonly secret: Uint8Array };

/** Which file the keys are from. Its identity is in it for ever, and in no other file. */
export type KeyOrigin = {
  readonly place: string;
  /** Undefined where it is empty. */
  readonly identity: string | undefined;
  holds(identity: string): boolean;
};

/** Where the keys are: never in the store, never in a backup of it. */
export interface Keys {
  /** Absent where they are in no file. */
  readonly origin?: KeyOrigin;
  /** A key that no subject has had before, already safe on disk. */
  take(): Promise<DataKey>;
  /** 'destroyed' where it was destroyed on purpose; undefined where nobody knows it. */
  find(id: string): DataKey | 'destroyed' | undefined;
  /** Destroys keys for good: what they sealed reads as `[erased]`. May be said again, and by several at once. */
  destroy(ids: readonly string[]): Promise<void>;
}
