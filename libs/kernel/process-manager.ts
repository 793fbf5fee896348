import type { Recorded } from './decider';

/**
 * What came of driving a process for one ticket: when it must look again, or that nothing concerned it. `open`: it has
 * acted and waits for what that brings about; it is asked again where nothing comes.
 */
export type ProcessOutcome = 'unchanged' | { readonly deadline?: number; readonly open?: boolean };

/**
 * Something that listens to tickets and acts in its own name: SLA deadlines, billing, auto-close. It may be killed at
 * any point, run twice, and be asked again about what it has done already.
 */
export interface ProcessManager {
  readonly name: string;
  /** How the names of the streams begin that it listens to. */
  readonly prefixes: readonly string[];
  /**
   * `delivered`: what has just been recorded of the ticket, in order, from streams of those prefixes. Without it a
   * deadline came due, or somebody asks again: the streams are read to their tails. `now` in epoch milliseconds.
   */
  handle(ticketId: string, now: number, delivered?: readonly Recorded[]): Promise<ProcessOutcome>;
  /** Ends what it has begun besides. */
  stop?(): Promise<void>;
}
