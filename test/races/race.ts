// Two commands at once, and the two orders in which they may have come one after the other. What comes of the race, its
// answers included, is what comes of one of the orders.

import { ledger } from '#billing';
import { type Context, DomainError, iso } from '#kernel';
import { ticket } from '#ticketing';
import { finishReservations } from '#ticketing/commands';
import { chanceOf } from '../faults/chance';
import { actorOn } from './actor';
import type { DeskCommand } from './desk-commands';
import { ActorStore, Scheduler, Streams } from './interleaving';
import type { Outcome } from './outcome';
import type { Situation } from './situations';

export type Pair = { readonly situation: Situation; readonly commands: readonly [DeskCommand, DeskCommand] };

export const nameOf = ({ situation, commands: [one, other] }: Pair): string =>
  `${situation.name}: ${one.name} × ${other.name}`;

/** Who has worked on S in some situations, and judges wherever something is judged. */
const PERSON = 'eve';
const contextOf = ({ situation }: Pair, which: 0 | 1): Context => ({
  commandId: `command-${which}`,
  actor: { id: PERSON, role: 'supervisor' },
  at: iso(situation.now),
});

/** `done`, or the code of the refusal. Anything else that is thrown is a fault. */
const answerOf = (running: Promise<unknown>): Promise<string> =>
  running.then(
    () => 'done',
    (refusal) => {
      if (refusal instanceof DomainError) return refusal.code;
      throw refusal;
    },
  );

const run = ({ commands, ...pair }: Pair, which: 0 | 1, store: ActorStore): Promise<string> =>
  answerOf(commands[which].run(actorOn(store), contextOf({ commands, ...pair }, which)));

const TICKETS = ['S', 'T'];
const ROUNDS = 3;

/** The processes of the server, until nothing is left to do. */
const rest = async (streams: Streams, now: number): Promise<void> => {
  const { environment, billing } = actorOn(new ActorStore(streams));
  for (let round = 0; round < ROUNDS; round++)
    for (const ticketId of TICKETS) {
      await finishReservations(environment, ticketId, now);
      await billing.handle(ticketId, now);
    }
};

/** What the billing process marks whenever it comes to it, and what was reserved on the way. */
const UNORDERED = ['TicketBilled', 'TicketReserved', 'TicketReleased'];
/** How everything stands, and in which order it came about; without revisions, and what was reserved meanwhile. */
const stateOf = (streams: Streams): string =>
  inTheirOrder(
    TICKETS.map((ticketId) => {
      const { reservations: _, ...onTicket } = streams.state(`ticket-${ticketId}`, ticket);
      const { ticketRevision: __, incident, ...money } = streams.state(`billing-${ticketId}`, ledger);
      const { seq: ___, ...heard } = incident;
      const onLedger = { ...money, incident: heard };
      const order = streams.read(`ticket-${ticketId}`).map(({ event }) => event.type);
      return { order: order.filter((type) => !UNORDERED.includes(type)), onTicket, onLedger };
    }),
  );
const IN_ORDER = /^(seq|\w+Seq)$/;
/** As text. The ledger numbers what it hears, a mark of its own too: of the numbers only the order counts. */
const inTheirOrder = (tickets: readonly object[]): string => {
  const numbers = new Set<number>();
  const asText = (number: (value: number) => number) =>
    JSON.stringify(tickets, (key, value) => {
      if (value instanceof Map || value instanceof Set) return [...value];
      return IN_ORDER.test(key) && typeof value === 'number' ? number(value) : value;
    });
  asText((value) => numbers.add(value).size);
  const sorted = [...numbers].toSorted((a, b) => a - b);
  return asText((value) => sorted.indexOf(value));
};

/** What is still reserved; nothing ever is where nobody has died. */
const leftReserved = (streams: Streams): readonly string[] =>
  TICKETS.flatMap((ticketId) => {
    const { open } = streams.state(`ticket-${ticketId}`, ticket).reservations;
    const { reservation } = streams.state(`billing-${ticketId}`, ledger);
    return [...(open ? [`ticket ${ticketId}`] : []), ...(reservation ? [`the ledger of ${ticketId}`] : [])];
  });

/** The commands in an order, or one of them alone. */
export const inOrder = async (pair: Pair, order: readonly (0 | 1)[]): Promise<Outcome> => {
  const streams = new Streams(pair.situation.streams);
  const answers: [string, string] = ['', ''];
  for (const which of order) answers[which] = await run(pair, which, new ActorStore(streams));
  await rest(streams, pair.situation.now);
  return { answers, state: stateOf(streams) };
};

export const sequential = async (pair: Pair): Promise<readonly [Outcome, Outcome]> => [
  await inOrder(pair, [0, 1]),
  await inOrder(pair, [1, 0]),
];

/** Both at once, interleaved as the seed says. */
export const race = async (pair: Pair, seed: number): Promise<Outcome & { readonly left: readonly string[] }> => {
  const streams = new Streams(pair.situation.streams);
  const scheduler = new Scheduler(chanceOf(seed));
  const [one, other] = await Promise.all([
    run(pair, 0, new ActorStore(streams, scheduler)),
    run(pair, 1, new ActorStore(streams, scheduler)),
  ]);
  const left = leftReserved(streams);
  await rest(streams, pair.situation.now);
  return { answers: [one, other], state: stateOf(streams), left };
};

/** The first command killed after so many appends, then those of `then`, then the processes. `answer`: of the second. */
export const killedBefore = async (pair: Pair, killedAfter: number, then: readonly 1[]) => {
  const streams = new Streams(pair.situation.streams);
  const store = new ActorStore(streams, undefined, killedAfter);
  let died = true;
  void run(pair, 0, store).then(() => {
    died = false;
  });
  await isIdle();
  let answer: string | undefined;
  for (const which of then) answer = await run(pair, which, new ActorStore(streams));
  await rest(streams, pair.situation.now);
  return { state: stateOf(streams), left: leftReserved(streams), died, answer };
};
/** Everything here is memory: by then whoever can go on has gone on to its end. */
const isIdle = () => new Promise((resolve) => setImmediate(resolve));
