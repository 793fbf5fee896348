// Clause 2b: who leaves a message opens a ticket at once, with details and screenshots. The two are one outage; that they be
// merged is proposed, and done by somebody.

import { HOUR, ms } from '#kernel';

/** How long after the message a ticket of the client's own was opened "immediately thereafter". */
const AT_ONCE_MS = HOUR;

export type OpenTicketRow = {
  readonly ticketId: string;
  readonly client: string;
  readonly channel: string;
  readonly cycle: number;
  readonly openedAt: string;
};
/** `ticketId` would end in `into`. */
export type MergeProposal = {
  readonly ticketId: string;
  readonly into: string;
  readonly client: string;
  readonly voicemailAt: string;
  readonly openedAt: string;
};

/** Of tickets that are open, by when they were opened: each of a client's own that followed a voicemail of theirs. */
export const mergeProposals = (tickets: readonly OpenTicketRow[]): readonly MergeProposal[] => {
  const first = tickets.filter(({ cycle }) => cycle === 1);
  const voicemails = first.filter(({ channel }) => channel === 'voicemail');
  return first
    .filter(({ channel }) => channel !== 'voicemail')
    .flatMap(({ ticketId, client, openedAt }) => {
      const before = voicemails.findLast((voicemail) => {
        const after = ms(openedAt) - ms(voicemail.openedAt);
        return voicemail.client === client && after >= 0 && after <= AT_ONCE_MS;
      });
      return before ? [{ ticketId, into: before.ticketId, client, voicemailAt: before.openedAt, openedAt }] : [];
    });
};
