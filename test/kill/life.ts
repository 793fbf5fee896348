// A server that is killed again and again while people go on talking to it, and comes back each time by itself.
import { type Chance, chanceOf } from '../faults/chance';
import { listening, type Server, spawnServer } from '../programs/server';
import { Clients } from './clients';
import { isOwed } from './promises';
import { type ExpectedOutcome, tell } from './stories';

const AT_ONCE = 16;
/** How long after its birth, or after it listens, a server is killed at the latest. */
const BOOTING_MS = 1_500;
const SERVING_MS = 2_000;
const RESTS_WITHIN_MS = 60_000;

export type Lived = {
  readonly clients: Clients;
  readonly owed: readonly ExpectedOutcome[];
  /** Where each kill struck, for whoever looks into a failure. */
  readonly kills: readonly string[];
};

/** Where the stores are; none given: embedded ones, in the directory. */
type Env = Readonly<Record<string, string>>;

/** One life: so many kills on one directory; then the stories that were begun are told to their end. */
export const live = async (
  dataDir: string,
  seed: number,
  kills: number,
  env: Env = {},
): Promise<Lived & { server: Server }> => {
  const clients = new Clients();
  const owed: ExpectedOutcome[] = [];
  let over = false;
  let story = 0;
  const lane = async () => {
    while (!over) owed.push(await tell(clients, chanceOf(seed * 10_000 + story++)));
  };
  const lanes = Promise.all(Array.from({ length: AT_ONCE }, lane));
  lanes.catch(() => {}); // heard below; a kill may come first
  const struck: string[] = [];
  const chance = chanceOf(seed);
  for (let kill = 0; kill < kills; kill++) struck.push(await untilKilled(dataDir, env, chance, clients));
  const server = await listening(spawnServer(dataDir, env), dataDir);
  clients.at(server);
  over = true;
  await lanes;
  await rest(clients, owed);
  return { clients, owed, kills: struck, server };
};

const untilKilled = async (dataDir: string, env: Env, chance: Chance, clients: Clients): Promise<string> => {
  const child = spawnServer(dataDir, env);
  const isBooting = chance.happens(0.3);
  const after = chance.below(isBooting ? BOOTING_MS : SERVING_MS);
  if (!isBooting) clients.at(await listening(child, dataDir));
  await new Promise((resolve) => setTimeout(resolve, after));
  clients.at(undefined);
  const ending = await child.end('SIGKILL');
  if (ending !== 'SIGKILL')
    throw new Error(`The server ended by itself with ${ending}. It said: ${child.said.join(' | ')}`);
  return `${after} ms after it ${isBooting ? 'was started' : 'listened'}`;
};

/** Until every ledger has posted what is owed, and every ticket shows it. What never does is found in the store. */
export const rest = async (clients: Clients, owed: readonly ExpectedOutcome[]): Promise<void> => {
  const until = performance.now() + RESTS_WITHIN_MS;
  for (const { ticketId, postings } of owed)
    while (performance.now() < until) {
      const { events } = await clients.get('auditor', `/tickets/${ticketId}/billing`);
      const posted = (events as { postings: { cents: number }[] }[]).flatMap((event) => event.postings);
      const history = (await clients.get('auditor', `/tickets/${ticketId}/history`)) as { event: { type: string } }[];
      const shown = history.filter(({ event }) => event.type === 'TicketBilled').length;
      if (
        isOwed(
          posted.map(({ cents }) => cents),
          postings,
        ) &&
        shown === posted.length
      )
        break;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
};
