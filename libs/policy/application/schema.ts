import { z } from 'zod';
import { ALGORITHMS, UNTRIAGED_P1 } from '../domain/algorithm';
import type { PolicyDocument } from '../domain/document';
import { CHANNELS, FAULT_CLASSES, PAUSES, PRIORITIES, ROSTER_LEVELS, WEEKDAYS } from '../domain/vocabulary';

/** Just these keys; another one is answered with the list of those that there are. */
const fields = <T extends z.core.$ZodLooseShape>(shape: T) =>
  z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? `is not a field here. There is ${Object.keys(shape).join(', ')}.`
        : `must be an object with ${Object.keys(shape).join(', ')}.`,
  });

/** One schema for each name of a list. */
const each = <K extends string, T>(names: readonly K[], schema: T): { [N in K]: T } =>
  Object.fromEntries(names.map((name) => [name, schema])) as { [N in K]: T };

const DAYS = /\d\s*d(ays?)?$|^P\d+[DW]/i;
/** Limits that depend on a calendar are for `limitProblems`, which names the largest figure that works. */
const whole = (least: number, unit: string, most = Number.MAX_VALUE) => {
  const error = (issue: { input?: unknown }) => {
    if (issue.input === undefined) return undefined;
    if (typeof issue.input === 'string' && DAYS.test(issue.input.trim()))
      return `${quoted(issue.input)} is in days, which are 9 hours on one calendar and 24 on another. Write ${unit}.`;
    return `${quoted(issue.input)} is not a whole number of ${unit}${most < 1e6 ? `, ${least} to ${most}` : `, ${least} or more`}.`;
  };
  return z.number({ error }).refine((value) => Number.isInteger(value) && value >= least && value <= most, { error });
};

/** What was written, as the message shows it. */
export const quoted = (input: unknown): string =>
  typeof input === 'string' ? `'${input}'` : (JSON.stringify(input) ?? String(input));

const target = whole(1, 'minutes').nullable();
const cents = whole(0, 'cents');
const text = z.string().min(1);
const name = z.string().regex(/^[a-z0-9][a-z0-9-]*$/, 'is no name. Use a to z, 0 to 9 and hyphens.');
const named = <T extends z.core.SomeType>(schema: T) => z.record(name, schema);
const shifted = z.enum(['fri', 'mon']).optional();

const calendarByTheWeek = fields({
  weekly: fields(each(WEEKDAYS, z.array(text).optional())),
  holidays: text.nullish(),
  timezone: text.optional(),
});
const calendarAlways = z.strictObject(
  { always: z.literal(true) },
  { error: 'goes not with always: true. Leave one of the two out.' },
);
// A union would say 'invalid input' for the whole calendar; the field that is there shows which one is meant.
const calendar = z.unknown().transform((input, context) => {
  const isAlways = typeof input === 'object' && input !== null && Object.hasOwn(input, 'always');
  const read = (isAlways ? calendarAlways : calendarByTheWeek).safeParse(input, { reportInput: true });
  if (read.success) return read.data;
  for (const issue of read.error.issues) context.issues.push(issue as never);
  return z.NEVER;
});

const priority = fields({
  calendar: text,
  respond: target,
  update: target,
  restore: target,
  resolve: target,
  page: z.boolean(),
  warn: z.array(whole(1, 'percent', 100)),
  escalate: fields({ t1t2: whole(1, 'minutes').optional(), t2t3: whole(1, 'minutes').optional() }).nullish(),
});

/** The shape of a policy document. What its values mean together is for `problemsOf`. */
export const policySchema = fields({
  policyId: name,
  version: whole(1, 'versions', Number.MAX_SAFE_INTEGER),
  algorithm: z.literal([...ALGORITHMS]).optional(),
  effectiveFrom: z.iso.datetime({
    offset: true,
    error: 'needs a date, a time and an offset: 2026-01-01T00:00:00-06:00.',
  }),
  provenance: z.record(text, z.enum(['seed', 'default', 'contract'])),
  timezone: text,
  calendars: named(calendar),
  holidays: named(fields({ days: z.array(text), observed: fields({ sat: shifted, sun: shifted }).optional() })),
  priorities: fields(each(PRIORITIES, priority)),
  defaultPriority: fields(each(CHANNELS, z.enum(PRIORITIES))),
  sla: fields({
    clockStart: z.literal('first-contact'),
    pauseOn: z.array(z.enum(PAUSES)),
    onUpgrade: fields({ start: z.literal('change'), keep: z.literal('earliest-due') }),
    onDowngrade: fields({ start: z.literal('clock-start'), keepBreaches: z.literal(true) }),
    autoClose: fields({ ...each(PRIORITIES, whole(1, 'minutes').optional()), default: whole(1, 'minutes') }),
    reopenDays: whole(0, 'days'),
    contactBackHours: whole(1, 'hours').optional(),
  }),
  onCall: fields({
    ackMinutes: whole(1, 'minutes'),
    levels: z.array(z.enum(ROSTER_LEVELS)),
    rounds: whole(1, 'rounds'),
  }),
  afterHours: fields({
    trigger: z.literal('contact-off-hours'),
    priority: z.array(z.enum(PRIORITIES)).min(1, 'is empty. Name the priorities that are charged after hours: [P1].'),
    priorityTest: z.literal('assigned'),
    untriagedP1: z.enum(UNTRIAGED_P1).optional(),
    eventWindowMinutes: whole(0, 'minutes'),
    qualifyMinutes: whole(0, 'minutes'),
  }),
  fault: fields({
    chargeable: z.array(z.enum(FAULT_CLASSES)),
    notChargeable: z.array(z.enum(FAULT_CLASSES)),
    needsApproval: z.array(z.enum(FAULT_CLASSES)),
    reviewBusinessMinutes: whole(1, 'minutes'),
    autoWaiveUndeterminedDays: whole(1, 'days'),
    repeatWindowDays: whole(0, 'days'),
  }),
  billing: fields({
    currency: z.string().regex(/^[A-Z]{3}$/, 'is no currency. Write three capitals, such as USD.'),
    ratePerHourCents: cents,
    minimumMinutes: whole(0, 'minutes'),
    minimumScope: z.enum(['event', 'session']),
    incidentFeeCents: cents,
    incrementMinutes: whole(1, 'minutes'),
    roundScope: z.literal('event-total'),
    parallelEngineers: z.enum(['elapsed-union', 'per-engineer']),
    billableWindow: z.enum(['off-hours-only', 'whole-event']),
    amountRounding: z.literal('half-up'),
    lateEntryDays: whole(0, 'days'),
    maxEntryMinutes: whole(1, 'minutes').optional(),
    chargeApprovalOverCents: cents.nullish(),
    waiverApprovalOverCents: cents,
  }),
}) satisfies z.ZodType<Shape>;

/** `exactOptionalPropertyTypes` apart: zod's optional keys may also be undefined. */
type Shape = { [K in keyof PolicyDocument]: unknown };
