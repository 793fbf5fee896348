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
export const MERGED_BECAUSE = ['voicemail', 'outage'] as const;
/** `ticketId` would end in `into`: one outage, of which the client left a message, or that somebody has found behind both. */
export type MergeProposal = {
  readonly ticketId: string;
  readonly into: string;
  readonly client: string;
  readonly because: (typeof MERGED_BECAUSE)[number];
  readonly openedAt: string;
  readonly voicemailAt?: string;
  readonly outageId?: string;
};

/** Of tickets that are open, by when they were opened: each of a client's own that followed a voicemail of theirs. */
export const mergeProposals = (tickets: readonly OpenTicketRow[]): readonly MergeProposal[] => {
  const first = tickets.filter(({ cycle }) => cycle === 1);
  const voicemails = first.filter(({ channel }) => channel === 'voicemail');
  return first
    .filter(({ channel }) => channel !== 'voicemail')
    .flatMap(({ ticketId, client, openedAt }): readonly MergeProposal[] => {
      const before = voicemails.findLast((voicemail) => {
        const after = ms(openedAt) - ms(voicemail.openedAt);
        return voicemail.client === client && after >= 0 && after <= AT_ONCE_MS;
      });
      if (!before) return [];
      const { ticketId: into, openedAt: voicemailAt } = before;
      return [{ ticketId, into, client, because: 'voicemail', voicemailAt, openedAt }];
    });
};

/** `outages`: the open outage of each ticket that has one. A client's tickets under one outage go into its oldest one. */
export const outageMergeProposals = (
  tickets: readonly OpenTicketRow[],
  outages: ReadonlyMap<string, string>,
): readonly MergeProposal[] => {
  const oldest = new Map<string, string>();
  return tickets.flatMap(({ ticketId, client, openedAt }): readonly MergeProposal[] => {
    const outageId = outages.get(ticketId);
    if (outageId === undefined) return [];
    const into = oldest.get(`${outageId} ${client}`);
    if (into !== undefined) return [{ ticketId, into, client, because: 'outage', outageId, openedAt }];
    oldest.set(`${outageId} ${client}`, ticketId);
    return [];
  });
};
