// What the clocks did and what was posted, as others may hear of it.

import { z } from 'zod';
import { about, afterHoursEvent, cents, clock, id, instant } from './fields';
import type { PublicTypes } from './public-type';

const posting = {
  ...about,
  afterHoursEvent,
  postingId: id('The posting; the same id is the same money'),
  assessmentId: id('The assessment that explains it: minutes, determination and clause'),
  cents: cents('What is added to the balance: above zero for a charge, below zero for a credit'),
  balanceCents: cents("The sum of the event's postings with this one"),
  currency: z.string().length(3).describe('ISO 4217'),
  rule: z
    .string()
    .describe('What decided how much is owed: charged, waived, undetermined, not_p1, fault_provider and the like')
    .optional(),
  because: z
    .string()
    .describe('The act that it answers: determined, waived, work_voided, priority_validated and the like')
    .optional(),
  postedAt: instant('When what it answers was recorded; the month of the ledger is that of this instant'),
};

export const SLA_TYPES = {
  'com.faultline.sla.warned.v1': {
    says: 'A part of the time for a target is used up.',
    data: z.object({
      ...clock,
      percent: z.int().min(1).max(100).describe('How much of it'),
      warnedAt: instant('When that much was used up'),
    }),
  },
  'com.faultline.sla.breached.v1': {
    says: 'The time for a target ran out.',
    data: z.object({
      ...clock,
      breachedAt: instant('When it ran out: the due instant'),
      detectedAt: instant('When it was seen'),
      backdated: z.boolean().describe('A later fact brought it to light; nobody was warned'),
    }),
  },
  'com.faultline.sla.met.v1': {
    says: 'What was promised was done. After a breach, it was done late.',
    data: z.object({ ...clock, metAt: instant('When it was done') }),
  },
  'com.faultline.sla.breach-withdrawn.v1': {
    says: 'By what is known now the time never ran out.',
    data: z.object({
      ...clock,
      breach: id('The id of the event that told of the breach'),
      because: id("The ticket event that says so, as the ticket's history names it"),
      withdrawnAt: instant('When it was seen'),
    }),
  },
} as const satisfies PublicTypes;

export const BILLING_TYPES = {
  'com.faultline.billing.charged.v1': {
    says: 'An after-hours event was charged, charged more, or charged again.',
    data: z.object({ ...posting, kind: z.enum(['charge', 'supplementary', 'rebill']) }),
  },
  'com.faultline.billing.credited.v1': {
    says: 'Something that was charged is given back. What was posted stays posted.',
    data: z.object(posting),
  },
  'com.faultline.billing.waived.v1': {
    says: 'What an after-hours event would cost is not asked for. What was charged is credited by an event of its own.',
    data: z.object({
      ...about,
      afterHoursEvent,
      how: z.enum(['person', 'time_elapsed']).describe('By somebody, or because nobody determined the fault in time'),
      waivedAt: instant('When'),
    }),
  },
} as const satisfies PublicTypes;
