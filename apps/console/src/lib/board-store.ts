// The board's rows: ten thousand of them, kept here and not in a cache of answers, so that one change costs one row.

import type { SlaBoardRow } from '../types.gen';

export type LaneId = 'breached' | 'half-hour' | 'four-hours' | 'day' | 'later' | 'still';
export const LANES: readonly { readonly id: LaneId; readonly title: string }[] = [
  { id: 'breached', title: 'Breached' },
  { id: 'half-hour', title: 'Next 30 minutes' },
  { id: 'four-hours', title: 'Next 4 hours' },
  { id: 'day', title: 'Next 24 hours' },
  { id: 'later', title: 'Later' },
  { id: 'still', title: 'Standing still' },
];
export type Lane = { readonly id: LaneId; readonly rows: readonly SlaBoardRow[] };
export type BoardFilter = {
  readonly priority?: string | undefined;
  readonly client?: string | undefined;
  readonly breached?: boolean;
  readonly nobodys?: boolean;
};

const MINUTE = 60_000;
const UP_TO: readonly (readonly [LaneId, number])[] = [
  ['half-hour', 30 * MINUTE],
  ['four-hours', 240 * MINUTE],
  ['day', 1440 * MINUTE],
];
export const laneOf = (row: Pick<SlaBoardRow, 'overdueAt' | 'nextDueAt'>, now: number): LaneId => {
  if (row.overdueAt !== null) return 'breached';
  if (row.nextDueAt === null) return 'still';
  const left = Date.parse(row.nextDueAt) - now;
  if (left <= 0) return 'breached';
  return UP_TO.find(([, within]) => left <= within)?.[0] ?? 'later';
};

const meets = (row: SlaBoardRow, { priority, client, breached, nobodys }: BoardFilter): boolean =>
  (priority === undefined || row.priority === priority) &&
  (client === undefined || row.client === client) &&
  (!breached || row.overdueAt !== null) &&
  (!nobodys || row.assignee === null);

const urgency = ({ urgentAt }: SlaBoardRow): string => urgentAt ?? '9999';
const byUrgency = (a: SlaBoardRow, b: SlaBoardRow): number =>
  urgency(a) < urgency(b) ? -1 : urgency(a) > urgency(b) ? 1 : a.ticketId < b.ticketId ? -1 : 1;
/** What is over anyway is sorted by what it was: the worst first. */
const byHarm = (a: SlaBoardRow, b: SlaBoardRow): number =>
  a.priority === b.priority ? byUrgency(a, b) : a.priority < b.priority ? -1 : 1;

export class BoardRows {
  readonly #rows = new Map<string, SlaBoardRow>();

  get size(): number {
    return this.#rows.size;
  }
  get(ticketId: string): SlaBoardRow | undefined {
    return this.#rows.get(ticketId);
  }
  /** What is not among these has left meanwhile. */
  keepOnly(ticketIds: ReadonlySet<string>): void {
    for (const ticketId of this.#rows.keys()) if (!ticketIds.has(ticketId)) this.#rows.delete(ticketId);
  }
  put(rows: readonly SlaBoardRow[]): void {
    for (const row of rows) this.#rows.set(row.ticketId, row);
  }
  /** What was asked for by its number and is not there any more, has left the board. */
  answer(asked: readonly string[], rows: readonly SlaBoardRow[]): void {
    const there = new Set(rows.map(({ ticketId }) => ticketId));
    for (const ticketId of asked) if (!there.has(ticketId)) this.#rows.delete(ticketId);
    this.put(rows);
  }

  lanes(filter: BoardFilter, now: number): readonly Lane[] {
    const lanes = new Map<LaneId, SlaBoardRow[]>(LANES.map(({ id }) => [id, []]));
    for (const row of this.#rows.values()) if (meets(row, filter)) lanes.get(laneOf(row, now))?.push(row);
    return LANES.map(({ id }) => ({ id, rows: (lanes.get(id) ?? []).sort(id === 'breached' ? byHarm : byUrgency) }));
  }
}
