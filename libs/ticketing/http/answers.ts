import { z } from 'zod';
import { actResult } from '#approvals/http';
import { amount, cents, commandResult, count, instant, list, named, page, text, ticketId } from '#http-kit/answers';
import { CHANNELS, FAULT_CLASSES, PRIORITIES } from '#policy';
import { STATUSES } from '../domain/lifecycle';
import { CATEGORIES, TIER_MAX } from '../domain/tier';

export const status = z.enum(STATUSES);
const priority = z.enum(PRIORITIES);
export const tier = z.int().min(1).max(TIER_MAX);
export const category = z.enum(CATEGORIES);
export const channel = z.enum(CHANNELS);
const faultClass = z.enum(FAULT_CLASSES);

export const actor = named('Actor', z.strictObject({ id: text, role: text, onBehalfOf: text.optional() }));

export const ticketView = named(
  'Ticket',
  z.strictObject({
    ticketId,
    revision: amount,
    status,
    client: text,
    openedAt: instant,
    priority,
    validated: z.boolean(),
    tier,
    cycle: count,
    legal: list(text),
  }),
);

export const ticketList = named(
  'TicketList',
  page(
    named(
      'ListedTicket',
      z.strictObject({
        ticketId,
        client: text,
        status,
        priority,
        requested: priority,
        validated: z.boolean(),
        tier,
        category,
        channel,
        summary: text,
        assignee: text.nullable(),
        cycle: count,
        openedAt: instant,
        updatedAt: instant,
        revision: amount,
        faultClass: faultClass.nullable(),
        billedCents: cents,
        mergedInto: ticketId.nullable(),
        policyId: text,
        policyVersion: count,
        open: z.int().min(0).max(1),
        untriaged: z.int().min(0).max(1),
        endedUntriaged: z.int().min(0).max(1),
        replyBounced: z.int().min(0).max(1),
        priorityRequested: z.int().min(0).max(1),
      }),
    ),
  ),
);

const event = named('RecordedEvent', z.looseObject({ type: text }));
const stamp = named(
  'Stamp',
  z.strictObject({
    eventId: text,
    revision: amount,
    occurredAt: instant,
    recordedAt: instant,
    backdated: z.literal(true).optional(),
    actor,
    commandId: text,
    requestHash: text.optional(),
    correlationId: text.optional(),
    causationId: text.optional(),
    policyVersion: count.optional(),
    traceparent: text.optional(),
  }),
);
const proof = {
  leaf: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
  position: z.strictObject({ commit: text, prepare: text }).optional(),
  created: instant.optional(),
};
/** One event; or, where this build cannot read it, as it lies there, and why. */
const readable = { event, stamp };
const unreadable = { unreadable: text, stored: z.looseObject({ type: text }) };
export const history = named(
  'TicketHistory',
  list(
    z.union([
      named('HistoryLine', z.strictObject({ revision: amount, ...readable, ...proof })),
      named('UnreadableHistoryLine', z.strictObject({ revision: amount, ...unreadable, ...proof })),
    ]),
  ),
);
/** The same of several streams. */
export const auditedEvents = named(
  'AuditedEvents',
  list(
    z.union([
      named('AuditedEvent', z.strictObject({ stream: text, revision: amount, ...readable, ...proof })),
      named('UnreadableAuditedEvent', z.strictObject({ stream: text, revision: amount, ...unreadable, ...proof })),
    ]),
  ),
);

/** Of staff alone: other tickets may be other clients'. */
export const workOverlaps = list(
  named(
    'WorkOverlap',
    z.strictObject({
      workId: text,
      engineer: text,
      from: instant,
      to: instant,
      otherTicketId: ticketId,
      otherWorkId: text,
    }),
  ),
);
export const workLogged = named(
  'WorkLogged',
  z.strictObject({ ...commandResult.shape, workId: text, overlaps: workOverlaps.optional() }),
);
export const workAmended = named(
  'WorkAmended',
  z.strictObject({ ...actResult.shape, overlaps: workOverlaps.optional() }),
);
