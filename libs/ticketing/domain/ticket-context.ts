import type { Context } from '#kernel';
import type { Policy } from '#policy';

/** What a ticket is decided under: the policy that it pinned when it was opened, or for a new one the one in force. */
export type TicketContext = Context & {
  readonly policy: Policy;
  /** Whoever asks is of the client's network operations centre, as the register says: clause 2d. */
  readonly fromNoc?: boolean;
};
