// The life of a ticket and its fault reviews, as others may hear of them.

import { z } from 'zod';
import { CATEGORIES, REJECTION_GROUNDS } from '#ticketing';
import {
  about,
  afterHoursEvent,
  calendar,
  channel,
  count,
  cycle,
  faultClass,
  id,
  instant,
  priority,
  sharePercent,
  tier,
} from './fields';
import type { PublicTypes } from './public-type';

const determination = {
  ...about,
  cycle,
  determinationId: id('The determination; it is never edited, only superseded'),
  faultClass,
  sharePercent: sharePercent.optional(),
};
const dispute = { ...about, disputeId: id('The dispute'), afterHoursEvent };

export const TICKET_TYPES = {
  'com.faultline.ticket.opened.v1': {
    says: 'A ticket was opened.',
    data: z.object({
      ...about,
      channel,
      requestedPriority: priority.describe('What the client asks for'),
      priority: priority.describe('What holds until somebody has looked'),
      category: z.enum(CATEGORIES as readonly [string, ...string[]]).describe('What it is about'),
      tier: tier.describe('The tier that starts on it'),
      openedAt: instant('When it was opened'),
      contactedAt: instant('When the client contacted the provider; absent where monitoring raised it').optional(),
      policy: z
        .object({ id: id('The support policy'), version: count('Its version') })
        .describe('What the ticket is pinned to, for good'),
    }),
  },
  'com.faultline.ticket.contacted.v1': {
    says: 'The client contacted the provider about a ticket that was open already.',
    data: z.object({ ...about, channel, contactedAt: instant('When') }),
  },
  'com.faultline.ticket.prioritised.v1': {
    says: 'The provider assigned a priority: by triage, by a change, or by a correction of what was always wrong.',
    data: z.object({
      ...about,
      priority: priority.describe('What holds now'),
      from: priority.describe('What held before; absent with a triage').optional(),
      how: z
        .enum(['triaged', 'changed', 'corrected'])
        .describe('A change holds from now on; a triage and a correction hold from the opening'),
      decidedAt: instant('When it was decided'),
    }),
  },
  'com.faultline.ticket.escalated.v1': {
    says: 'The ticket went to a higher tier.',
    data: z.object({
      ...about,
      from: tier.describe('The tier before'),
      to: tier.describe('The tier that has it now'),
      trigger: z.string().min(1).describe("'person', or the name of what did it by itself"),
      escalatedAt: instant('When'),
    }),
  },
  'com.faultline.ticket.assigned.v1': {
    says: 'Somebody of the staff has the ticket.',
    data: z.object({
      ...about,
      assignee: id(
        'The member of staff, by pseudonym: the only person whom the contract names; to a client always `desk`',
      ),
      assignedAt: instant('When'),
    }),
  },
  'com.faultline.ticket.unassigned.v1': {
    says: 'Nobody of the staff has the ticket any more.',
    data: z.object({ ...about, unassignedAt: instant('When it was given back') }),
  },
  'com.faultline.ticket.deescalated.v1': {
    says: 'The ticket went back to a lower tier.',
    data: z.object({
      ...about,
      from: tier.describe('The tier before'),
      to: tier.describe('The tier that has it now'),
      deescalatedAt: instant('When'),
    }),
  },
  'com.faultline.ticket.restored.v1': {
    says: 'Service is back; work on the cause may go on.',
    data: z.object({ ...about, cycle, restoredAt: instant('When service was back') }),
  },
  'com.faultline.ticket.resolved.v1': {
    says: 'The work is done; the client may confirm or reject it.',
    data: z.object({
      ...about,
      cycle,
      resolutionCode: id('What was done, as a code'),
      resolvedAt: instant('When'),
      closesAt: instant('When it closes by itself if nobody says anything'),
    }),
  },
  'com.faultline.ticket.closed.v1': {
    says: 'The resolution was confirmed, or the time to reject it is over.',
    data: z.object({ ...about, how: z.enum(['confirmed', 'time_elapsed']), closedAt: instant('When') }),
  },
  'com.faultline.ticket.reopened.v1': {
    says: 'The ticket was reopened: a new cycle begins, and with it new clocks.',
    data: z.object({ ...about, cycle, afterHoursEvent, channel, reopenedAt: instant('When') }),
  },
  'com.faultline.ticket.cancelled.v1': {
    says: 'The ticket was cancelled.',
    data: z.object({ ...about, cancelledAt: instant('When') }),
  },
  'com.faultline.ticket.rejected.v1': {
    says: "The ticket is none of the provider's to work on, and ended.",
    data: z.object({
      ...about,
      ground: z.enum(REJECTION_GROUNDS).describe('Why: spam, a duplicate, or not a matter of the provider'),
      rejectedAt: instant('When'),
    }),
  },
  'com.faultline.ticket.merged.v1': {
    says: 'The ticket ended in favour of another one. What follows is told of that one.',
    data: z.object({ ...about, into: id('The ticket that goes on'), mergedAt: instant('When') }),
  },
  'com.faultline.ticket.erased.v1': {
    says: 'What people had written about the ticket is erased for good. Whoever keeps texts of theirs about it does the same.',
    data: z.object({ ...about, erasedAt: instant('When') }),
  },
  'com.faultline.fault-review.opened.v1': {
    says: 'The work of an after-hours event is closed, and somebody has to find out whose fault the outage was.',
    data: z.object({
      ...about,
      afterHoursEvent,
      openedAt: instant('When'),
      dueAt: instant('When the review is due'),
      calendar,
    }),
  },
  'com.faultline.fault-review.determined.v1': {
    says: 'It was determined whose fault the outage was.',
    data: z.object({ ...determination, determinedAt: instant('When') }),
  },
  'com.faultline.fault-review.superseded.v1': {
    says: 'A determination was replaced by another one, with a second person behind it.',
    data: z.object({
      ...determination,
      supersedes: id('The determination that no longer stands'),
      determinedAt: instant('When'),
    }),
  },
  'com.faultline.fault-review.disputed.v1': {
    says: 'The client disputes a determination or what it costs. Charges wait until it is settled.',
    data: z.object({ ...dispute, disputedAt: instant('When') }),
  },
  'com.faultline.fault-review.settled.v1': {
    says: 'The dispute is settled; what was granted follows by itself.',
    data: z.object({ ...dispute, settledAt: instant('When') }),
  },
} as const satisfies PublicTypes;
