// What a consumer does with events, and how others see it at work.

import type { BatchConsumer, Consumption } from '#event-store';
import type { Lag } from './consumer';

/** Lets one thing happen after the other: what a ticket comes to is saved in the order in which it was asked. */
export type InTurn = <T>(act: () => Promise<T>) => Promise<T>;

export type Work = {
  readonly name: string;
  readonly prefixes: readonly string[];
  /** What is consumed, from its checkpoint as it is now; `until` ends it. */
  begin(): Promise<{ readonly consumer: BatchConsumer; readonly until?: Promise<void> }>;
  /** Asked once it has ended, where no engine was away and the store is the right one: what now. */
  ended(error: unknown): Promise<'again' | 'later' | 'halted'>;
  /** Whether somebody has mended what has halted. */
  isMended?(): Promise<boolean>;
  /** Looks at what time brings. Not before the store is known to be the one that was read. */
  tick?(inTurn: InTurn): Promise<void>;
  /** How many tickets are parked. */
  parked(): number;
  /** What it is doing besides consuming. */
  state?(): 'rebuilding' | undefined;
  trouble?(): string | undefined;
  stop?(): Promise<void>;
  /** Saves what is not saved yet, once nothing is at hand any more. */
  settle?(): Promise<void>;
  /** What to do where it has halted: for the log, and for who starts a server over another store. */
  readonly haltedMessage: string;
  readonly wayOut?: string;
};

export type RunningConsumer = {
  readonly name: string;
  readonly prefixes: readonly string[];
  /** `waiting`: what it sends to does not take it just now. */
  readonly state: Consumption['state'] | 'rebuilding' | 'waiting';
  /** What stands between it and whom it sends to. */
  readonly trouble?: string | undefined;
  /** What somebody should look at. */
  readonly problem?: string | undefined;
  readonly lag: Lag;
  /** How many tickets are parked. */
  readonly parked: number;
  /** Lets the act at hand finish, and saves how far it came. */
  stop(): Promise<void>;
};
