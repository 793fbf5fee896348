// What is refused of acts that take two people, and of facts that money hangs on.

import type { Guides } from './guide';

export const PROPOSAL_GUIDES = {
  'proposal.unknown': [
    'There is no such proposal on this ticket.',
    'GET /tickets/{ticketId}/proposals lists them.',
    'POST /tickets/7K3M9QXZW/proposals/none/approval',
  ],
  'proposal.ended': [
    'The proposal was approved, declined or taken back already, or lapsed after a week.',
    'GET /tickets/{ticketId}/proposals says what became of it; propose it again where it is still wanted.',
    'POST /tickets/7K3M9QXZW/proposals/{proposalId}/approval a second time',
  ],
  'proposal.exists': [
    'The same act is proposed already, and waits for its second person.',
    'Approve or decline that one: POST /tickets/{ticketId}/proposals/{proposalId}/approval.',
    'POST /tickets/7K3M9QXZW/billing/waiver while another waiver waits',
  ],
  'proposal.outdated': [
    'What was proposed is not as it was: its ticket or its money has changed since.',
    'GET /tickets/{ticketId}/proposals; decline it and propose it again as it is now.',
    'POST /tickets/7K3M9QXZW/proposals/{proposalId}/approval after more work was logged',
  ],
  'proposal.own': [
    'Whoever proposes an act does not approve it.',
    'Ask somebody of a role that the message names; GET /queues/proposals shows it to them.',
    'POST /tickets/7K3M9QXZW/proposals/{proposalId}/approval by who proposed it',
  ],
  'proposal.role': [
    'Another role approves such an act.',
    'Ask somebody of a role that the message names; GET /queues/proposals shows it to them.',
    'POST /tickets/7K3M9QXZW/proposals/{proposalId}/approval as engineer',
  ],
  'proposal.involved': [
    'Whoever worked on the outage or determined its fault does not approve what it costs.',
    'Ask somebody who had no hand in it; GET /queues/proposals shows it to them.',
    'POST /tickets/7K3M9QXZW/proposals/{proposalId}/approval by its engineer',
  ],
  'body.not-yours': [
    'A field is for other roles than your key: what money hangs on is not said by those whom it concerns.',
    'Leave it out, or ask somebody of the staff to say it.',
    'POST /tickets {"monitoring":true} as client-contact',
  ],
  'contact.too-far-back': [
    'A contact is dated further back than your role may.',
    'Correct the instant, or ask a supervisor to write it down.',
    'POST /tickets {"contactedAt":"2020-01-01T00:00:00Z"} as agent',
  ],
  'facts.under-money': [
    'Something was posted on this fact, so that not everybody changes it any more.',
    'Ask a supervisor or the billing desk to change it, with a reason.',
    'POST /tickets/7K3M9QXZW/work/{workId}/void as engineer, after the charge',
  ],
} as const satisfies Partial<Guides>;
