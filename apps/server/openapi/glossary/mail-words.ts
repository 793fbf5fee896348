// What becomes of a mail that came in, and why.

export const MAIL_WORDS: readonly Readonly<Record<string, string>>[] = [
  {
    queued: 'somebody has to look at it',
    threaded: 'it is on its ticket',
    ignored: 'nobody wrote it',
    discarded: 'somebody has dealt with it',
  },
  {
    verified: 'the mail server vouches for them',
    spoofed: 'the mail server says that they are not who they say',
    unverified: 'nobody vouches for them',
  },
  {
    unknown_sender: 'no contact of any client has this address',
    several_clients: 'contacts of several clients have this address',
    spoofed: 'its sender is not who they say',
    not_their_ticket: "its sender is no contact of the ticket's client",
    unknown_ticket: 'there is no such ticket',
    ticket_ended: 'the ticket has ended',
    unreadable: 'it cannot be read',
  },
  {
    spam: 'nobody asked for it',
    duplicate: 'it is there already',
    not_ours: 'none of ours',
    answered: 'answered elsewhere',
  },
];
