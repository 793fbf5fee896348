// How long it takes until a role does again what it is there for: seen from outside, by a ticket that somebody opens.
import { type EventStoreDBClient, StreamNotFoundError } from '@eventstore/db-client';
import type { Clients } from '../../kill/clients';
import type { Receiver } from '../../public/receiver';
import type { Chance } from '../chance';
import type { Role } from './crew';

const PATIENCE_MS = 60_000;
const LOOKS_EVERY_MS = 25;

/** Where it shows what was done. */
export type RecoveryContext = {
  readonly client: EventStoreDBClient;
  readonly receiver: Receiver;
  readonly prefix: string;
};

/** Opens a ticket, and waits until the role has done its part of it. Milliseconds; nothing where it never did. */
export const recovery = async (
  role: Role,
  clients: Clients,
  seen: RecoveryContext,
  chance: Chance,
): Promise<number | undefined> => {
  const from = performance.now();
  const ticket = await opened(role, clients, chance);
  while (!(await isDone(role, ticket, clients, seen))) {
    if (performance.now() - from > PATIENCE_MS) return undefined;
    await new Promise((resolve) => setTimeout(resolve, LOOKS_EVERY_MS));
  }
  return performance.now() - from;
};

type Opened = { readonly ticketId: string; readonly position: string };

const opened = async (role: Role, clients: Clients, chance: Chance): Promise<Opened> => {
  const said = { client: 'acme', channel: 'phone', summary: 'Are you there?' };
  // Nobody is woken but for a P1 of the night.
  const body = role === 'paging' ? { ...said, priority: 'P1', contactedAt: lastNight() } : { ...said, priority: 'P2' };
  const opening = { role: 'agent', path: '/tickets', body, yields: 'TicketOpened', key: chance.uuid() } as const;
  return clients.say(opening);
};

/** Half past two in Chicago, or half past three in summer. */
const lastNight = (): string => {
  const today = `${new Date().toISOString().slice(0, 10)}T08:30:00Z`;
  const at = Date.parse(today);
  return new Date(at < Date.now() ? at : at - 86_400_000).toISOString();
};

/** Where a role writes, if not to streams of its name. */
const CATEGORY: Partial<Record<Role, string>> = { paging: 'page' };

const isDone = async (
  role: Role,
  { ticketId, position }: Opened,
  clients: Clients,
  { client, receiver, prefix }: RecoveryContext,
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
    for await (const _event of client.readStream(`${prefix}${CATEGORY[role] ?? role}-${ticketId}`, { maxCount: 1 }))
      events++;
    return events > 0;
  } catch (error) {
    if (error instanceof StreamNotFoundError) return false;
    throw error;
  }
};
