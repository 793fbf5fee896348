// Somebody looks at the money all the time: what was posted at any instant is the beginning of what is posted later (I16).
import { setTimeout as pause } from 'node:timers/promises';
import type { Clients } from '../../kill/clients';
import type { ExpectedOutcome } from '../../kill/stories';
import { chanceOf } from '../chance';
import type { Postings } from './promises';

const EVERY_MS = 50;

type Looking = {
  readonly clients: Clients;
  readonly owed: readonly ExpectedOutcome[];
  readonly postings: Postings;
  readonly seed: number;
  isOver(): boolean;
};

/** Looks at one ledger after the other, by chance, until it is over. */
export const watchMoney = async ({ clients, owed, postings, seed, isOver }: Looking): Promise<void> => {
  for (const chance = chanceOf(seed); !isOver(); await pause(EVERY_MS))
    if (owed.length > 0) await look(clients, postings, chance.of(owed).ticketId);
};

const look = async (clients: Clients, postings: Postings, ticketId: string): Promise<void> => {
  const { events } = await clients.get('auditor', `/tickets/${ticketId}/billing`).catch(notHeardYet);
  const posted = (events as { postings: { postingId: string; cents: number }[] }[]).flatMap((one) => one.postings);
  postings.saw(
    ticketId,
    posted.map(({ postingId, cents }) => `${postingId} ${cents}`),
  );
};

/** Billing may be the one that is missing. */
const notHeardYet = (error: Error): { events: readonly never[] } => {
  if (/"status":404/.test(error.message)) return { events: [] };
  throw error;
};
