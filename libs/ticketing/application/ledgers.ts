// What a decision on tickets needs of their ledgers. Billing implements it; ticketing knows no ledger.

import type { NotYet } from '../domain/erasure';
import type { DecisionRecord, LedgerReservation, OpenReservation } from '../domain/reservation';
import type { CommandEnvironment } from './command-environment';

export type Ledgers = {
  /** Reserves a ledger once it has noted its ticket's tail. Throws `InTheWay` where it is reserved for something else. */
  reserve(ticketId: string, reservation: OpenReservation & { record?: DecisionRecord }, now: number): Promise<void>;
  release(ticketId: string, reservationId: string, now: number): Promise<void>;
  /** What a ledger is reserved for now. */
  reservation(ticketId: string): Promise<LedgerReservation | undefined>;
  /** Notes the ticket's tail and does what follows from it: what a merged ticket brings is handed on. */
  handle(ticketId: string, now: number): Promise<unknown>;
  /** Whether a charge on the ticket was ever approved or waived. */
  hasDecided(ticketId: string): Promise<boolean>;
  /** Why what the ticket cost is not final yet; undefined where it is. */
  unsettled(ticketId: string): Promise<NotYet | undefined>;
  /** How many decisions bear a reason in somebody's own words. */
  texts(ticketId: string): Promise<number>;
};

/** An environment in which decisions on several streams can be made. */
export type Deciding = CommandEnvironment & { readonly ledgers: Ledgers };
