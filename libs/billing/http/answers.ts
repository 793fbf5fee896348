import { z } from 'zod';
import { proposal } from '#approvals/http';
import { amount, cents, count, instant, list, named, text, ticketId } from '#http-kit/answers';
import { FAULT_CLASSES } from '#policy';
import { POSTING_KINDS } from '#ticketing';
import { channel, workOverlaps } from '#ticketing/http';

const OUTCOMES = ['charged', 'held', 'pending', 'waived', 'not_applicable', 'credited'] as const;
const outcome = z.enum(OUTCOMES);
const faultClass = z.enum(FAULT_CLASSES);
const sharePercent = z.int().min(1).max(99);
const seconds = z.number().min(0);

const session = named(
  'Session',
  z.strictObject({
    workIds: list(text),
    engineers: list(text),
    counted: list(z.strictObject({ from: instant, to: instant })),
    seconds,
  }),
);
const billingTerms = named(
  'BillingTerms',
  z.strictObject({
    policyId: text,
    policyVersion: count,
    clause: text,
    ratePerHourCents: amount,
    incidentFeeCents: amount,
    incrementMinutes: count,
    minimumMinutes: amount,
  }),
);
/** As it is stored: optional fields may be added to it, and old ones have fewer. */
const derivation = named(
  'Derivation',
  z.looseObject({
    wantedCents: amount.optional(),
    minutes: amount.optional(),
    contactAt: instant.optional(),
    determination: z
      .strictObject({ determinationId: text, faultClass, sharePercent: sharePercent.optional() })
      .optional(),
    sessions: list(session).optional(),
    workedSeconds: seconds.optional(),
    terms: billingTerms,
  }),
);
const judgement = named(
  'Judgement',
  z.strictObject({
    id: text,
    faultClass,
    sharePercent: sharePercent.optional(),
    reason: text,
    evidence: list(text),
    by: text,
    approver: text.optional(),
    override: z.literal(true).optional(),
    recordedAt: instant,
    revision: amount,
  }),
);
export const postingCause = named(
  'PostingCause',
  z.strictObject({
    rule: text,
    act: text,
    by: text,
    approver: text.optional(),
    reason: text.optional(),
    at: instant,
  }),
);
const posting = named(
  'Posting',
  z.strictObject({
    postingId: text,
    assessmentId: text,
    event: count,
    at: instant,
    cents,
    balanceCents: amount,
    kind: z.enum(POSTING_KINDS),
    derivation,
    judgement: judgement.optional(),
    cause: postingCause.optional(),
    explained: list(text),
  }),
);
const moneyAct = named(
  'MoneyAct',
  z.strictObject({
    act: text,
    by: text.optional(),
    approver: text.optional(),
    reason: text.optional(),
    at: instant,
    atLocal: text,
    faultClass: faultClass.optional(),
    sharePercent: sharePercent.optional(),
    channel: channel.optional(),
    words: text.optional(),
    fromTicketId: ticketId.optional(),
  }),
);
export const ledgerEntry = named(
  'AfterHoursEvent',
  z.strictObject({
    event: count,
    outcome,
    rule: text.optional(),
    minutes: amount.optional(),
    postedCents: amount,
    postings: list(posting),
    acts: list(moneyAct),
  }),
);
export const ticketLedger = named(
  'TicketLedger',
  z.strictObject({
    ticketId,
    revision: amount,
    ticketRevision: z.int().min(-1),
    postedCents: amount,
    events: list(ledgerEntry),
    overlaps: workOverlaps.optional(),
  }),
);

const amounts = {
  workedSeconds: seconds,
  minutes: amount,
  byFault: list(
    named(
      'MeterReading',
      z.strictObject({ faultClass, outcome, cents: amount, sharePercent: sharePercent.optional() }),
    ),
  ),
};
export const billingMeter = named(
  'Meter',
  z.strictObject({
    ticketId,
    at: instant,
    event: count,
    rule: text.optional(),
    isOpen: z.boolean(),
    firstMinuteCents: amount,
    logged: named('MeterAmounts', z.strictObject(amounts)),
    underWay: named('MeterUnderWay', z.strictObject({ since: instant, ...amounts })).optional(),
    said: list(text),
  }),
);

export const terms = named(
  'Terms',
  z.strictObject({ ticketId, event: count, terms: billingTerms, firstMinuteCents: amount, words: text }),
);
export const ticketProposals = named('TicketProposals', z.strictObject({ ticketId, proposals: list(proposal) }));

export const chargeLink = named(
  'ChargeLink',
  z.strictObject({ ticketId, postingId: text, path: text, expiresAt: instant }),
);
/** A page, or a file. */
export const chargePageAnswer = named('ChargePage', z.string());
