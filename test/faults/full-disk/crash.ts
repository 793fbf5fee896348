// A disk that takes nothing for a minute while people go on commanding: nothing that was acknowledged is lost, whoever asks
// hears 503 and nothing else, and it goes on by itself.
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Clients } from '../../kill/clients';
import { lostOrDoubled, unsound } from '../../kill/promises';
import { everythingIn } from '../../kill/stored';
import { discard, keep, scratch } from '../../programs/scratch';
import { type Server, startServer } from '../../programs/server';
import { type Chance, chanceOf } from '../chance';
import type { Crash, Cycle, Wanted } from '../cycle';
import { violationOf } from '../ledger';

const AT_ONCE = 8;
const FULL_MS = 60_000;
/** Before it: at least and at most. */
const GOES_WELL_MS = [300, 2_000] as const;
const RESUMES_WITHIN_MS = 10_000;
const LOOKS_EVERY_MS = 50;
const OPENING = { client: 'acme', channel: 'phone', priority: 'P3', summary: 'Calls drop' };

/** For the running process: as where there is no room. */
const filesMayGrow = ({ pid }: Server, to: 'no more' | 'as they like'): void => {
  const bytes = to === 'no more' ? '1' : 'unlimited';
  execFileSync('prlimit', ['--pid', String(pid), `--fsize=${bytes}:unlimited`], { stdio: 'pipe' });
};

const lane = async (clients: Clients, isOver: () => boolean): Promise<void> => {
  const say = (path: string, body: object, yields: string) =>
    clients.say({ role: 'agent', path, body, yields, key: randomUUID() });
  while (!isOver()) {
    const { ticketId } = await say('/tickets', OPENING, 'TicketOpened');
    for (let n = 0; n < 10 && !isOver(); n++)
      await say(`/tickets/${ticketId}/notes`, { text: 'Still nothing' }, 'NoteAdded');
  }
};

/** Milliseconds until something is acknowledged again; undefined where that takes too long. */
const resumed = async ({ told }: Clients): Promise<number | undefined> => {
  const before = told.length;
  const began = performance.now();
  while (told.length === before) {
    if (performance.now() - began > RESUMES_WITHIN_MS) return undefined;
    await pause(LOOKS_EVERY_MS);
  }
  return Math.round(performance.now() - began);
};

const fullOnce = async (server: Server, clients: Clients, chance: Chance, stop: AbortSignal) => {
  const [least, most] = GOES_WELL_MS;
  await pause(least + chance.below(most - least));
  filesMayGrow(server, 'no more');
  const acknowledged = clients.told.length;
  await pause(FULL_MS, undefined, { signal: stop }).catch(() => {});
  const meanwhile = clients.told.length - acknowledged;
  filesMayGrow(server, 'as they like');
  const afterMs = await resumed(clients);
  const story = `full for ${FULL_MS / 1_000} s (${meanwhile} acknowledged as it filled), went on after ${afterMs ?? '?'} ms`;
  return { wrong: afterMs === undefined ? [`it did not go on within ${RESUMES_WITHIN_MS} ms`] : [], story };
};

/** One server; after every full disk all that was acknowledged is looked for at the end. */
async function* fullDisks({ seed, cycles, stop }: Wanted): AsyncGenerator<Cycle> {
  const directory = scratch('full-disk');
  // Whoever is told to come again does, for longer than the disk is full.
  const clients = new Clients(FULL_MS + 60_000);
  const server = await startServer(directory);
  clients.at(server);
  let isOver = false;
  const lanes = Promise.all(Array.from({ length: AT_ONCE }, () => lane(clients, () => isOver)));
  const refused = lanes.then(
    () => [],
    (error: Error) => [`somebody was answered what is no 503: ${error.message}`],
  );
  let isSound = true;
  try {
    for (let n = 0; n < cycles; n++) {
      const { wrong, story } = await fullOnce(server, clients, chanceOf(seed + n), stop);
      const isLast = n === cycles - 1 || stop.aborted;
      isOver ||= isLast;
      const broken = [...wrong, ...(isLast ? await verdict(server, clients, refused, directory) : [])];
      isSound &&= broken.length === 0;
      yield {
        seed: seed + n,
        recovered: wrong.length === 0,
        violations: broken.map(violationOf),
        story: isSound ? story : `${story}; what is left: ${directory}`,
        again: `--only full-disk --seed ${seed} --cycles ${n + 1}`,
      };
      if (isLast) break;
    }
  } finally {
    isOver = true;
    await server.end();
    if (isSound) discard(directory);
    else keep(directory);
  }
}

const verdict = async (server: Server, clients: Clients, refused: Promise<string[]>, directory: string) => {
  const wrong = await refused;
  await server.end('SIGTERM');
  const everything = await everythingIn(join(directory, 'store'));
  return [...wrong, ...unsound(everything), ...lostOrDoubled(everything, clients.told)];
};

export const fullDisk: Crash = {
  name: 'full-disk',
  does: 'the whole server, on a disk that takes nothing for a minute under load',
  run: fullDisks,
};
