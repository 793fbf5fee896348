// What became of every clock, for counting: a row a ticket, and a line for each clock that has had a due instant. A
// breach that is withdrawn is no breach any more and is counted apart; nothing is ever added to a sum that it could not
// be taken out of, because sums are made when somebody asks.

import type { Delivered } from '#event-store';
import { subjectOf } from '#kernel';
import type { Priority } from '#policy';
import type { Projection } from '#read-store';
import { clockKey, type SlaEvent, type Target } from '#sla';
import type { TicketEventOf } from '#ticketing';

type OutcomeEvent =
  | SlaEvent
  | TicketEventOf<'TicketOpened' | 'TicketTriaged' | 'PriorityChanged' | 'PriorityCorrected' | 'TicketEscalated'>;
/** `priority` and `tier` are those under which it was last decided. */
type Clock = {
  target: Target;
  priority: Priority;
  tier: number;
  dueAt: string | null;
  /** By which it was set last: its zone says to which month the due instant belongs. */
  policyVersion: number | null;
  pending: number;
  met: number;
  breached: number;
  withdrawn: number;
};
export type OutcomeRow = {
  client: string;
  priority: Priority;
  tier: number;
  target: Target | null;
  /** When it was due: the instant by which it belongs to a month. Null on the ticket's own row. */
  at: string | null;
  policyVersion: number | null;
  /** 1 while it runs or is paused; a clock that was cancelled is in none of the three. */
  pending: number;
  met: number;
  breached: number;
  /** How often a breach of it was withdrawn. */
  withdrawn: number;
  clocks?: Record<string, Clock>;
};
export type OutcomeColumn = Exclude<keyof OutcomeRow, 'clocks'>;

const known = (row: OutcomeRow | undefined, { stream, stamp }: Delivered): OutcomeRow => {
  if (row) return row;
  throw new Error(`${stream}@${stamp.revision} comes before the ticket was opened.`);
};
type Change = (clock: Clock) => Partial<Clock>;
const clock = (row: OutcomeRow | undefined, recorded: Delivered<SlaEvent>, change: Change): OutcomeRow => {
  const before = known(row, recorded);
  const { target, cycle, armedAt } = recorded.event;
  const key = clockKey({ target, cycle, armedAt });
  const { tier, priority, clocks = {} } = before;
  const was = clocks[key] ?? { target, priority, tier, dueAt: null, policyVersion: null, ...CANCELLED, withdrawn: 0 };
  return { ...before, clocks: { ...clocks, [key]: { ...was, tier, ...change(was) } } };
};
const prioritised = (row: OutcomeRow | undefined, recorded: Delivered, priority: Priority): OutcomeRow => ({
  ...known(row, recorded),
  priority,
});
const PENDING = { pending: 1, met: 0, breached: 0 };
const MET = { pending: 0, met: 1, breached: 0 };
const BREACHED = { pending: 0, met: 0, breached: 1 };
/** Its ticket ended, or was never of the priority that set it: there is nothing left to meet. */
const CANCELLED = { pending: 0, met: 0, breached: 0 };

export const slaOutcomes: Projection<OutcomeRow, OutcomeEvent, OutcomeColumn> = {
  name: 'sla-outcomes',
  version: 4, // v4: sums are kept; v2: cancelled clocks are not pending; v3: each clock has the policy version that set it
  streams: ['ticket-', 'sla-'],
  key: ({ stream }) => subjectOf(stream),
  columns: {
    client: 'text',
    priority: 'text',
    tier: 'integer',
    target: 'text',
    at: 'text',
    policyVersion: 'integer',
    pending: 'integer',
    met: 'integer',
    breached: 'integer',
    withdrawn: 'integer',
  },
  sums: {
    at: 'at',
    by: ['client', 'priority', 'tier', 'target', 'policyVersion'],
    of: ['pending', 'met', 'breached', 'withdrawn'],
  },
  // What the ends of a month cut off is counted from its index alone.
  indexes: [
    ['at', 'client', 'priority', 'tier', 'target', 'pending', 'met', 'breached', 'withdrawn', 'policyVersion'],
    ['client', 'at'],
  ],
  onFailure: 'park',
  on: {
    TicketOpened: (_row, { event }) => ({
      client: event.client,
      priority: event.assigned,
      tier: event.tier,
      target: null,
      at: null,
      policyVersion: null,
      ...CANCELLED,
      withdrawn: 0,
      clocks: {},
    }),
    TicketTriaged: (row, recorded) => prioritised(row, recorded, recorded.event.priority),
    PriorityChanged: (row, recorded) => prioritised(row, recorded, recorded.event.to),
    PriorityCorrected: (row, recorded) => prioritised(row, recorded, recorded.event.to),
    TicketEscalated: (row, recorded) => ({ ...known(row, recorded), tier: recorded.event.to }),
    TargetSet: (row, recorded) => {
      const { dueAt, priority, policyVersion } = recorded.event;
      return clock(row, recorded, () => ({ dueAt, policyVersion, priority: priority as Priority, ...PENDING }));
    },
    TargetWarned: (row, recorded) => clock(row, recorded, () => ({})),
    TargetBreached: (row, recorded) => clock(row, recorded, () => ({ dueAt: recorded.event.dueAt, ...BREACHED })),
    SlaBreachWithdrawn: (row, recorded) =>
      clock(row, recorded, ({ withdrawn }) => ({ ...PENDING, withdrawn: withdrawn + 1 })),
    TargetMet: (row, recorded) => clock(row, recorded, () => ({ dueAt: recorded.event.dueAt, ...MET })),
    TargetPaused: (row, recorded) => clock(row, recorded, () => PENDING),
    TargetResumed: (row, recorded) => clock(row, recorded, () => ({ dueAt: recorded.event.dueAt, ...PENDING })),
    TargetCancelled: (row, recorded) => clock(row, recorded, () => CANCELLED),
  },
  childRows: ({ client, clocks = {} }) =>
    Object.fromEntries(
      Object.entries(clocks).flatMap(([key, { dueAt: at, ...counted }]) =>
        at === null ? [] : [[key, { client, at, ...counted }]],
      ),
    ),
};
