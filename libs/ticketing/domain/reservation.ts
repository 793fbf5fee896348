// ticket-<id>, reservations: a decision on another ticket depends on this one. Until it is made or given up nobody else
// decides here, so that two decisions at once end as they would have ended one after the other (docs/adr/0018).

import { type Actor, DomainError, ms } from '#kernel';
import type { ErasureGround } from './erasure';
import type { MergeAbsorbed } from './merging';
import type { TicketPart } from './part';

// Events. These names and fields are the storage format.
/** The decision is on its way: its record is on the ledger of `source`, the ticket that decides. */
export type TicketReserved = { type: 'TicketReserved'; reservationId: string; source: string };
/** The decision was made or given up. On the ticket that decides: it is given up, and not made any more. */
export type TicketReleased = { type: 'TicketReleased'; reservationId: string };
export type ReservationEvent = TicketReserved | TicketReleased;

/** What is decided on one ticket and depends on other streams. Its fields are stored with the ledger's reservation. */
export type JointDecision =
  | { readonly kind: 'merge'; readonly into: string; readonly reason: string }
  | { readonly kind: 'erasure'; readonly ground: ErasureGround };

export type OpenReservation = { readonly reservationId: string; readonly source: string };
/** In whose name a decision is made, whoever finishes it, and at which revision its caller has seen the ticket. */
export type DecisionRecord = {
  readonly decision: JointDecision;
  readonly commandId: string;
  readonly actor: Actor;
  readonly requestHash?: string;
  readonly ifRevision?: number;
};
/** `record` on the ledger of the ticket that decides. `at`: when it was reserved, in epoch milliseconds. */
export type LedgerReservation = OpenReservation & { readonly at: number; readonly record?: DecisionRecord };
export type Reservations = {
  readonly open?: OpenReservation & { readonly at: number };
  /** What was released here: whoever comes late with it decides nothing. */
  readonly released: readonly string[];
};
export type ReservationCommand =
  | { type: 'ReserveTicket'; reservationId: string; source: string }
  | { type: 'ReleaseTicket'; reservationId: string };

/** Something is reserved for a decision that is on its way: whoever meets it finishes that one first. */
export class InTheWay extends DomainError<ReservationProblem> {
  constructor(
    code: ReservationProblem,
    readonly reservation: OpenReservation,
  ) {
    super(
      code,
      `A merge or an erasure of ticket ${reservation.source} is on its way. Nothing was saved; send the command again.`,
    );
  }
}

const without = ({ open, released }: Reservations, isOver: (open: OpenReservation) => boolean): Reservations =>
  open && !isOver(open) ? { open, released } : { released };

export const reservations: TicketPart<
  ReservationCommand,
  Reservations,
  ReservationEvent,
  ReservationEvent | MergeAbsorbed
> = {
  initial: { released: [] },
  evolve: {
    TicketReserved: ({ released }, { reservationId, source }, { recordedAt }) => ({
      open: { reservationId, source, at: ms(recordedAt) },
      released,
    }),
    TicketReleased: (state, { reservationId }) => ({
      ...without(state, (open) => open.reservationId === reservationId),
      released: [...state.released, reservationId],
    }),
    // What the merge was for is here.
    MergeAbsorbed: (state, { from }) => without(state, ({ source }) => source === from),
  },
  decide: {
    ReserveTicket: ({ reservationId, source }, { reservations: { open, released } }) => {
      if (released.includes(reservationId)) throw givenUp();
      return open?.reservationId === reservationId ? [] : [{ type: 'TicketReserved', reservationId, source }];
    },
    ReleaseTicket: ({ reservationId }, { reservations: { released } }) =>
      released.includes(reservationId) ? [] : [{ type: 'TicketReleased', reservationId }],
  },
};

/** Refuses what would be decided on something that is reserved for another decision. `own`: the command's reservation. */
export const mustBeFree = ({ open, released }: Reservations, own: string | undefined): void => {
  if (open && open.reservationId !== own) throw new InTheWay('ticket.reserved', open);
  if (own !== undefined && released.includes(own)) throw givenUp();
};
/** Others have given the decision up meanwhile, so that two which wait for each other come to an end. */
export const givenUp = () =>
  new DomainError<'lost-race'>('lost-race', 'Another decision came first. Nothing was saved; send the command again.');
export type ReservationProblem = 'ticket.reserved' | 'ledger.reserved';
