// ticket-<id>, the message that a client left on the telephone, where it began with one.

import type { TicketPart } from './part';

/** Clause 2b. As the telephone system told of it, in a message that it had signed. */
export type VoicemailReceived = {
  type: 'VoicemailReceived';
  /** The id under which the telephone system told of it: what comes under it again is no second call. */
  messageId: string;
  /** When that message was signed: the very same one again is a replay. */
  sentAt: string;
  /** The number that called. */
  caller: string;
  /** Where the telephone system keeps the recording. */
  recording: string;
  transcript?: string;
};
export type Voicemail = Omit<VoicemailReceived, 'type'> | null;

export const voicemail: TicketPart<never, Voicemail, VoicemailReceived> = {
  initial: null,
  evolve: { VoicemailReceived: (_none, { type: _, ...voicemail }) => voicemail },
  decide: {},
};
