import type { Store } from '../engine/store';

/** What the handlers have at hand. */
export type NodeServices = {
  readonly store: Store;
  /** Bytes an append may hold. */
  readonly maxAppendBytes: number;
  /** Where clients reach this node: for gossip. */
  readonly address: () => { readonly host: string; readonly port: number };
  readonly say: (text: string) => void;
};
