// A scenario: a timed list of what people did, and what should come of it. What is read here is checked as a document;
// what the rules think of it is for the deciders to say.

import { DateTime } from 'luxon';
import { z } from 'zod';
import { CHANNELS, FAULT_CLASSES, PRIORITIES } from '#policy';
import { WORK_KINDS } from '#ticketing';

/** Not a scenario: `message` names the place and what is wrong with it. */
export class ScenarioInvalid extends Error {
  override readonly name = 'ScenarioInvalid';
}

/** Z, or hours and minutes as far as any clock on earth goes. */
const OFFSET = /(?:[zZ]|[+-](?:0\d|1[0-4]):?[0-5]\d)$/;
/** ISO 8601 with an offset, to an ISO instant in UTC: a local time is ambiguous once a year and missing once. */
const instant = z.string().transform((text, context) => {
  if (!OFFSET.test(text)) {
    context.addIssue({ code: 'custom', message: 'no offset' });
    return z.NEVER;
  }
  const parsed = DateTime.fromISO(text, { zone: 'utc' });
  if (parsed.isValid) return parsed.toJSDate().toISOString();
  context.addIssue({ code: 'custom', message: `'${text}' is no instant` });
  return z.NEVER;
});

const name = z.string().min(1);
const priority = z.enum(PRIORITIES);
const count = z.number().int();
/** Every field that a step may carry; a step takes those that it knows. */
const FIELDS = {
  client: name.optional(),
  channel: z.enum(CHANNELS).optional(),
  priority: priority.optional(),
  summary: z.string().optional(),
  contactedAt: instant.optional(),
  monitoring: z.boolean().optional(),
  by: name.optional(),
  to: z.union([z.string(), z.number()]).optional(),
  from: instant.optional(),
  reason: z.string().optional(),
  occurredAt: instant.optional(),
  ask: z.string().optional(),
  work: name.optional(),
  engineer: name.optional(),
  kind: z.enum(WORK_KINDS).optional(),
  code: z.string().optional(),
  note: z.string().optional(),
  text: z.string().optional(),
  name: z.string().optional(),
  into: name.optional(),
  class: z.enum(FAULT_CLASSES).optional(),
  rationale: z.string().optional(),
  approver: name.optional(),
  sharePercent: z.number().optional(),
  cycle: count.optional(),
  event: count.optional(),
  policy: z.record(z.string(), z.unknown()).optional(),
  version: count.optional(),
} as const;

/** What each step cannot do without. */
const NEEDS = {
  open: ['client', 'channel', 'priority'],
  contact: ['channel'],
  triage: ['priority'],
  change_priority: ['priority'],
  correct_priority: ['priority'],
  assign: [],
  start: [],
  escalate: [],
  reply: [],
  restore: [],
  note: [],
  attach: [],
  await_customer: [],
  await_third_party: [],
  schedule: [],
  resume: [],
  work: ['work', 'engineer', 'from', 'to'],
  amend_work: ['work', 'from', 'to'],
  void_work: ['work'],
  resolve: ['code', 'note'],
  close: [],
  reopen: ['channel'],
  cancel: [],
  merge: ['into'],
  determine: ['class', 'by'],
  supersede: ['class', 'by'],
  accept_terms: [],
  decline_terms: [],
  dispute: [],
  settle: [],
  approve_billing: [],
  waive: [],
  reinstate: [],
  publish_policy: ['policy'],
  rebind_policy: ['version'],
} as const satisfies Record<string, readonly (keyof typeof FIELDS)[]>;
export type Do = keyof typeof NEEDS;
/** Steps that report something past: they may say when it happened. */
const MAY_BE_PAST: readonly Do[] = ['contact', 'reply', 'restore', 'resolve'];
const DO = Object.keys(NEEDS) as [Do, ...Do[]];

const step = z
  .strictObject({ at: instant, do: z.enum(DO), ticket: name.optional(), refused: z.boolean().optional(), ...FIELDS })
  .superRefine((value, context) => {
    const needed: readonly (keyof typeof value)[] =
      value.do === 'publish_policy' ? NEEDS[value.do] : [...NEEDS[value.do], 'ticket'];
    // What must be refused may lack what it needs: that is what it is refused for.
    const mayLack: readonly string[] = value.refused && value.do === 'resolve' ? NEEDS.resolve : [];
    for (const field of needed)
      if (value[field] === undefined && !mayLack.includes(field))
        context.addIssue({ code: 'custom', path: [field], message: `missing; '${value.do}' needs it` });
    if (value.occurredAt !== undefined && !MAY_BE_PAST.includes(value.do))
      context.addIssue({ code: 'custom', path: ['occurredAt'], message: `'${value.do}' happens when it is recorded` });
  })
  .transform((value, context) => {
    if (value.do !== 'work' && value.do !== 'amend_work') return value;
    const to = instant.safeParse(value.to);
    if (to.success) return { ...value, to: to.data };
    context.addIssue({ code: 'custom', path: ['to'], message: to.error.issues[0]?.message ?? 'no instant' });
    return z.NEVER;
  });
export type Step = z.infer<typeof step>;

const expected = z.strictObject({ tickets: z.record(z.string(), z.record(z.string(), z.unknown())).optional() });
const scenario = z
  .strictObject({
    id: name,
    why: z.string().optional(),
    policy: z.record(z.string(), z.unknown()).optional(),
    steps: z.array(step),
    now: instant,
    expect: expected.optional(),
  })
  .superRefine(({ steps }, context) => {
    steps.forEach((each, index) => {
      const before = steps[index - 1];
      if (before && each.at < before.at)
        context.addIssue({ code: 'custom', path: ['steps', index, 'at'], message: 'before the step that it follows' });
    });
  });
export type Scenario = z.infer<typeof scenario>;

/** `steps[3].at: no offset` for the first thing that is wrong. */
const placeOf = (error: z.ZodError): string => {
  const [issue] = error.issues;
  const path = (issue?.path ?? []).reduce<string>(
    (text, key) => (typeof key === 'number' ? `${text}[${key}]` : text === '' ? String(key) : `${text}.${String(key)}`),
    '',
  );
  return `${path === '' ? 'scenario' : path}: ${issue?.message ?? 'not a scenario'}`;
};

/** The scenarios of a document: one, or a list of them. Throws `ScenarioInvalid`. */
export const parseScenarios = (document: unknown): Scenario[] => {
  const list = Array.isArray(document) ? document : [document];
  return list.map((each, index) => {
    const parsed = scenario.safeParse(each);
    if (parsed.success) return parsed.data;
    const id = typeof each === 'object' && each !== null && 'id' in each ? `${String(each.id)}: ` : `[${index}]: `;
    throw new ScenarioInvalid(`${list.length > 1 ? id : ''}${placeOf(parsed.error)}`);
  });
};
