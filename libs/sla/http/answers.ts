import { z } from 'zod';
import { amount, count, instant, list, minutes, named, page, text, ticketId } from '#http-kit/answers';
import { PRIORITIES, TARGETS } from '#policy';
import { CATEGORIES, OPEN_STATUSES } from '#ticketing';
import { BOARD_LANES } from '../application/board-counts';

const target = z.enum(TARGETS);
const priority = z.enum(PRIORITIES);
const state = z.enum(['running', 'paused', 'met', 'breached', 'cancelled']);

export const ticketClock = named(
  'Clock',
  z.strictObject({
    target,
    cycle: count,
    state,
    armedAt: instant,
    dueAt: instant.optional(),
    dueLocal: text.optional(),
    doneAt: instant.optional(),
    priority,
    pauses: list(z.strictObject({ from: instant, to: instant.optional() })),
  }),
);
export const ticketClocks = named('TicketClocks', z.strictObject({ ticketId, at: instant, clocks: list(ticketClock) }));

const eventRef = named('EventReference', z.strictObject({ type: text, revision: amount, eventId: text }));
const term = named('Term', z.strictObject({ clause: text, place: text }));
const stretch = named(
  'Stretch',
  z.strictObject({
    kind: z.enum(['counted', 'paused', 'closed']),
    from: instant,
    to: instant,
    seconds: z.number().min(0),
    begunBy: eventRef.optional(),
    endedBy: eventRef.optional(),
    term,
  }),
);
export const clocksExplained = named(
  'ClocksExplained',
  z.strictObject({
    ticketId,
    at: instant,
    clocks: list(
      named(
        'ClockExplanation',
        z.strictObject({
          target,
          cycle: count,
          state,
          armedAt: instant,
          dueAt: instant.optional(),
          doneAt: instant.optional(),
          doneBy: eventRef.optional(),
          priority,
          priorityBy: eventRef.optional(),
          minutes: amount,
          calendar: text,
          runsFrom: instant,
          runsFromBy: eventRef.optional(),
          policyId: text,
          policyVersion: count,
          term,
          countedSeconds: z.number().min(0),
          stretches: list(stretch),
          said: list(text),
        }),
      ),
    ),
  }),
);

const facet = list(named('FacetCount', z.strictObject({ value: text.nullable(), tickets: amount })));
export const boardCounts = named(
  'SlaBoardCounts',
  z.strictObject({
    at: instant,
    tickets: amount,
    lanes: list(named('LaneCount', z.strictObject({ lane: z.enum(BOARD_LANES), tickets: amount }))),
    facets: z.strictObject({ priority: facet, client: facet, assignee: facet }),
  }),
);

const left = minutes.nullable();
export const slaBoard = named(
  'SlaBoard',
  page(
    named(
      'SlaBoardRow',
      z.strictObject({
        ticketId,
        client: text,
        status: z.enum(OPEN_STATUSES),
        priority,
        tier: z.int().min(1).max(3),
        validated: z.boolean(),
        summary: text.nullable(),
        category: z.enum(CATEGORIES).nullable(),
        openedAt: instant.nullable(),
        assignee: text.nullable(),
        nextTarget: target.nullable(),
        nextDueAt: instant.nullable(),
        overdueTarget: target.nullable(),
        overdueAt: instant.nullable(),
        urgentAt: instant.nullable(),
        breached: amount,
        paused: amount,
        urgentLocal: text.nullable(),
        minutesLeft: left,
        calendar: text.nullable(),
        says: list(z.enum(['breached', 'on hold'])),
        clocks: list(
          named(
            'SlaBoardClock',
            z.strictObject({
              target,
              cycle: count,
              armedAt: instant,
              state,
              dueAt: instant.nullable(),
              warnedPercent: z.int().min(0).max(100),
              dueLocal: text.nullable(),
              minutesLeft: left,
              calendar: text.nullable(),
            }),
          ),
        ),
      }),
    ),
    { at: instant },
  ),
);
