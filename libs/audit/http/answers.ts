import { z } from 'zod';
import { amount, instant, list, named, text, ticketId } from '#http-kit/answers';
import { auditedEvents } from '#ticketing/http';
import { KINDS, type Kind } from '../domain/findings';
import { READ_RECORDS } from '../domain/readings';

export const FINDING_KINDS = Object.keys(KINDS) as Kind[];
export const signedCheckpoint = named(
  'SignedCheckpoint',
  z.strictObject({ size: amount, signedAt: instant.optional(), note: text.optional() }),
);
export const consistencyProof = named(
  'ConsistencyProof',
  z.strictObject({ earlierSize: amount, laterSize: amount, hashes: list(text) }),
);
export const ticketEvents = named('TicketEvents', z.strictObject({ ticketId, events: auditedEvents }));
export const streamEvents = named(
  'StreamEvents',
  z.strictObject({ stream: text, events: auditedEvents, next: amount.optional() }),
);
export const findings = named(
  'Findings',
  z.strictObject({
    isComplete: z.boolean(),
    readEvents: amount,
    rows: list(
      named(
        'Finding',
        z.strictObject({
          kind: z.enum(FINDING_KINDS),
          stream: text,
          revision: amount,
          at: instant,
          who: text,
          what: text,
        }),
      ),
    ),
    next: text.optional(),
  }),
);
export const bundleFile = named('BundleFile', z.string());
const statement = { by: text, at: instant };
export const duties = named(
  'Duties',
  z.strictObject({
    isComplete: z.boolean(),
    readEvents: amount,
    rows: list(
      named(
        'Duty',
        z.strictObject({
          kind: z.enum(['second-person', 'late-change']),
          stream: text,
          revision: amount,
          act: text,
          first: named('DutyFirst', z.strictObject(statement)),
          second: named('DutySecond', z.strictObject({ ...statement, role: text })),
          postedCents: z.int().optional(),
        }),
      ),
    ),
    page: text,
  }),
);
export const readings = named(
  'Readings',
  z.strictObject({
    stream: text,
    rows: list(
      named(
        'Reading',
        z.strictObject({
          revision: amount,
          what: z.enum(READ_RECORDS),
          subject: text.optional(),
          question: text.optional(),
          by: text,
          role: text,
          clients: list(text).optional(),
          at: instant,
        }),
      ),
    ),
  }),
);
