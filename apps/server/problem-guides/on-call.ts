// What is refused of rosters and pages.

import type { Guides } from './guide';

const AN_OVERRIDE = 'POST /rosters/support/overrides {"level":"primary","person":"ann"}';

export const ON_CALL_GUIDES = {
  'voicemail.unsigned': [
    'The notice is not signed with VOICEMAIL_SECRET, or there is no such secret here.',
    'Sign webhook-id, webhook-timestamp and the body as Standard Webhooks 1.0 says; docs/on-call.md shows it.',
    'POST /voicemails without a signature',
  ],
  'voicemail.stale': [
    'The notice was signed more than five minutes ago, or by a clock that is ahead.',
    'Sign it anew under the same webhook-id, and look at the clock of the telephone system.',
    'POST /voicemails with a webhook-timestamp of yesterday',
  ],
  'voicemail.replayed': [
    'The very same notice was taken before; the message names its ticket.',
    'Nothing needs to be done. Whoever tells of a message anew signs it anew, under the same webhook-id.',
    'POST /voicemails a second time, byte for byte',
  ],
  'merge-proposal.unknown': [
    'The ticket followed no voicemail of its client within the hour, or one of the two is not open any more.',
    'GET /merge-proposals lists what is proposed; POST /tickets/{ticketId}/merge merges whatever belongs together.',
    'POST /merge-proposals/7K3M9QXZW/acceptance',
  ],
  'calendar-feed.unknown': [
    'The address leads to no feed: it was revoked, cut short, or never made.',
    'POST /calendar-feeds makes another one.',
    'GET /calendar-feeds/{feedId}/nothing.ics',
  ],
  'calendar-feed.shown': [
    'The feed was made by an earlier request under the same key, which was answered with its address.',
    'If the address is lost: POST /calendar-feeds/{feedId}/revocation, and make another one under a new key.',
    'POST /calendar-feeds {"kind":"shifts"} a second time',
  ],
  'page.unknown': [
    'Nobody was paged for this ticket: it is no P1 of the night, or it was known too late.',
    'GET /pages lists the pages that there are.',
    'POST /pages/7K3M9QXZW/acknowledgement for a P3',
  ],
  'page.link': [
    'The link is not one that was sent, or was cut short.',
    'Open the link in the message, whole; or take it with a key: POST /pages/{ticketId}/acknowledgement.',
    'GET /pages/7K3M9QXZW/link/nothing',
  ],
  'page.ended': [
    'The page has ended: the ticket was merged, resolved, or is no P1 any more.',
    'GET /tickets/{ticketId} says what became of the ticket.',
    'POST /pages/7K3M9QXZW/acknowledgement after the ticket was resolved',
  ],
  'roster.unknown': [
    'Nothing was ever published for this team.',
    'Publish a first version: POST /rosters/{team}/versions.',
    'GET /rosters/nobody/on-call',
  ],
  'roster.invalid': [
    'The document has not the shape of a roster; the message names each place.',
    'Write it as docs/on-call.md shows, and send it again.',
    'POST /rosters/support/versions {"version":1,"document":{}}',
  ],
  'roster.not-next': [
    'Somebody has published since, or the number is not the next one.',
    'GET /rosters/{team} shows the newest version; publish under the number that follows it.',
    'POST /rosters/support/versions {"version":7}',
  ],
  'roster.uncovered': [
    'There is a minute at which nobody would be on call on one of the levels; the message names the first.',
    'Put a layer without `hours` under the others, or mend their hours.',
    'POST /rosters/support/versions with nights and no weekends',
  ],
  'roster.unreachable-step': [
    'The policy lets pages climb to a level on which the roster has nobody.',
    'Give that level a layer, or publish a policy without it.',
    'POST /rosters/support/versions without levels.manager',
  ],
  'roster.no-channel': [
    'Somebody could not be called: the roster names no channel of theirs.',
    'Give them a channel: console, log, webhook, email or push.',
    'POST /rosters/support/versions {"version":1}',
  ],
  'roster.person-unknown': [
    'The person is not among the people of the roster.',
    'Publish a version that has them, with a channel; or correct the name.',
    AN_OVERRIDE,
  ],
  'roster.not-their-shift': [
    'A swap names a shift that the person does not have, or names one person twice.',
    'GET /rosters/{team}/shifts says who has which; name one of those.',
    'POST /rosters/support/swaps {"level":"primary","person":"ann","otherPerson":"ann"}',
  ],
  'roster.backwards': ['A shift ends before it begins.', 'Turn the two instants around.', AN_OVERRIDE],
  'roster.over': [
    'The shift is over. Who was on call stays as it was, so that it can be asked later.',
    'Name a shift that has not ended yet.',
    AN_OVERRIDE,
  ],
} as const satisfies Partial<Guides>;
