// How a decision on several streams comes to its end: made and handed on, or given up. Each step may be repeated by
// whoever finds it undone.

import type { LedgerReservation } from '../domain/reservation';
import { ticket } from '../domain/ticket';
import { systemContext, ticketStream } from './command-environment';
import { decideOnTicket } from './decide-on-ticket';
import { dependenciesOf } from './joint-decisions';
import type { Deciding } from './ledgers';

/** In whose name streams are reserved and released where nobody's own name fits. */
export const RESERVATIONS = 'reservations';

/** What was decided is handed on, or there was nothing to decide; either way nothing stays reserved. */
export const conclude = async (
  environment: Deciding,
  source: string,
  reservation: LedgerReservation,
  now: number,
): Promise<void> => {
  // A merge is handed on; that it is erased is noted, while nobody else decides there.
  await environment.ledgers.handle(source, now);
  await release(environment, source, reservation, now);
};

/** First on the ticket that decides, so that nobody who comes late decides any more; then everywhere else. */
export const giveUp = async (
  environment: Deciding,
  source: string,
  reservation: LedgerReservation,
  now: number,
): Promise<void> => {
  await releaseTicket(environment, source, reservation.reservationId, now);
  const { commands } = await environment.store.load(ticketStream(source), ticket, 'latest');
  if (commands.has(reservation.record?.commandId ?? '')) await conclude(environment, source, reservation, now);
  else await release(environment, source, reservation, now);
};

/** The record goes last: until then whoever meets it goes on here. */
const release = async (
  environment: Deciding,
  source: string,
  { reservationId, record }: LedgerReservation,
  now: number,
): Promise<void> => {
  if (!record) return;
  const { tickets, ledgers } = await dependenciesOf(environment, source, record.decision);
  for (const ticketId of tickets) {
    const { state } = await environment.store.load(ticketStream(ticketId), ticket, 'latest');
    if (state.reservations.open?.reservationId === reservationId)
      await releaseTicket(environment, ticketId, reservationId, now);
  }
  for (const ticketId of [...ledgers, source]) await environment.ledgers.release(ticketId, reservationId, now);
};

export const releaseTicket = (environment: Deciding, ticketId: string, reservationId: string, now: number) =>
  decideOnTicket(
    environment,
    ticketId,
    { type: 'ReleaseTicket', reservationId },
    systemContext(environment, RESERVATIONS, `release/${reservationId}/${ticketId}`, now),
  );
