// Finishes what a process left reserved when it died. Whoever meets a reservation finishes it at once; this is for the
// ones that nobody meets.

import { ms, type ProcessManager, type ProcessOutcome, type Recorded } from '#kernel';
import { ticket } from '../domain/ticket';
import { type CommandEnvironment, ticketStream } from './command-environment';
import { finishReservations } from './joint-decision';

/** How long a decision may be on its way before it is taken for left behind. */
const PATIENCE_MS = 10_000;
const RESERVES: readonly string[] = ['TicketReserved', 'LedgerReserved'];

export class ReservationProcess implements ProcessManager {
  readonly name = 'reservations';
  readonly prefixes = ['ticket-', 'billing-'];
  readonly #environment: CommandEnvironment;
  constructor(environment: CommandEnvironment) {
    this.#environment = environment;
  }

  async handle(ticketId: string, now: number, delivered?: readonly Recorded[]): Promise<ProcessOutcome> {
    const reserved = delivered?.findLast(({ event }) => RESERVES.includes(event.type));
    if (delivered && !reserved) return 'unchanged';
    const deadline = reserved ? ms(reserved.stamp.recordedAt) + PATIENCE_MS : await this.#deadline(ticketId);
    if (deadline === undefined) return {};
    if (deadline > now) return { deadline };
    await finishReservations(this.#environment, ticketId, now);
    return {};
  }

  /** When what is reserved now counts as left behind; undefined where nothing is. */
  async #deadline(ticketId: string): Promise<number | undefined> {
    const { state } = await this.#environment.store.load(ticketStream(ticketId), ticket, 'latest');
    const onLedger = await this.#environment.ledgers?.reservation(ticketId);
    const since = [state.reservations.open?.at, onLedger?.at].filter((at) => at !== undefined);
    return since.length === 0 ? undefined : Math.min(...since) + PATIENCE_MS;
  }
}
