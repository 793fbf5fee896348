import type { ServedStore } from '../engine/served-store';

/** What the handlers have at hand. */
export type NodeServices = {
  readonly store: ServedStore;
  /** Bytes an append may hold. */
  readonly maxAppendBytes: number;
  /** Nobody deletes or truncates a stream that is not the system's, or changes its metadata. */
  readonly keepsStreams: boolean;
  /** Where clients reach this node: for gossip. */
  readonly address: () => { readonly host: string; readonly port: number };
  readonly say: (text: string) => void;
};
