import { z } from 'zod';
import { DomainError } from '#kernel';
import { canonicalZone, ROSTER_LEVELS, WEEKDAYS } from '#policy';
import type { RosterProblem } from '../domain/roster';
import { CHANNEL_KINDS, COVERAGES, type RosterDocument } from '../domain/roster-document';

const PEOPLE_MAX = 200;
const LAYERS_MAX = 20;
const id = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._@:-]{0,99}$/, 'is an id of letters, digits and . _ @ : -');
const text = (most: number) => z.string().min(1).max(most);
const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "is a clock reading such as '17:00'");
const clockOrMidnight = z.union([clock, z.literal('24:00')]);
const date = z.iso.date('is a date such as 2026-03-08');

const channel = z
  .strictObject({ kind: z.enum(CHANNEL_KINDS), address: text(1_000).optional(), secret: text(200).optional() })
  .refine(({ kind, address }) => ['console', 'log'].includes(kind) || address !== undefined, 'needs an address');
const layer = z.strictObject({
  name: text(100),
  people: z.array(id).min(1, 'names nobody').max(PEOPLE_MAX),
  startsOn: date,
  endsOn: date.optional(),
  handover: clock,
  rotateDays: z.int().min(1).max(366),
  hours: z
    .array(z.strictObject({ days: z.array(z.enum(WEEKDAYS)).min(1).optional(), from: clock, to: clockOrMidnight }))
    .min(1)
    .max(50)
    .optional(),
});
const layers = z.array(layer).max(LAYERS_MAX).optional();

const document = z.strictObject({
  timezone: z.string().refine((name) => canonicalZone(name) !== undefined, 'is no IANA zone such as America/Chicago'),
  covers: z.enum(COVERAGES).default('always'),
  people: z
    .array(z.strictObject({ id, name: text(200), channels: z.array(channel).max(10) }))
    .min(1, 'names nobody')
    .max(PEOPLE_MAX)
    .refine((people) => new Set(people.map((one) => one.id)).size === people.length, 'has one id twice'),
  levels: z.strictObject(
    Object.fromEntries(ROSTER_LEVELS.map((level) => [level, layers])) as Record<
      (typeof ROSTER_LEVELS)[number],
      typeof layers
    >,
  ),
});

/** Makes sure that an input has the shape of a roster. Throws `roster.invalid`, which names each place and what to do. */
export const parseRoster = (input: unknown): RosterDocument => {
  const read = document.safeParse(input);
  if (read.success)
    return { ...(read.data as RosterDocument), timezone: canonicalZone(read.data.timezone) ?? read.data.timezone };
  const places = read.error.issues.map(({ path, message }) => `${path.join('.') || 'document'}: ${message}`);
  throw new DomainError<RosterProblem>('roster.invalid', `The roster is not as it must be. ${places.join('; ')}.`);
};
