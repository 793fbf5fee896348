import { z } from 'zod';
import { amount, instant, list, named, text, ticketId } from '#http-kit/answers';

const engine = named(
  'EngineHealth',
  z.strictObject({
    engine: text,
    state: z.enum(['unknown', 'up', 'away', 'refused']),
    since: instant,
    detail: text.optional(),
    facts: z.record(text, z.union([text, z.number()])).optional(),
  }),
);
const lag = z.strictObject({
  events: amount,
  orMore: z.literal(true).optional(),
  ms: amount,
  foldedAt: instant.optional(),
});
export const health = named(
  'Health',
  z.strictObject({
    status: z.enum(['ok', 'degraded']),
    engines: list(engine),
    work: list(
      named(
        'Work',
        z.strictObject({
          name: text,
          state: text,
          lag: lag.optional(),
          problem: text.optional(),
          parked: amount.optional(),
        }),
      ),
    ),
  }),
);
export const liveness = named('Liveness', z.strictObject({ status: z.literal('live') }));
export const startup = named(
  'Startup',
  z.strictObject({ status: z.literal('started'), roles: list(text), work: list(text) }),
);
export const metrics = named('Metrics', z.string());
export const readiness = named(
  'Readiness',
  z.strictObject({ status: z.enum(['ready', 'degraded', 'not-ready']), engines: list(engine) }),
);

export const stuckWork = named(
  'StuckWork',
  z.strictObject({
    rows: list(
      named(
        'StuckRow',
        z.strictObject({
          process: text,
          ticketId: text.optional(),
          since: text,
          sinceLocal: text.optional(),
          reason: text,
          attempts: amount,
          whatToDo: text,
        }),
      ),
    ),
  }),
);
export const retried = named('RetryRequested', z.strictObject({ process: text, ticketId, asked: z.literal(true) }));

export const problemGuide = named(
  'ProblemGuide',
  z.strictObject({
    code: text,
    status: z.int().min(400).max(599),
    title: text,
    cause: text,
    fix: text,
    example: text,
  }),
);
export const problemGuides = named('ProblemGuides', list(problemGuide));
