// What the rules of a ticket refuse.

import type { Guides } from './guide';

export const TICKET_GUIDES = {
  'lost-race': [
    'Others changed the ticket each time the command was tried. Nothing was saved.',
    'Send it again, under the same key.',
    'POST /tickets/7K3M9QXZW/notes while many others write to the ticket',
  ],
  'ticket.changed': [
    'The ticket, or its ledger, is not at the revision that If-Match names any more. Nothing was saved.',
    'Read it again, GET /tickets/{ticketId}/page, and decide on what is there now.',
    'POST /tickets/7K3M9QXZW/closing with If-Match: "3"',
  ],
  'ticket.reserved': [
    'Another decision about this ticket, such as a merge or an erasure, is on its way.',
    'Wait a moment and send it again, under the same key.',
    'POST /tickets/7K3M9QXZW/merge while another merge of it is decided',
  ],
  'ledger.reserved': [
    'Another decision about the money of this ticket, such as a merge or an erasure, is on its way.',
    'Wait a moment and send it again, under the same key.',
    'POST /tickets/7K3M9QXZW/billing/waiver while the ticket is merged',
  ],
  'ticket.exists': ['A ticket of that number is open already.', 'Open it under a new key.', 'POST /tickets'],
  'ticket.not-in-state': [
    'The state of the ticket does not allow this.',
    'Do one of those that the message names; GET /tickets/{ticketId}/page offers them with their routes.',
    'POST /tickets/7K3M9QXZW/closing while it is new',
  ],
  'ticket.erased': [
    'What was personal in the ticket is erased, and with it the evidence: nothing is added, judged or charged any more.',
    'Open a new ticket: POST /tickets. What was charged is given back by POST /tickets/{ticketId}/billing/waiver.',
    'POST /tickets/7K3M9QXZW/notes after its erasure',
  ],
  'erasure.not-yet': [
    'Something has to be finished before the ticket can be erased; the message names it.',
    'Finish it, such as by POST /tickets/{ticketId}/disputes/settlement, and erase the ticket then.',
    'POST /tickets/7K3M9QXZW/erasure while a dispute is open',
  ],
  'ticket.reopen-window-over': [
    'The ticket was resolved longer ago than the policy lets it be reopened.',
    'Open a new ticket, POST /tickets, and link the two by POST /tickets/{ticketId}/links.',
    'POST /tickets/7K3M9QXZW/reopening after a year',
  ],
  'ticket.not-higher': [
    'The ticket is in that tier, or in a higher one.',
    'Leave `to` out to go up by one; there are three tiers.',
    'POST /tickets/7K3M9QXZW/escalations {"to":1,"reason":"Up"}',
  ],
  'ticket.not-lower': [
    'The ticket is in that tier, or in a lower one.',
    'Leave `to` out to go down by one; below the first there is none.',
    'POST /tickets/7K3M9QXZW/deescalations {"to":3,"reason":"Configured"}',
  ],
  'link.not-possible': [
    'Tickets of one client are linked, and none to itself.',
    'Name another ticket of the same client.',
    'POST /tickets/7K3M9QXZW/links {"ticketId":"7K3M9QXZW"}',
  ],
  'ticket.resolution-needed': [
    'A ticket is resolved with a code and a note.',
    'Send both: POST /tickets/{ticketId}/resolution {"code":"…","note":"…"}.',
    'POST /tickets/7K3M9QXZW/resolution with a blank note',
  ],
  'ticket.reason-needed': [
    'A P1 does not wait without a reason.',
    'Say in `ask` what it waits for.',
    'POST /tickets/7K3M9QXZW/waits {"for":"customer"} on a P1',
  ],
  'time.in-future': [
    'It is said to have happened later than now.',
    'Give the instant at which it happened, or leave it out.',
    'POST /tickets/7K3M9QXZW/replies {"occurredAt":"2999-01-01T00:00:00Z"}',
  ],
  'time.out-of-range': [
    'It is said to have happened longer ago than calendars, or your role, go back.',
    'Correct the instant; further back, a supervisor writes it down.',
    'POST /tickets {"contactedAt":"1969-01-01T00:00:00Z"}',
  ],
  'time.before-opening': [
    'It is said to have happened before the client was first in contact.',
    'Correct the instant; GET /tickets/{ticketId}/page has the contacts.',
    'POST /tickets/7K3M9QXZW/replies {"occurredAt":"2020-01-01T00:00:00Z"}',
  ],
  'time.before-cycle': [
    'It is said to have happened before the cycle of the ticket began.',
    'Correct the instant; GET /tickets/{ticketId}/page has when it was reopened.',
    'POST /tickets/7K3M9QXZW/restoration with an instant before the reopening',
  ],
  'merge.not-possible': [
    'The two are not to be one: other clients, one of them ended, or money was decided.',
    'Keep both. Two tickets of one client are linked: POST /tickets/{ticketId}/links.',
    'POST /tickets/7K3M9QXZW/merge {"into":"7K3M9QXZW","reason":"Why not"}',
  ],
  'merge.ring': [
    'These tickets were merged into each other by an older build, and none of them goes on.',
    'Open a new ticket for what is left to do: POST /tickets.',
    'POST /tickets/7K3M9QXZW/notes on one of them',
  ],
  'work.exists': [
    'An entry of that id is logged already.',
    'Amend it: POST /tickets/{ticketId}/work/{workId}/amendments.',
    'POST /tickets/7K3M9QXZW/work with the id of another entry',
  ],
  'work.voided': [
    'The entry was declared void, for good.',
    'Log a new one: POST /tickets/{ticketId}/work.',
    'POST /tickets/7K3M9QXZW/work/{workId}/amendments after its void',
  ],
  'work.backwards': [
    'The work ends before it begins.',
    'Exchange `from` and `to`, or correct them.',
    'POST /tickets/7K3M9QXZW/work {"from":"2026-03-14T09:00:00Z","to":"2026-03-14T08:00:00Z"}',
  ],
  'work.in-future': [
    'The work is not done yet.',
    'Log it when it is: POST /tickets/{ticketId}/work.',
    'POST /tickets/7K3M9QXZW/work with a `to` of tomorrow',
  ],
  'work.too-long': [
    'One entry is longer than the policy takes.',
    'Correct its instants, or log it in parts.',
    'POST /tickets/7K3M9QXZW/work over two days',
  ],
  'work.not-yours': [
    'Somebody else did that work.',
    'Leave `engineer` out to log your own; a supervisor logs that of others.',
    'POST /tickets/7K3M9QXZW/work {"engineer":"somebody"} as engineer',
  ],
  'work.judged-it': [
    'Whoever determined the fault of a cycle logs no work on it.',
    'Ask whoever did the work to log it.',
    'POST /tickets/7K3M9QXZW/work as its fault reviewer',
  ],
  'contact.not-by-phone': [
    'The client did not call last: only who is on the telephone is asked to go on in writing.',
    'Answer on the way on which the client came.',
    'POST /tickets/7K3M9QXZW/redirections, of a ticket opened in the portal',
  ],
  'contact.p1-not-redirected': [
    'A P1 is helped on the telephone.',
    'Help; or, where it is none, POST /tickets/{ticketId}/priority-corrections first.',
    'POST /tickets/7K3M9QXZW/redirections on a P1',
  ],
} as const satisfies Partial<Guides>;
