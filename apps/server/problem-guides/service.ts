// Outages, trainings, and the catalogue of documentation.

import type { Guides } from './guide';

export const SERVICE_GUIDES = {
  'outage.unknown': ['There is no such outage.', 'GET /outages lists them.', 'GET /outages/O-000000000'],
  'outage.closed': [
    'The outage is closed: nothing is attached to it, told or found any more.',
    'POST /outages opens another one.',
    'POST /outages/{outageId}/notices after its closing',
  ],
  'outage.open': [
    'What is written of an outage is needed while it is open.',
    'POST /outages/{outageId}/closing, then erase it.',
    'POST /outages/{outageId}/erasure before its closing',
  ],
  'outage.full': [
    'An outage has at most 2,000 tickets.',
    'POST /outages opens another one for the rest.',
    'POST /outages/{outageId}/tickets with the 2,001st',
  ],
  'outage.other': [
    'The ticket belongs to another outage; a ticket has one root cause at a time.',
    'GET /outages?ticket= says to which. POST /outages/{outageId}/detachments there, then attach it here.',
    'POST /outages/{outageId}/tickets with a ticket of another outage',
  ],
  'outage.ticket-ended': [
    'The ticket was merged into another one.',
    'Attach the one that it was merged into.',
    'POST /outages/{outageId}/tickets with a merged ticket',
  ],
  'training.unknown': ['There is no such training.', 'GET /trainings lists them.', 'GET /trainings/000000000'],
  'training.backwards': [
    'It would end before it begins.',
    'Send another end.',
    'POST /trainings/{trainingId}/appointment {"startsAt": …, "endsAt": earlier}',
  ],
  'training.past': [
    'It would begin before now.',
    'Send an instant to come; mind the offset.',
    'POST /trainings/{trainingId}/appointment {"startsAt": yesterday, …}',
  ],
  'training.not-scheduled': [
    'It is not said when it is held, or it was cancelled.',
    'POST /trainings/{trainingId}/appointment, then invite.',
    'POST /trainings/{trainingId}/invitations before its appointment',
  ],
  'training.not-begun': [
    'It has not begun, or is not held.',
    'Note who came once it has begun.',
    'POST /trainings/{trainingId}/attendance before its appointment',
  ],
  'training.full': [
    'At most 500 people are invited to one training.',
    'POST /trainings once more for the others.',
    'POST /trainings/{trainingId}/invitations for the 501st',
  ],
  'training.not-entitled': [
    "The client's contract does not include trainings.",
    'POST /clients/{client}/contract with `training` among its entitlements.',
    'POST /trainings/{trainingId}/invitations {"client":"acme","contact":"bob"}',
  ],
  'resource.unknown': ['There is no such link.', 'GET /resources lists them.', 'POST /resources/nothing/removal'],
} as const satisfies Partial<Guides>;
