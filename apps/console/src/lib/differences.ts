// Two standings of a ticket, compared: before a command and after it, or at two instants.

import type { DryRunStanding } from '../types.gen';
import { dollars, OUTCOME, STATE, TARGET } from '../words';
import { dateTime } from './time';

export type Difference = { readonly what: string; readonly from: string; readonly to: string };
type TicketStanding = Pick<DryRunStanding, 'status' | 'priority' | 'tier' | 'postedCents'> & {
  readonly clocks: readonly {
    readonly cycle: number;
    readonly target: keyof typeof TARGET;
    readonly state: string;
    readonly dueAt?: string;
  }[];
  readonly events: readonly { readonly event: number; readonly outcome: string }[];
};

const clockSaid = ({ state, dueAt }: TicketStanding['clocks'][number], zone: string): string =>
  state === 'running' && dueAt !== undefined ? `due ${dateTime(dueAt, zone)}` : state === 'paused' ? 'on hold' : state;

/** What is said of a standing, line by line. */
const linesOf = ({ status, priority, tier, clocks, postedCents, events }: TicketStanding, zone: string) =>
  new Map([
    ['State', STATE[status] ?? status],
    ['Priority', priority],
    ['Tier', String(tier)],
    ...clocks.map((clock): [string, string] => [
      `${TARGET[clock.target]}${clock.cycle > 1 ? `, cycle ${clock.cycle}` : ''}`,
      clockSaid(clock, zone),
    ]),
    ...events.map(({ event, outcome }): [string, string] => [
      `After-hours event ${event}`,
      OUTCOME[outcome as keyof typeof OUTCOME] ?? outcome,
    ]),
    ['Posted to the client', dollars(postedCents)],
  ]);

/** What is not the same, in the order of the page; `''` for what was not there, or is not any more. */
export const differences = (
  { before, after }: { readonly before: TicketStanding; readonly after: TicketStanding },
  zone: string,
): readonly Difference[] => {
  const [was, is] = [linesOf(before, zone), linesOf(after, zone)];
  return [...new Set([...was.keys(), ...is.keys()])]
    .map((what) => ({ what, from: was.get(what) ?? '', to: is.get(what) ?? 'gone' }))
    .filter(({ from, to }) => from !== to);
};
