import { CannotLook } from '#command-line';
import { iso } from '#kernel';
import { outcomeOf } from '#simulation';
import { openArchive } from './archive';
import { dollars, type Format, instantOf, print, type Row, say } from './output';
import { type Cut, cutTo, environmentOf, historyIn, loadTicket, type TicketArchive } from './ticket';

type Options = Format & { readonly store?: string; readonly at: string; readonly knownAt?: string };

/** How a ticket stood at an instant, by what was known at another one. */
export const asOfCommand = async (ticketId: string, { store, at, knownAt, ...format }: Options): Promise<void> => {
  const archive = await openArchive(store);
  try {
    const cut = cutOf(at, knownAt);
    const standing = await standingAt(await loadTicket(archive, ticketId), cut);
    const known = cut.knownAt === undefined ? 'as it is known now' : `as it was known at ${iso(cut.knownAt)}`;
    say(`Ticket ${ticketId} at ${iso(cut.at)}, ${known}: ${standing.events} events.`, format);
    print(rowsOf(standing), format, standing);
  } finally {
    await archive.close();
  }
};

export const cutOf = (at: string, knownAt?: string): Cut & { readonly at: number } => ({
  at: instantOf(at, '--at'),
  knownAt: knownAt === undefined ? undefined : instantOf(knownAt, '--known-at'),
});

/** What the server's own engines make of the events that count. */
export const standingAt = async (
  { ticketId, entries, policies }: TicketArchive,
  cut: Cut & { readonly at: number },
) => {
  const counted = cutTo(entries, cut);
  const ticket = historyIn(counted, 'ticket');
  if (!ticket.some(({ event }) => event.type === 'TicketOpened'))
    throw new CannotLook(`Ticket ${ticketId} was not open yet at ${iso(cut.at)}, by what was known then.`);
  const environment = environmentOf(ticketId, counted, policies);
  const outcome = await outcomeOf(environment, ticketId, cut.at);
  const work = ticket.flatMap(({ event }) =>
    'workId' in event && 'from' in event && 'to' in event && 'engineer' in event
      ? [`${event.engineer} ${event.from} to ${event.to}`]
      : [],
  );
  return {
    at: iso(cut.at),
    ...(cut.knownAt !== undefined && { knownAt: iso(cut.knownAt) }),
    events: counted.length,
    ...outcome,
    work,
  };
};
export type TicketAsOf = Awaited<ReturnType<typeof standingAt>>;

export const rowsOf = ({ state, priority, sla, billing, work }: TicketAsOf): readonly Row[] => [
  { what: 'state', value: state },
  { what: 'priority', value: priority },
  ...Object.entries(sla).map(([target, { state: clock, due }]) => ({
    what: `clock ${target}`,
    value: due === undefined ? clock : `${clock}, due ${due}`,
  })),
  ...billing.map(({ outcome, rule, postedCents }, n) => ({
    what: `after-hours event ${n + 1}`,
    value: `${outcome}${rule === undefined ? '' : ` (${rule})`}, ${dollars(postedCents)} posted`,
  })),
  ...work.map((entry) => ({ what: 'work', value: entry })),
];
