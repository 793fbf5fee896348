// What handlers and processes work with, whoever calls them: the server, `simulate`, specs.

import { type Actor, type Context, type EventStore, iso, streamOf } from '#kernel';
import type { Policy } from '#policy';
import type { Ledgers } from './ledgers';
import type { Register } from './register';

/** The policies that an environment works under. */
export type PolicyBook = {
  /** For tickets that are opened at `at` (epoch milliseconds), by a client with a contract of its own maybe. */
  inForce(at: number, client?: string): Promise<Policy>;
  /** The version that a ticket pinned when it was opened. */
  pinned(policyId: string, version: number): Promise<Policy>;
};
/** `idOf` makes a command id from a name: the same name, the same command. */
export type CommandEnvironment = {
  readonly store: EventStore;
  readonly policies: PolicyBook;
  readonly idOf: (name: string) => string;
  /** Needed by whoever decides on several streams, or meets what is reserved for such a decision. */
  readonly ledgers?: Ledgers;
  /** Who is known; without one, anybody is. */
  readonly register?: Register;
};

export const ticketStream = (ticketId: string) => streamOf('ticket', ticketId);
export const systemActor = (process: string): Actor => ({ id: process, role: 'system' });
/** A process acts in its own name, about an instant that may lie behind it. */
export const systemContext = (
  environment: CommandEnvironment,
  process: string,
  act: string,
  at: number,
  occurredAt = at,
): Context => ({
  commandId: environment.idOf(`${process}/${act}`),
  actor: systemActor(process),
  at: iso(at),
  ...(occurredAt < at && { occurredAt: iso(occurredAt) }),
});
