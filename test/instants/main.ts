// npm run -s instants -- [--count N] [--seed S]
// Asks a running server and the auditor's program, on the server's own directory, how tickets of random histories stood at random
// instants of both times. Exit 0 where all answers are the same, 1 where one is not, 2 it could not ask.

import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { Command, InvalidArgumentError } from 'commander';
import { exportOf } from '#audit/testing';
import { importIntoStore, Store } from '#embedded-store';
import type { Stored } from '#event-store';
import { openArchive } from '../../apps/audit/archive';
import { loadTicket } from '../../apps/audit/ticket';
import { type Chance, chanceOf } from '../faults/chance';
import { discard, scratch } from '../programs/scratch';
import { type Server, startServer } from '../programs/server';
import { byTheProgram, byTheServer, type Instants, NO_TICKET } from './answers';
import { type LivedHistory, livedHistory } from './histories';

const whole = (text: string): number => {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It is a whole number.');
};
/** Instants asked of each history. */
const EACH = 10;
const PROGRESS_EVERY = 1_000;
/** Nothing is written while both are asked, and nobody is told to wait. */
const ASKED_ALONE = { ROLES: 'api', REQUESTS_PER_SECOND: '100000' };

const stopped = async (server: Server): Promise<void> => {
  const ending = await server.end('SIGTERM');
  if (ending !== 0) throw new Error(`The server ended with ${ending}. It said: ${server.said.join(' | ')}`);
};

/** A server's directory with these histories in it. */
const written = async (dataDir: string, histories: readonly LivedHistory[]): Promise<void> => {
  await stopped(await startServer(dataDir, ASKED_ALONE)); // its keys, its name
  const store = await Store.open({ dir: join(dataDir, 'store') });
  async function* lines() {
    for (const { events } of histories)
      for (const [append, event] of events.entries())
        yield exportOf([event]).trimEnd().replace('"append":0', `"append":${append}`);
  }
  await importIntoStore(store, lines());
  await store.close();
};

/** Near something that happened or was recorded, or anywhere between. */
const instantIn = (events: readonly Stored[], chance: Chance): string => {
  const timeOf = ({ metadata }: Stored): number => {
    const { occurredAt, recordedAt } = metadata as { occurredAt: string; recordedAt: string };
    return Date.parse(chance.happens(0.5) ? occurredAt : recordedAt);
  };
  const at = timeOf(chance.of(events));
  if (chance.happens(0.6)) return new Date(at + chance.of([-60_000, -1, 0, 0, 0, 1, 60_000])).toISOString();
  return new Date(at + Math.floor((timeOf(chance.of(events)) - at) * (chance.below(1_000) / 1_000))).toISOString();
};
const instantsIn = (events: readonly Stored[], chance: Chance): Instants => {
  const which = chance.below(4);
  return {
    ...(which !== 0 && { asOf: instantIn(events, chance) }),
    ...(which !== 1 && { knownAt: instantIn(events, chance) }),
  };
};

type Compared = { compared: number; different: number; tickets: number; withMoney: number };

const compareOne = async (server: Server, dataDir: string, history: LivedHistory, count: Compared, most: number) => {
  const { seed, tickets, events } = history;
  const chance = chanceOf(seed);
  const archive = await openArchive(dataDir);
  const ticketId = chance.of(tickets);
  const loaded = await loadTicket(archive, ticketId);
  const own = events.filter(({ stream }) => stream.endsWith(`-${ticketId}`));
  for (let n = 0; n < EACH && count.compared < most; n++) {
    const instants = instantsIn(own, chance);
    const [ours, theirs] = [await byTheProgram(loaded, instants), await byTheServer(server, ticketId, instants)];
    count.compared++;
    if (theirs !== NO_TICKET) count.tickets++;
    if (theirs !== NO_TICKET && theirs.billing.some(({ postings }) => postings.length > 0)) count.withMoney++;
    if (count.compared % PROGRESS_EVERY === 0) process.stderr.write(`${count.compared} of ${most}\n`);
    if (isDeepStrictEqual(ours, theirs)) continue;
    count.different++;
    const said = [ours, theirs].map((answer) => JSON.stringify(answer));
    process.stderr.write(
      `history ${seed}, ticket ${ticketId}, ${JSON.stringify(instants)}:\n  program ${said[0]}\n  server  ${said[1]}\n`,
    );
  }
  await archive.close();
};

const run = async ({ count, seed }: { readonly count: number; readonly seed: number }): Promise<void> => {
  const began = performance.now();
  const dataDir = scratch('instants');
  Object.assign(process.env, { DATA_DIR: dataDir, KEYS_DIR: join(dataDir, 'keys') });
  const histories: LivedHistory[] = [];
  for (let n = 0; histories.length * EACH < count; n++) {
    const history = await livedHistory(seed * 1_000_000 + n);
    if (history.tickets.length > 0) histories.push(history);
  }
  await written(dataDir, histories);
  const server = await startServer(dataDir, ASKED_ALONE);
  const counted: Compared = { compared: 0, different: 0, tickets: 0, withMoney: 0 };
  for (const history of histories) await compareOne(server, dataDir, history, counted, count);
  await stopped(server);
  discard(dataDir);
  const seconds = ((performance.now() - began) / 1000).toFixed(0);
  const { compared, different, tickets, withMoney } = counted;
  process.stdout.write(
    `${compared} comparisons over ${histories.length} histories, ${different} different; in ${tickets} there was a ticket, in ${withMoney} something was posted (seed ${seed}, ${seconds} s)\n`,
  );
  process.exitCode = different === 0 && tickets > compared / 2 ? 0 : 1;
};

new Command('instants')
  .description('Compares faultline-audit with a server, at random instants of random histories.')
  .option('--count <n>', 'so many comparisons', whole, 1_000)
  .option('--seed <s>', 'the same seed, the same questions', whole, 1)
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
  .action(run)
  .parseAsync()
  .catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    process.exit(2);
  });
