import type { CallFailure } from '../protocol/failure';

/**
 * One call as its handler sees it, whatever carries it. Messages are bytes without gRPC's five-byte prefix; records are
 * complete, prefix included, and are sent as they are.
 */
export interface Call {
  readonly path: string;
  /** Where it comes from: address and port. */
  readonly peer: string;
  header(name: string): string | undefined;
  /** False when there is more waiting than should be: await `drained` before sending on. */
  send(message: Buffer): boolean;
  sendRecords(records: readonly Buffer[]): boolean;
  /** Resolves when there is room again, and when the call is over. */
  drained(): Promise<void>;
  end(): void;
  fail(failure: CallFailure): void;
  /** Messages stop arriving until `resume`; the sender is slowed down. */
  pause(): void;
  resume(): void;
  /** Ended, failed, cancelled or past its deadline: nothing that is sent now arrives. */
  readonly isOver: boolean;
  /** Set by the handler before it returns. What `onMessage` throws fails the call. */
  onMessage: (message: Buffer) => void;
  onEnd: () => void;
  /** The call is over and the handler did not end it. */
  onGone: () => void;
  /** The call is over, however it ended: whoever keeps a list of calls strikes it out. */
  onOver: () => void;
}

export type Handler = (call: Call) => void;

/** The largest message that is received: an append may hold 16 MiB, and what surrounds it. */
export const MESSAGE_MAX = 17 * 2 ** 20;
