// What the rules of fault, money, policies and receivers refuse; and when the server cannot answer.

import type { Guides } from './guide';

export const DECISION_GUIDES = {
  'fault.determined': [
    'The fault of that cycle is determined already.',
    'Replace it: POST /tickets/{ticketId}/cycles/{cycle}/supersession.',
    'POST /tickets/7K3M9QXZW/cycles/1/determination a second time',
  ],
  'fault.claimed': [
    'Another reviewer has taken up the review of that cycle; a claim lapses after 8 hours.',
    'Ask them, or have a supervisor let it go: POST /tickets/{ticketId}/cycles/{cycle}/review-release.',
    'POST /tickets/7K3M9QXZW/cycles/1/determination while somebody else has taken it up',
  ],
  'evidence.no-such-file': [
    'Evidence names a file that is not attached to the ticket.',
    'Attach it first, with its SHA-256: POST /tickets/{ticketId}/attachments.',
    'POST /tickets/7K3M9QXZW/cycles/1/evidence with the hash of a file that is elsewhere',
  ],
  'fault.not-determined': [
    'There is no determination yet to replace or to dispute.',
    'Determine it first: POST /tickets/{ticketId}/cycles/{cycle}/determination.',
    'POST /tickets/7K3M9QXZW/disputes before the determination',
  ],
  'fault.worked-on-it': [
    'Whoever worked on a cycle does not judge it.',
    'Ask a fault reviewer who did not.',
    'POST /tickets/7K3M9QXZW/cycles/1/determination by its engineer',
  ],
  'fault.approver-needed': [
    'Replacing a determination takes a second person.',
    'Have somebody else approve it: nobody who proposed, determined or worked on it.',
    'POST /tickets/7K3M9QXZW/cycles/1/supersession with oneself as the approver',
  ],
  'fault.share-needed': [
    "With 'shared' the client's share is said.",
    'Send sharePercent: a whole number from 1 to 99.',
    'POST /tickets/7K3M9QXZW/cycles/1/determination {"faultClass":"shared","reason":"Both had a part in it"}',
  ],
  'fault.share-not-shared': [
    "A share goes with 'shared' only.",
    'Leave sharePercent out, or determine `shared`.',
    'POST /tickets/7K3M9QXZW/cycles/1/determination {"faultClass":"client","sharePercent":50,"reason":"Their power failed"}',
  ],
  'rebinding.approver-needed': [
    'Binding a ticket to another policy version takes a second person.',
    'Have somebody else approve it.',
    'POST /tickets/7K3M9QXZW/policy-rebinding with oneself as the approver',
  ],
  'dispute.open': [
    'A dispute of that event is open.',
    'Settle it first: POST /tickets/{ticketId}/disputes/settlement.',
    'POST /tickets/7K3M9QXZW/disputes a second time',
  ],
  'dispute.none-open': [
    'No dispute is open, so that there is nothing to settle.',
    'GET /tickets/{ticketId}/page shows what was disputed and settled.',
    'POST /tickets/7K3M9QXZW/disputes/settlement without a dispute',
  ],
  'billing.nothing-to-approve': [
    'Nothing of that event waits for an approval.',
    'GET /queues/billing-holds lists what does.',
    'POST /tickets/7K3M9QXZW/billing/approval while nothing is held',
  ],
  'posting.unknown': [
    'The ticket has no such posting.',
    'GET /tickets/{ticketId}/billing names those that it has.',
    'GET /tickets/7K3M9QXZW/billing/link?postingId=nonsense',
  ],
  'month.not-over': [
    'A month is closed once it is over, in every zone of the ledger.',
    'Close it then.',
    'POST /ledger/months/2026-12/closing on 31 December',
  ],
  'month.not-next': [
    'Months are closed in their order.',
    'Close the one after the last closed one next: GET /ledger/months names it.',
    'POST /ledger/months/2026-05/closing while April is open',
  ],
  'month.open': [
    'Only what is closed is invoiced: an open month may still change.',
    'Close it first: POST /ledger/months/{month}/closing.',
    'POST /ledger/months/2026-03/invoices while March is open',
  ],
  'invoice.issued': [
    'The client has another invoice for that month already.',
    'What comes later is billed in the next month. GET /ledger/months/{month}/lines names the invoice.',
    'POST /ledger/months/2026-03/invoices with a second number',
  ],
  'invoice.unknown': [
    'There is no such invoice, or nothing to invoice.',
    'Note the invoice first: POST /ledger/months/{month}/invoices.',
    'POST /ledger/months/2026-03/payments for an invoice that nobody noted',
  ],
  'billing.not-waived': [
    'The event is not waived, so that there is nothing to reinstate.',
    'GET /tickets/{ticketId}/billing shows how it stands.',
    'POST /tickets/7K3M9QXZW/billing/reinstatement without a waiver',
  ],
  'billing.approver-needed': [
    'The decision takes a second person.',
    'Have somebody else approve it: nobody who proposed, determined or worked on it.',
    'POST /tickets/7K3M9QXZW/billing/reinstatement by one person alone',
  ],
  'webhook.nothing-parked': [
    'Nothing of that ticket waits for that receiver.',
    'GET /webhooks lists what does.',
    'POST /webhooks/{webhookId}/redelivery {"ticketId":"7K3M9QXZW"}',
  ],
  'webhook.secret-shown': [
    'A secret is shown once: for ten minutes, to the command that made it.',
    'Make another one: POST /webhooks/{webhookId}/secret. The one of before counts beside it for a day.',
    'POST /webhooks under the same Idempotency-Key a day later',
  ],
  'webhook.address': [
    'Events travel over https only, to a receiver that anybody could reach.',
    'Name a whole https address without user or password, outside of private networks.',
    'POST /webhooks {"url":"http://10.0.0.1/"}',
  ],
  'policy.invalid': [
    'Fields of the policy are missing, unknown, or figures under which no ticket could live; the message names each place.',
    'Mend what the message names; docs/policy.md has every field. POST /policies/{policyId}/previews publishes nothing.',
    'POST /policies/standard-support/versions {"document":{}}',
  ],
  'policy.not-next': [
    'The document has another version than the one that follows the newest.',
    'GET /policies/{policyId}/versions shows what was published since; then take the next number.',
    'POST /policies/standard-support/versions with version 1 a second time',
  ],
  'policy.other-id': [
    'The document is of another policy.',
    'Publish it under its own id: POST /policies/{policyId}/versions.',
    'POST /policies/standard-support/versions with the document of another policy',
  ],
  'policy.not-carried-out': [
    'Nothing in this build carries out some of the figures; the message names them.',
    'Take them out.',
    'POST /policies/standard-support/versions with a figure of a later build',
  ],
  'event.unstorable': [
    'What the command would record cannot be stored: too large, or no JSON.',
    'Send less of it: long texts in parts.',
    'POST /tickets/7K3M9QXZW/notes with a text beyond the limit of the event store',
  ],
  'server.failed': [
    'Something is wrong with the server; it was logged.',
    'Send it again later, under the same key; tell whoever runs the server when.',
    'any request',
  ],
  'server.stopping': [
    'The server is stopping.',
    'Send it again, under the same key: another one takes over.',
    'any request while the server stops',
  ],
  'server.overloaded': [
    'More is asked of this server than it can do; nothing was done.',
    'Send it again after the seconds in Retry-After, under the same key.',
    'any request while thousands of others come',
  ],
  'server.out-of-room': [
    'The disk of the server is full, or it can open no more files.',
    'Whoever runs the server makes room; it goes on by itself. Then send it again, under the same key.',
    'POST /tickets while the disk of KEYS_DIR is full',
  ],
  'rate.exceeded': [
    'This key, or this address without a key, asks more often than REQUESTS_PER_SECOND allows; nothing was done.',
    'Send it again after the seconds in Retry-After, under the same key. Ask for several things in one list.',
    'the thousandth request within a second',
  ],
  'store.unavailable': [
    'The event store does not answer, so that it is not known whether the command took effect.',
    'Send it again under the same key, after Retry-After; it takes effect once. GET /health/ready names what is away.',
    'POST /tickets while the event store is away',
  ],
  'keys.unreadable': [
    'The file of the API keys cannot be read, so that nobody can be told from anybody.',
    'Whoever runs the server mends the file or its rights; then send it again.',
    'any request that needs a key',
  ],
  'read-store.unavailable': [
    'The database of the lists does not answer. Commands are taken meanwhile.',
    'Ask again after Retry-After. GET /health/ready names what is away.',
    'GET /tickets while the database is away',
  ],
  'view.not-ready': [
    'The list is being filled from the events for the first time.',
    'Ask again after Retry-After. GET /health shows how far it is.',
    'GET /tickets just after a new build was started',
  ],
  'view.behind': [
    'The list has not come to the `after` position in five seconds.',
    'Ask again after Retry-After. GET /health shows how far it is behind.',
    'GET /tickets?after=ticket@8628',
  ],
  'store.busy': [
    'More commands wait than the event store takes, or than one ticket takes in time.',
    'Send it again, under the same key, after Retry-After.',
    'POST /tickets by thousands at once',
  ],
} as const satisfies Partial<Guides>;
