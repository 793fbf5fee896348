// The register of clients and staff: who is known, and who is not.

import type { Guides } from './guide';

const add = (what: string) => `GET /clients/{client} lists what it has; POST /clients/{client}/${what} adds one.`;

export const CLIENT_GUIDES = {
  'client.exists': [
    'Another client is registered under this id.',
    'Take another id, or POST /clients/{client}/name where it is the same one under a new name.',
    'POST /clients {"client":"acme","name":"Somebody Else"}',
  ],
  'client.erasure-under-way': [
    'Somebody is being erased from this client, and what is left is being written down again.',
    'Send it again in a moment. If it stays so: GET /stuck, process client-erasure.',
    'POST /clients/acme/erasure, twice within a moment',
  ],
  'client.site-in-use': [
    'Services or subscribers are at this site.',
    'Remove them first, or say another site of them.',
    'POST /clients/acme/sites/main-site/removal',
  ],
  'client.site-unknown': ['The client has no such site.', add('sites'), 'POST /tickets {"site":"the-moon", …}'],
  'client.service-unknown': [
    'The client has no such service.',
    add('services'),
    'POST /tickets {"service":"carrier-pigeons", …}',
  ],
  'client.subscriber-unknown': [
    'The client has no such subscriber.',
    add('subscribers'),
    'POST /tickets {"subscriber":"nobody", …}',
  ],
  'client.contact-unknown': [
    'Nobody of that id speaks for the client.',
    add('contacts'),
    'POST /tickets {"contact":"nobody", …}',
  ],
  'client.person-unknown': [
    'The client never had a contact or subscriber of that id, or what was personal of them is erased already.',
    'GET /clients/{client} lists those that it has.',
    'POST /clients/acme/erasure {"person":"nobody","ground":"requested"}',
  ],
  'attachment.unknown': [
    'The ticket has no such file, or only its name and hash were written down.',
    'GET /tickets/{ticketId}/page lists the attachments; one on a ticket that was merged lies on that ticket (`origin`).',
    'GET /tickets/7K3M9QXZW/files/9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  ],
  'attachment.too-large': [
    'The file is longer than one may be: 1 GiB.',
    'Send it in parts, or a link to it.',
    'POST /tickets/7K3M9QXZW/files?name=core.dump',
  ],
  'attachment.empty': ['The body is empty.', 'Send the bytes as the body.', 'POST /tickets/7K3M9QXZW/files?name=a.txt'],
  'attachment.not-allowed': [
    'By its first bytes it is a program, a script, a page, or nothing that is known.',
    'Send pictures, documents, recordings, captures, logs or archives.',
    'POST /tickets/7K3M9QXZW/files?name=picture.svg',
  ],
  'attachment.damaged': [
    'The disk has changed the file since it was taken in: its bytes do not have its hash any more. None of them is given out.',
    'Tell whoever runs the server: they restore it from a backup of the attachments.',
    'GET /tickets/7K3M9QXZW/files/9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  ],
  'attachment.infected': [
    'The virus scanner found something in the file, which was not kept.',
    'Clean it, and send it again.',
    'POST /tickets/7K3M9QXZW/files?name=invoice.zip',
  ],
  'attachment.not-scanned': [
    'The virus scanner did not answer, or production has none: nothing is kept that nobody has looked at.',
    'Send it again later. Operators: set SCAN_PROGRAM, and see that it runs.',
    'POST /tickets/7K3M9QXZW/files?name=a.pdf',
  ],
  'mail.not-queued': [
    'No such mail waits for anybody: it is on its ticket, was passed over, or somebody has dealt with it.',
    'GET /queues/mails lists those that wait.',
    'POST /mails/none/discard {"reason":"spam"}',
  ],
  'inbound.signature': [
    'The mail is not signed with the secret of the webhook, or more than five minutes ago.',
    'Sign id, time and bytes as Standard Webhooks do, with MAIL_WEBHOOK_SECRET; set the clock.',
    'POST /inbound/mail without a signature',
  ],
  'inbound.off': [
    'This server takes no mail by webhook.',
    'Set MAIL_WEBHOOK_SECRET, and restart it.',
    'POST /inbound/mail on a server without MAIL_WEBHOOK_SECRET',
  ],
  'staff.unknown': [
    'Nobody of that id was ever listed, or what was personal of them is erased already.',
    'GET /staff lists who works here.',
    'POST /staff/nobody/departure',
  ],
  'staff.erasure-under-way': [
    'Somebody is being erased from the directory, and what is left is being written down again.',
    'Send it again in a moment. If it stays so: GET /stuck, process client-erasure.',
    'POST /staff/anna/erasure, twice within a moment',
  ],
  'assignee.unknown': [
    'Nobody of that id is in the staff directory, or they have left.',
    'GET /staff?q= finds who works here; POST /staff lists somebody.',
    'POST /tickets/7K3M9QXZW/assignment {"assignee":"nobody"}',
  ],
  'assignee.role': [
    'They work here, and not on tickets.',
    'Give it to somebody with the role agent, engineer, on-call or supervisor.',
    'POST /tickets/7K3M9QXZW/assignment {"assignee":"the-auditor"}',
  ],
} as const satisfies Partial<Guides>;
