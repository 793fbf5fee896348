import type { TicketPage } from '../../types.gen';

/** Where a ticket is, as one would say it on the telephone. */
const SENTENCES: Readonly<Record<TicketPage['status'], string>> = {
  new: 'We have your report, and look at it.',
  triaged: 'We have looked at it, and are finding somebody for it.',
  assigned: 'Somebody has it, and begins.',
  in_progress: 'We are working on it.',
  awaiting_customer: 'We wait for you.',
  awaiting_third_party: 'We wait for somebody else, and stay on it.',
  scheduled: 'It is scheduled.',
  resolved: 'It is settled, as far as we know. Tell us if it is not.',
  closed: 'It is settled and closed.',
  cancelled: 'It was taken back.',
  rejected: 'We could not take it on.',
  merged: 'It goes on in another ticket.',
};
export const stateSentence = ({ status }: Pick<TicketPage, 'status'>): string => SENTENCES[status];
