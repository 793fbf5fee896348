// What the words of each list about clients mean.

export const CLIENT_WORDS: readonly Readonly<Record<string, string>>[] = [
  {
    asked: 'it is handed over next',
    begun: 'it is being handed over',
    uncertain: 'nobody knows what came of it: the billing system is asked under its key',
    refused: 'the billing system said no: it waits for somebody to ask anew',
  },
  {
    released: 'no training is scheduled yet',
    scheduled: 'it is said when',
    cancelled: 'it is not held',
  },
  { open: 'it goes on', closed: 'it is over' },
  { proposed: "it stands with the ticket's review", not_possible: 'the ticket takes no proposal' },
  {
    replied: 'it is a reply on the ticket, of which its contact is written to',
    told_elsewhere: 'it is a reply on the ticket; its contact is written to on another one of theirs',
    ended: 'the ticket has ended: nobody waits there',
  },
  { voicemail: 'the client left a message before it', outage: 'both are under one outage' },
];
