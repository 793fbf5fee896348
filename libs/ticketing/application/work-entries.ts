// The work entries that count, by who did them and when: a row a ticket, with a child row for each entry. What one person
// wrote down on two tickets at once is found here, where no single ticket shows it.

import type { Delivered } from '#event-store';
import { subjectOf } from '#kernel';
import type { Projection } from '#read-store';
import type { TicketOpened } from '../domain/lifecycle-events';
import type { MergeEvent } from '../domain/merging';
import type { PlacedEntry } from '../domain/overlap';
import type { WorkEntry, WorkEvent } from '../domain/work';

/** An entry; or the ticket itself, which holds them all, so that an entry may be amended by its id alone. */
export type WorkEntryRow = {
  ticketId: string;
  client: string;
  workId: string | null;
  engineer: string | null;
  kind: WorkEntry['kind'] | null;
  from: string | null;
  to: string | null;
  entries?: Readonly<Record<string, WorkEntry>>;
};
export type WorkEntryColumn = 'client' | 'engineer' | 'from' | 'to' | 'ticketId';
type DeliveredEvent = Delivered<WorkEvent | MergeEvent | TicketOpened>;

const ticketIn = ({ stream }: { stream: string }) => subjectOf(stream);
const known = (row: WorkEntryRow | undefined, { stream, stamp }: DeliveredEvent): WorkEntryRow => {
  if (row) return row;
  throw new Error(`${stream}@${stamp.revision} comes before the ticket was opened.`);
};
const withEntries = (row: WorkEntryRow, entries: readonly WorkEntry[]): WorkEntryRow => ({
  ...row,
  entries: { ...row.entries, ...Object.fromEntries(entries.map((entry) => [entry.workId, entry])) },
});
/** An entry that the ticket does not hold is passed by: its own decider has let nobody change it. */
const changed = (row: WorkEntryRow, workId: string, change: Partial<WorkEntry>): WorkEntryRow => {
  const entry = row.entries?.[workId];
  return entry ? withEntries(row, [{ ...entry, ...change }]) : row;
};
/** Entries that count, as they may be compared with those of other tickets. */
export const placedIn = ({ ticketId, client, entries = {} }: WorkEntryRow): readonly PlacedEntry[] =>
  Object.values(entries).flatMap(({ workId, engineer, kind, from, to, voided }) =>
    voided ? [] : [{ ticketId, client, workId, engineer, kind, from, to }],
  );

export const workEntries: Projection<WorkEntryRow, WorkEvent | MergeEvent | TicketOpened, WorkEntryColumn> = {
  name: 'work-entries',
  version: 1,
  streams: ['ticket-'],
  key: ticketIn,
  columns: { ticketId: 'text', client: 'text', engineer: 'text', from: 'text', to: 'text' },
  // From where an entry begins to those that begin within it; and to those that were under way when it began.
  indexes: [['engineer', 'from'], ['engineer', 'to'], ['from']],
  onFailure: 'park',
  on: {
    TicketOpened: (_row, recorded) => ({
      ticketId: ticketIn(recorded),
      client: recorded.event.client,
      workId: null,
      engineer: null,
      kind: null,
      from: null,
      to: null,
      entries: {},
    }),
    WorkLogged: (row, recorded) => {
      const { type: _, ...entry } = recorded.event;
      return withEntries(known(row, recorded), [{ ...entry, voided: false }]);
    },
    WorkAmended: (row, recorded) => {
      const { workId, from, to } = recorded.event;
      return changed(known(row, recorded), workId, { from, to });
    },
    WorkVoided: (row, recorded) => changed(known(row, recorded), recorded.event.workId, { voided: true }),
    // What was done on it is the survivor's from here on, and counts there alone.
    TicketMerged: (row, recorded) => ({ ...known(row, recorded), entries: {} }),
    MergeAbsorbed: (row, recorded) => withEntries(known(row, recorded), recorded.event.work),
  },
  childRows: (row) => Object.fromEntries(placedIn(row).map((entry) => [entry.workId, entry])),
};
