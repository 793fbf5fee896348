// How long it takes until a role does again what it is there for: seen from outside, by a ticket that somebody opens.
import { type EventStoreDBClient, StreamNotFoundError } from '@eventstore/db-client';
import type { Clients } from '../../kill/clients';
import type { Receiver } from '../../public/receiver';
import type { Chance } from '../chance';
import type { Role } from './crew';

const PATIENCE_MS = 60_000;
const LOOKS_EVERY_MS = 25;

/** Where it shows what was done. */
export type Seen = { readonly client: EventStoreDBClient; readonly receiver: Receiver; readonly prefix: string };

/** Opens a ticket, and waits until the role has done its part of it. Milliseconds; nothing where it never did. */
export const recovery = async (
  role: Role,
  clients: Clients,
  seen: Seen,
  chance: Chance,
): Promise<number | undefined> => {
  const from = performance.now();
  const ticket = await opened(clients, chance);
  while (!(await isDone(role, ticket, clients, seen))) {
    if (performance.now() - from > PATIENCE_MS) return undefined;
    await new Promise((resolve) => setTimeout(resolve, LOOKS_EVERY_MS));
  }
  return performance.now() - from;
};

type Opened = { readonly ticketId: string; readonly position: string };

const opened = async (clients: Clients, chance: Chance): Promise<Opened> => {
  const body = { client: 'acme', channel: 'phone', priority: 'P2', summary: 'Are you there?' };
  const opening = { role: 'agent', path: '/tickets', body, yields: 'TicketOpened', key: chance.uuid() } as const;
  return clients.say(opening);
};

const isDone = async (
  role: Role,
  { ticketId, position }: Opened,
  clients: Clients,
  { client, receiver, prefix }: Seen,
): Promise<boolean> => {
  if (role === 'api') return true;
  if (role === 'webhooks') return receiver.taken.some(({ subject }) => subject === ticketId);
  if (role === 'projector') {
    // Answered once the list shows it.
    await clients.get('agent', `/tickets?limit=1&after=${position}`);
    return true;
  }
  try {
    // To the end: the client does not let go of a reading that was left in the middle.
    let events = 0;
    for await (const _event of client.readStream(`${prefix}${role}-${ticketId}`, { maxCount: 1 })) events++;
    return events > 0;
  } catch (error) {
    if (error instanceof StreamNotFoundError) return false;
    throw error;
  }
};
