// What the public types are made of. Everything here is a promise to others: what is published keeps its shape.

import { z } from 'zod';
import { CHANNELS, FAULT_CLASSES, PRIORITIES, TARGETS } from '#policy';

/** ISO 8601, UTC, milliseconds. */
export const instant = (meaning: string) => z.iso.datetime({ precision: 3 }).describe(meaning);
export const count = (meaning: string) => z.int().min(1).describe(meaning);
export const cents = (meaning: string) => z.int().describe(meaning);
export const id = (meaning: string) => z.string().min(1).describe(meaning);

export const channel = z.enum(CHANNELS).describe('How the client contacted the provider');
export const priority = z.enum(PRIORITIES);
export const tier = z.int().min(1).max(3);
export const faultClass = z.enum(FAULT_CLASSES).describe('Whose fault the outage was');
export const cycle = count('The first cycle begins with the opening, each next one with a reopening');
export const afterHoursEvent = count('Which after-hours event of the ticket: what a charge belongs to');
export const sharePercent = z.int().min(1).max(99).describe("The client's share of a shared fault");

/** Due, warned, breached and met instants travel with it, so that nobody has to compute them again. */
export const calendar = z
  .object({
    name: id('The calendar on which the minutes ran'),
    policyId: id('The support policy that defines it'),
    policyVersion: count('The version that the ticket is pinned to: hours, holidays and clock changes included'),
  })
  .describe('The calendar, in its version, that the instants beside it were computed on');

/** What every type has. */
export const about = {
  ticketId: id('The ticket, nine characters'),
  client: id('Whose ticket it is: a pseudonym'),
};

/** Which clock of a ticket an SLA event speaks of. */
export const clock = {
  ...about,
  target: z.enum(TARGETS).describe('What was promised'),
  cycle,
  armedAt: instant('When this clock started; the update clock starts anew with every public reply'),
  priority: priority.describe('The priority that the clock ran at'),
  dueAt: instant('When its minutes are used up; an answer at this very instant is in time'),
  calendar,
};
