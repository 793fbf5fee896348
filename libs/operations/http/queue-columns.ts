// What each queue has as a file: its columns, in their order.

import { type CsvColumns, csvFields } from '#http-kit';
import type { WaitingReview } from '../application/fault-reviews';
import type { OverlappingWork } from '../application/overlapping-work';
import type { WaitingProposal } from '../application/proposals';
import type { WaitingCharge, WaitingTicket } from '../application/queues';
import type { RepeatTrouble } from '../application/repeat-trouble';

export const TICKETS = csvFields<WaitingTicket>(
  'ticketId',
  'client',
  'status',
  'priority',
  'requested',
  'tier',
  'category',
  'channel',
  'summary',
  'assignee',
  'openedAt',
  'minutesOpen',
  'policyVersion',
);
export const REVIEWS: CsvColumns<WaitingReview> = {
  ...csvFields<WaitingReview>(
    'ticketId',
    'event',
    'cycle',
    'client',
    'summary',
    'because',
    'since',
    'minutesWaiting',
    'dueAt',
    'dueLocal',
    'minutesLeft',
    'calendar',
    'atStakeCents',
    'claimedBy',
    'claimedUntil',
    'evidence',
    'proposed',
  ),
  engineers: ({ engineers }) => engineers.join(' '),
};
export const REPEATS: CsvColumns<RepeatTrouble> = {
  ...csvFields<RepeatTrouble>('client', 'service', 'atStakeCents'),
  charged: ({ charged }) => charged.ticketId,
  chargedClass: ({ charged }) => charged.faultClass,
  chargedAt: ({ charged }) => charged.chargedAt,
  contradictedBy: ({ contradictedBy }) => contradictedBy.ticketId,
  contradictingClass: ({ contradictedBy }) => contradictedBy.faultClass,
  contradictedAt: ({ contradictedBy }) => contradictedBy.at,
};
export const CHARGES = csvFields<WaitingCharge>(
  'ticketId',
  'event',
  'client',
  'rule',
  'faultClass',
  'since',
  'minutesWaiting',
  'postedCents',
  'waitingCents',
  'atStakeCents',
);

export const PROPOSALS = csvFields<WaitingProposal>(
  'proposalId',
  'ticketId',
  'client',
  'act',
  'rule',
  'reason',
  'cents',
  'by',
  'proposedAt',
  'minutesWaiting',
  'lapsesAt',
);
export const OVERLAPPING: CsvColumns<OverlappingWork> = {
  ...csvFields<OverlappingWork>('engineer', 'ticketId', 'client', 'workId', 'kind', 'from', 'to'),
  overlaps: ({ overlaps }) => overlaps.map(({ ticketId, workId }) => `${ticketId}/${workId}`).join(' '),
  sharedSeconds: ({ overlaps }) => overlaps.reduce((sum, { sharedSeconds }) => sum + sharedSeconds, 0),
};
