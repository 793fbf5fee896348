// What must hold in a store, whatever happened to the server that wrote it. Each answers with what does not hold.
import type { AnsweredCommand } from './clients';
import type { Everything, StoredEvent } from './stored';
import type { ExpectedOutcome } from './stories';

/** I3: the revisions of a stream are contiguous, and $all agrees with every stream. */
export const unsound = ({ all, streams }: Everything): string[] => {
  const inAll = Map.groupBy(all, ({ stream }) => stream);
  return [...new Set([...streams.keys(), ...inAll.keys()])].flatMap((stream) => {
    const alone = streams.get(stream) ?? [];
    const gap = alone.findIndex(({ revision }, n) => revision !== n);
    const both = [alone, inAll.get(stream) ?? []].map((events) => events.map(({ id }) => id).join());
    return [
      ...(gap < 0 ? [] : [`I3: ${stream} has revision ${alone[gap]?.revision} where ${gap} belongs`]),
      ...(both[0] === both[1] ? [] : [`I3: ${stream} by itself is not what $all has of it`]),
    ];
  });
};

/** I1 and I2: what was acknowledged is there once, and nothing is there that nobody said. */
export const lostOrDoubled = ({ all }: Everything, told: readonly AnsweredCommand[]): string[] => {
  const [claims, effects] = [all.filter(isClaim), all.filter((event) => !isClaim(event))];
  const byCommand = Map.groupBy(effects, ({ commandId }) => commandId);
  const claimed = new Set(claims.map(({ commandId }) => commandId));
  const said = new Set(told.map(({ commandId }) => commandId));
  const decisions = decisionsIn(all);
  const isReservedForOne = ({ data }: StoredEvent) => said.has(decisions.get(reservationOf(data)) ?? '');
  return [
    ...told.flatMap(({ commandId, ticketId, category, yields }) => {
      const stream = `${category}-${ticketId}`;
      const found = byCommand.get(commandId) ?? [];
      const fitting = found.filter((event) => event.type === yields && event.stream === stream);
      if (fitting.length === 1 && claimed.has(commandId)) return [];
      if (fitting.length === 1) return [`I2: ${commandId} took effect on ${stream} and was never claimed`];
      const what = found.map(({ stream: where, revision, type }) => `${where}@${revision} ${type}`).join(', ');
      return [`I1, I2: ${yields} on ${stream} by ${commandId} is there ${fitting.length} times (${what || 'nothing'})`];
    }),
    ...[...byCommand].flatMap(([commandId, events]) => [
      ...(isOneAppend(events) ? [] : [`I2: ${commandId} took effect more than once: ${places(events)}`]),
      ...(said.has(commandId) || !events.some(isByPerson) || events.every(isReservedForOne)
        ? []
        : [`I2: nobody said ${commandId}: ${places(events)}`]),
    ]),
  ];
};

/**
 * A merge reserves other streams in the name of whoever merges, under command ids of its own. By reservation, the command
 * that it is for, as the ledger of the ticket that decides names it (docs/adr/0018).
 */
const decisionsIn = (all: readonly StoredEvent[]): ReadonlyMap<string, string> =>
  new Map(
    all
      .filter(({ type }) => type === 'LedgerReserved')
      .flatMap(({ data }) => {
        const { commandId } = data as { commandId?: string };
        return commandId === undefined ? [] : [[reservationOf(data), commandId] as const];
      }),
  );
const reservationOf = (data: unknown): string => (data as { reservationId?: string }).reservationId ?? '';

/** That a request took a command's id, which is no effect of it (docs/adr/0020). */
const isClaim = ({ stream }: StoredEvent): boolean => stream.startsWith('command-');
/** A command changes one stream, in one append. */
const isOneAppend = (events: readonly StoredEvent[]): boolean =>
  events.every(
    ({ stream, revision }, n) => stream === events[0]?.stream && revision === (events[0]?.revision ?? 0) + n,
  );
const places = (events: readonly StoredEvent[]) =>
  events.map(({ stream, revision }) => `${stream}@${revision}`).join(', ');
/** People say what they say through HTTP; processes have commands of their own. */
const isByPerson = ({ actor }: StoredEvent): boolean => actor.startsWith('dev-');

const POSTED = ['ChargePosted', 'SupplementaryPosted', 'CreditPosted', 'ChargeRebilled'];

/** I5: what was posted for a ticket is what is owed; one charge, and each posting shown on the ticket once. */
export const misbilled = ({ streams }: Everything, { ticketId, story, postings }: ExpectedOutcome): string[] => {
  const ledger = (streams.get(`billing-${ticketId}`) ?? []).filter(({ type }) => POSTED.includes(type));
  const billed = (streams.get(`ticket-${ticketId}`) ?? []).filter(({ type }) => type === 'TicketBilled');
  const wrong = (what: string) => [`I5: ${ticketId} (${story}) ${what}`];
  const posted = ledger.map(centsOf);
  const charges = ledger.filter(({ type }) => type === 'ChargePosted').length;
  const shown = (events: readonly StoredEvent[]) =>
    events
      .map(({ data }) => JSON.stringify((data as { postingId: string }).postingId))
      .sort()
      .join();
  return [
    ...(isOwed(posted, postings)
      ? []
      : wrong(`was posted ${JSON.stringify(posted)}; owed is ${JSON.stringify(postings)}`)),
    ...(charges === Math.min(1, ledger.length) ? [] : wrong(`was charged ${charges} times`)),
    ...(shown(ledger) === shown(billed) ? [] : wrong(`has postings ${shown(ledger)} and shows ${shown(billed)}`)),
  ];
};

const centsOf = ({ data }: StoredEvent): number => (data as { cents: number }).cents;
export const isOwed = (posted: readonly number[], owed: ExpectedOutcome['postings']): boolean =>
  'sum' in owed
    ? posted.reduce((sum, cents) => sum + cents, 0) === owed.sum
    : JSON.stringify(posted) === JSON.stringify(owed);
