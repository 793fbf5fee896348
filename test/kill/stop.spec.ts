// SIGTERM while everybody talks: it is over within ten seconds, and what was acknowledged is there, once.
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { endAll } from '../programs/child';
import { discard, scratch } from '../programs/scratch';
import { startServer } from '../programs/server';
import { Clients } from './clients';
import { lostOrDoubled, unsound } from './promises';
import { everythingIn } from './stored';

const AT_ONCE = 32;
const STOPS_WITHIN_MS = 10_000;
/** So many notes are acknowledged before it is asked to stop. */
const NOTES_FIRST = 100;

afterAll(endAll);

describe('A server that is asked to stop', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    'on %s under load drains, ends with 0 and has lost nothing',
    async (signal) => {
      const dataDir = scratch('stop');
      const clients = new Clients();
      const first = await startServer(dataDir);
      clients.at(first);
      let over = false;
      const busy = Promise.withResolvers<void>();
      const talking = Promise.all(
        Array.from({ length: AT_ONCE }, async () => {
          const ticketId = await openTicket(clients);
          while (!over) {
            await note(clients, ticketId);
            if (clients.told.length > AT_ONCE + NOTES_FIRST) busy.resolve();
          }
        }),
      );
      await Promise.race([busy.promise, talking]);

      const from = performance.now();
      expect(await first.end(signal)).toBe(0);
      expect(performance.now() - from).toBeLessThan(STOPS_WITHIN_MS);
      over = true;

      // Who was left without an answer asks the next server, with the same key.
      const next = await startServer(dataDir);
      clients.at(next);
      await talking;
      expect(await next.end()).toBe(0);
      const everything = await everythingIn(join(dataDir, 'store'));
      expect([...unsound(everything), ...lostOrDoubled(everything, clients.told)]).toEqual([]);
      discard(dataDir);
    },
  );
});

const openTicket = async (clients: Clients): Promise<string> => {
  const body = { client: 'acme', channel: 'phone', priority: 'P1', summary: 'No calls in or out' };
  const opening = { role: 'agent', path: '/tickets', body, yields: 'TicketOpened', key: randomUUID() } as const;
  return (await clients.say(opening)).ticketId;
};
const note = (clients: Clients, ticketId: string) => {
  const key = randomUUID();
  const body = { text: `Note ${key}` };
  return clients.say({ role: 'agent', path: `/tickets/${ticketId}/notes`, body, yields: 'NoteAdded', key });
};
