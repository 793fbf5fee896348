// A message that a client left on the telephone: one ticket for each, however often the telephone system tells of it. The
// ticket and the message are one append, so that nothing lies between them that a crash could lose; the page follows from
// the ticket.

import { commandIdOf, ticketIdsOf } from '#event-store';
import { type Appended, type Context, DomainError, iso } from '#kernel';
import type { Priority } from '#policy';
import { ticket } from '#ticketing';
import { type CommandEnvironment, executeTicketCommand, ticketStream } from '#ticketing/commands';
import type { KnownCaller } from './caller';

/** What the telephone system says. */
export type VoicemailNotice = {
  readonly messageId: string;
  /** Epoch milliseconds: when the notice was signed. */
  readonly sentAt: number;
  readonly caller: string;
  readonly recording: string;
  readonly transcript?: string;
  readonly client?: string;
  readonly priority?: Priority;
  /** When the message was left; when it came, where that is not said. */
  readonly receivedAt?: number;
};
export type VoicemailProblem = `voicemail.${'unsigned' | 'stale' | 'replayed'}`;

/** Whose ticket it is until somebody has found out who called. */
const UNKNOWN_CALLER = 'unknown-caller';
const SUMMARY_MAX = 1_000;

export class Voicemails {
  readonly #environment: CommandEnvironment;
  readonly #callerOf: (number: string) => Promise<KnownCaller | undefined>;
  constructor(environment: CommandEnvironment, callerOf: (number: string) => Promise<KnownCaller | undefined>) {
    this.#environment = environment;
    this.#callerOf = callerOf;
  }

  /**
   * Opens its ticket; the one that there is already, where the telephone system tells of the same message anew. Throws
   * `voicemail.replayed` where the very same notice comes again.
   */
  async receive(notice: VoicemailNotice, now: number): Promise<Appended & { readonly ticketId: string }> {
    const { messageId } = notice;
    const context: Context = {
      commandId: commandIdOf(['voicemail', messageId]),
      actor: { id: 'voicemail', role: 'system' },
      at: iso(now),
    };
    for (const ticketId of ticketIdsOf(context.commandId)) {
      const { state, revision } = await this.#environment.store.load(ticketStream(ticketId), ticket, 'latest');
      if (state.voicemail?.messageId === messageId) {
        if (state.voicemail.sentAt !== iso(notice.sentAt)) return { ticketId, revision };
        throw new DomainError<VoicemailProblem>(
          'voicemail.replayed',
          `This notice was taken before: it is ticket ${ticketId}. Nothing was done.`,
        );
      }
      // Another ticket has this number already; the next one is tried.
      if (state.lifecycle.status !== 'none') continue;
      return { ticketId, ...(await this.#open(ticketId, notice, context, now)) };
    }
    throw new Error('There is always another number.');
  }

  async #open(ticketId: string, notice: VoicemailNotice, context: Context, now: number): Promise<Appended> {
    const { messageId, sentAt, caller, recording, transcript, client, priority, receivedAt } = notice;
    const text = transcript?.trim() ?? '';
    // Whoever cannot be looked up just now is helped all the same.
    const known = client === undefined ? await this.#callerOf(caller).catch(() => undefined) : undefined;
    const command = {
      type: 'OpenTicket',
      client: client ?? known?.client ?? UNKNOWN_CALLER,
      ...(known?.contact !== undefined && { contact: known.contact }),
      channel: 'voicemail',
      requested: priority ?? 'P1',
      requester: caller,
      summary: text === '' ? 'A voicemail without a transcript' : text.slice(0, SUMMARY_MAX),
      // A telephone system whose clock is ahead does not lose us the call.
      contactedAt: iso(Math.min(receivedAt ?? sentAt, now)),
      voicemail: {
        messageId,
        sentAt: iso(sentAt),
        caller,
        recording,
        ...(transcript !== undefined && { transcript }),
      },
    } as const;
    return executeTicketCommand(this.#environment, ticketId, command, context);
  }
}
