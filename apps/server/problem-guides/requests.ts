// Requests that are not understood, not for this caller, or about something that is not there.

import type { Guides } from './guide';

export const REQUEST_GUIDES = {
  'request.malformed': [
    'The path, or the request as a whole, could not be read.',
    'Percent-encode the path as UTF-8; send one JSON object.',
    'GET /tickets/%E0%A4%A',
  ],
  'body.malformed': [
    'The body is no JSON object in UTF-8, or names `__proto__`.',
    'Send one JSON object, encoded as UTF-8.',
    'POST /tickets with the body [1, 2]',
  ],
  'body.invalid': [
    'Fields are missing, unknown here, or not as they must be; `errors` names each.',
    'Mend the fields that `errors` names. GET /docs-json has the schema of every body.',
    'POST /tickets {"channel":"pigeon"}',
  ],
  'body.names-actor': [
    'The body says who acts. That is read from the API key alone.',
    'Leave the field out; act with the key of whoever acts.',
    'POST /tickets/7K3M9QXZW/notes {"text":"Called back","actor":"anna"}',
  ],
  'body.too-deep': ['The body is nested more than 20 levels deep.', 'Send it flatter.', 'POST /tickets [[[[…]]]]'],
  'body.too-large': [
    'The body has more than 256 KiB.',
    'Refer to a file by its name and hash: POST /tickets/{ticketId}/attachments.',
    'POST /tickets with a summary of a megabyte',
  ],
  'body.media-type': [
    'The body is not JSON in UTF-8 by its Content-Type.',
    'Send it as UTF-8 with Content-Type: application/json.',
    'POST /tickets with Content-Type: text/plain',
  ],
  'query.invalid': [
    'A query parameter is unknown to the route, or not as it must be; `errors` names each.',
    'Mend those that `errors` names. GET /docs-json has the parameters of every route.',
    'GET /tickets?limit=1001',
  ],
  'path.invalid': [
    'A part of the path is not as it must be, or does not go with the body.',
    'Count cycles 1, 2, 3; name the policy in the path that the document names.',
    'POST /tickets/7K3M9QXZW/cycles/one/determination',
  ],
  'time.no-offset': [
    'A local time without an offset can be two instants, or none.',
    'Add the offset: 2026-03-14T02:00:00-06:00, or …Z.',
    'POST /tickets {"contactedAt":"2026-03-14T02:00:00"}',
  ],
  'time.invalid': [
    'It is no instant, or on a day that there is not.',
    'Write it like 2026-03-14T02:00:00-06:00.',
    'POST /tickets {"contactedAt":"2026-02-30T02:00:00Z"}',
  ],
  'prefer.dry-run': [
    'That request cannot be asked what it would come to. Nothing was done.',
    'Send it without `Prefer: dry-run`; docs/openapi.json names the commands that take it.',
    'Prefer: dry-run with POST /tickets',
  ],
  'if-match.malformed': [
    'If-Match holds something else than one ETag.',
    'Send one ETag as it was given out, with its quotes.',
    'If-Match: 7',
  ],
  'idempotency.key-missing': [
    'A command without a key would be done twice when it is sent again.',
    'Send an Idempotency-Key: a new UUID for each command, the same one for a retry.',
    'POST /tickets without Idempotency-Key',
  ],
  'idempotency.key-malformed': [
    'The key is empty, longer than 255 characters, or not visible ASCII.',
    'Use a UUID.',
    'Idempotency-Key: a b',
  ],
  'idempotency.key-reused': [
    'The key was used for another request, on this ticket or any other. Nothing was saved.',
    'Send this one under a new key.',
    'POST /tickets/7K3M9QXZW/notes under the key of another note',
  ],
  'auth.missing': ['No API key came along.', 'Send it: Authorization: Bearer <key>.', 'GET /sla-board'],
  'auth.unknown-key': [
    'The key is not known to this server, or was revoked.',
    'Check it, or ask whoever runs the server for a new one (keys issue).',
    'Authorization: Bearer fl_nobody',
  ],
  'auth.token': [
    'The access token is expired, signed by somebody else, for another audience, or names no role of ours; the message says which.',
    'Get a new one from the identity provider, for the audience of this server; or ask for the role there.',
    'GET /tickets with a token of yesterday',
  ],
  'auth.expired': [
    'The key is past its last day.',
    'Ask whoever runs the server for a new one (keys issue).',
    'GET /tickets with a key of last year',
  ],
  'auth.loopback-only': [
    'A development key works on the machine of its server only.',
    'Use a key of your own (keys issue), or ask from that machine.',
    'GET /tickets from another machine',
  ],
  'session.cross-site': [
    'The session of a browser was shown by something else than the page that this server hands out.',
    'Use the page at /console of the same address. A program sends its key: Authorization: Bearer <key>.',
    'POST /session from the page of another port',
  ],
  'auth.role': [
    "The route is for other roles than your key's.",
    'Ask somebody of a role that the message names; whoever has two jobs has two keys.',
    'POST /policies/standard-support/versions as agent',
  ],
  'route.unknown': ['There is no such path.', 'GET /docs-json lists those that there are.', 'GET /tickets/x/y/z'],
  'route.method': [
    'The path does not take this method.',
    'Use one that the Allow header names.',
    'DELETE /tickets/7K3M9QXZW',
  ],
  'client.unknown': [
    'There is no such client, or your key does not speak for it.',
    'Correct the name, or leave it out: a key of a client speaks for its own.',
    'GET /tickets?client=globex as client-contact of acme',
  ],
  'client.needed': [
    'It is not said whose ticket it is, and your key speaks for more than one client.',
    "Name it in 'client'.",
    'POST /tickets {"channel":"phone","priority":"P1","summary":"No calls"} as agent',
  ],
  'ticket.unknown': [
    'There is no ticket of that number, or it is not yours to see.',
    'Compare the number with the original; GET /tickets lists those that you may see.',
    'GET /tickets/000000000',
  ],
  'ticket.bad-id': [
    'No ticket can have that number: it has nine characters, and the last one checks the others.',
    'Compare it with the original, character by character.',
    'GET /tickets/000000001',
  ],
  'cycle.unknown': [
    'The ticket has no such cycle: the first begins with the opening, each next one with a reopening.',
    'GET /tickets/{ticketId} says which cycle it is in.',
    'POST /tickets/7K3M9QXZW/cycles/9/determination',
  ],
  'event.unknown': [
    'The ticket has no such after-hours event.',
    'GET /tickets/{ticketId}/billing lists its events; leave it out to mean the last one.',
    'POST /tickets/7K3M9QXZW/billing/waiver {"event":9,"reason":"Goodwill"}',
  ],
  'reply.unknown': [
    'At that revision of the ticket no reply was sent.',
    'GET /tickets/{ticketId}/page: the timeline has the revision of each ReplySent.',
    'POST /tickets/7K3M9QXZW/replies/0/retraction {"reason":"Not for them"}',
  ],
  'contact.unknown': [
    'The ticket has no contact at that instant that could be corrected; a reopening stays as it is.',
    'GET /tickets/{ticketId}/page lists its contacts. Name one by its instant in `was`.',
    'POST /tickets/7K3M9QXZW/contact-corrections {"was":"2020-01-01T00:00:00Z","contactedAt":"2026-03-14T02:03:00-06:00","reason":"Misread"}',
  ],
  'work.unknown': [
    'The ticket has no such work entry.',
    'GET /tickets/{ticketId}/page lists them with their ids.',
    'POST /tickets/7K3M9QXZW/work/none/void {"reason":"never was"}',
  ],
  'bundle.not-made': [
    'No notary has signed for this ticket, its bundle would be too large to be made here, or the store is not what was signed for.',
    'Wait a minute for the next checkpoint; or make it with faultline-audit bundle. Where it says that the store was altered: faultline-audit verify.',
    'GET /tickets/7K3M9QXZW/bundle where no notary runs',
  ],
  'stuck.unknown': [
    'That process is not stuck with that ticket, or not any more.',
    'GET /stuck lists what is.',
    'POST /stuck/billing-process/7K3M9QXZW/retry',
  ],
  'webhook.unknown': [
    'There is no such receiver, or not any more.',
    'GET /webhooks lists them.',
    'POST /webhooks/none/removal',
  ],
  'policy.unknown': [
    'That policy, or that version of it, was never published.',
    'GET /policies/{policyId}/versions lists those that were.',
    'GET /policies/none/versions',
  ],
} as const satisfies Partial<Guides>;
