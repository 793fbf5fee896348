import { z } from 'zod';
import { proposal } from '#approvals/http';
import { ledgerEntry, postingCause } from '#billing/http';
import { amount, cents, count, instant, list, named, page, text, ticketId } from '#http-kit/answers';
import { FAULT_CLASSES, PRIORITIES, TARGETS } from '#policy';
import { comparison } from '#policy/http';
import { ticketClock } from '#sla/http';
import { POSTING_KINDS, WORK_KINDS } from '#ticketing';
import { actor, channel, status, tier, workOverlaps } from '#ticketing/http';
import { LIVE_VIEWS } from '../application/live';

const priority = z.enum(PRIORITIES);
const faultClass = z.enum(FAULT_CLASSES);
const kind = z.enum(POSTING_KINDS);
const month = z.string().regex(/^\d{4}-\d{2}$/);

const workEntry = named(
  'WorkEntry',
  z.strictObject({
    workId: text,
    engineer: text.optional(),
    kind: z.enum(WORK_KINDS),
    from: instant,
    fromLocal: text,
    to: instant,
    toLocal: text,
    voided: z.boolean(),
  }),
);
const legalCommand = named(
  'LegalCommand',
  z.strictObject({
    command: text,
    label: text,
    method: z.literal('POST'),
    path: text,
    operation: text,
    preset: z.looseObject({}).optional(),
    params: list(
      named('CommandParam', z.strictObject({ name: text, values: list(text), value: text.optional() })),
    ).optional(),
    needsSecond: z.enum(['always', 'sometimes']).optional(),
  }),
);
export const ticketPage = named(
  'TicketPage',
  z.strictObject({
    ticketId,
    revision: amount,
    at: instant,
    status,
    client: text,
    summary: text,
    priority,
    validated: z.boolean(),
    tier,
    assignee: text.optional(),
    cycle: count,
    openedAt: instant,
    openedLocal: text,
    policy: z.strictObject({ policyId: text, version: count, zone: text }),
    timeline: list(
      named(
        'TimelineLine',
        z.looseObject({
          stream: z.enum(['ticket', 'billing']),
          revision: amount,
          event: text,
          at: instant,
          atLocal: text,
          recordedAt: instant,
          by: actor.optional(),
        }),
      ),
    ),
    earlier: count.optional(),
    clocks: list(ticketClock),
    contacts: list(z.strictObject({ at: instant, atLocal: text, channel })),
    work: list(workEntry),
    overlaps: workOverlaps.optional(),
    money: named(
      'TicketMoney',
      z.strictObject({ revision: amount, postedCents: amount, events: list(ledgerEntry) }),
    ).optional(),
    proposals: list(proposal).optional(),
    commands: list(legalCommand),
    notNow: list(named('NotNow', z.strictObject({ command: text, label: text, why: text }))),
  }),
);

const figures = <S extends z.ZodType>(row: S) => z.strictObject({ zone: text, rows: list(row) });
export const slaStatistics = named(
  'SlaStatistics',
  figures(
    named(
      'SlaFigures',
      z.strictObject({
        month,
        client: text.optional(),
        priority: priority.optional(),
        tier: tier.optional(),
        target: z.enum(TARGETS).optional(),
        met: amount,
        breached: amount,
        pending: amount,
        withdrawn: amount,
        attainment: z.number().min(0).max(100).nullable(),
      }),
    ),
  ),
);
export const afterHoursStatistics = named(
  'AfterHoursStatistics',
  figures(
    named(
      'AfterHoursFigures',
      z.strictObject({ month, client: text.optional(), kind: kind.optional(), postings: amount, cents }),
    ),
  ),
);
export const ledgerPage = named(
  'Ledger',
  page(
    named(
      'LedgerLine',
      z.strictObject({
        month,
        ticketId,
        event: count,
        client: text,
        policyId: text,
        policyVersion: count,
        postingId: text,
        assessmentId: text,
        kind,
        at: instant,
        atLocal: text,
        cents,
        balanceCents: amount,
        minutes: amount.nullable(),
        faultClass: faultClass.nullable(),
        clause: text.nullable(),
        cause: postingCause.optional(),
        overlaps: workOverlaps.optional(),
      }),
    ),
    { zone: text },
  ),
);

const clockShown = z.strictObject({ state: text, dueAt: instant.optional() });
const chargeShown = z.strictObject({
  outcome: text,
  rule: text.optional(),
  waitsFor: text.optional(),
  minutes: amount.optional(),
  postedCents: amount,
  atStakeCents: amount,
});
const effect = {
  clocks: list(
    z.strictObject({
      target: z.enum(TARGETS),
      cycle: count,
      before: clockShown.optional(),
      after: clockShown.optional(),
    }),
  ),
  charges: list(z.strictObject({ event: count, before: chargeShown, after: chargeShown })),
  differenceCents: cents,
  sentences: list(text),
};
export const rebindingPreview = named(
  'RebindingPreview',
  z.strictObject({ ticketId, at: instant, policyId: text, from: count, to: count, ...effect }),
);
export const policyPreview = named(
  'PolicyPreview',
  z.strictObject({
    policyId: text,
    ...comparison,
    at: instant,
    effect: text.optional(),
    sample: list(
      named(
        'SampleTicket',
        z.strictObject({
          ticketId,
          client: text,
          status,
          openedAt: instant,
          ...effect,
        }),
      ),
    ),
  }),
);

/** The data of one server-sent event: empty where it is `hello` or `reset`. */
export const liveChange = named(
  'LiveChange',
  z.strictObject({ ticketId: ticketId.optional(), views: list(z.enum(LIVE_VIEWS)).optional() }),
);

/** A ticket as it stands, or as it would. */
const standing = named(
  'DryRunStanding',
  z.strictObject({
    status,
    priority,
    tier,
    clocks: list(ticketClock),
    postedCents: amount,
    events: list(
      named(
        'DryRunEvent',
        z.strictObject({
          event: count,
          outcome: text,
          rule: text.optional(),
          minutes: amount.optional(),
          postedCents: amount,
        }),
      ),
    ),
    meter: list(text),
  }),
);
export const dryRunReport = named(
  'DryRun',
  z.strictObject({
    ticketId,
    dryRun: z.literal(true),
    events: list(named('DryRunAppend', z.strictObject({ stream: text, event: text }))),
    before: standing,
    after: standing,
  }),
);
