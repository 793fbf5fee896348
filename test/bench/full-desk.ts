// The data directory of a desk with many tickets, as a server that has read all of it leaves it when it is stopped.
// Written by the embedded store itself, sealed as the server seals: through the front door it would take hours.

import { join } from 'node:path';
import { CATALOGS } from '#composition';
import { type EventId, eventId, Store } from '#embedded-store';
import { type DataKey, envelop, masterKey, openKeys } from '#event-store';
import { PERSONAL_KEYS } from '#settings';
import { scratch } from '../programs/scratch';
import { type Server, startServer } from '../programs/server';
import { atRest } from './at-rest';
import { type Append, countOf, lives } from './rows/rebuild-history';
import { unsynced } from './unsynced';

const AT_ONCE = 64;

export type Desk = { readonly dataDir: string; readonly events: number };

const made = new Map<number, Promise<Desk>>();

/** Made once a run. */
export const fullDesk = (tickets: number): Promise<Desk> => {
  const desk = made.get(tickets) ?? make(tickets);
  made.set(tickets, desk);
  return desk;
};

const make = async (tickets: number): Promise<Desk> => {
  const dataDir = scratch('desk');
  // Its keys, its first policy.
  await stopped(await startServer(dataDir));
  const events = await write(dataDir, tickets);
  say(`${events} events of ${tickets} tickets written`);
  const server = await startServer(dataDir);
  await atRest(server, { patienceMs: 4 * 60 * 60_000, progress: say });
  await stopped(server);
  return { dataDir, events };
};

const say = (what: string): void => void process.stderr.write(`desk: ${what}\n`);

const stopped = async (server: Server): Promise<void> => {
  const ending = await server.end('SIGTERM');
  if (ending !== 0) throw new Error(`The server ended with ${ending}. It said: ${server.said.join(' | ')}`);
};

const write = async (dataDir: string, tickets: number): Promise<number> => {
  const keyFile = join(dataDir, 'keys', PERSONAL_KEYS);
  const keys = await openKeys(keyFile, await masterKey(keyFile, { given: undefined, production: false }));
  const store = await Store.open({ dir: join(dataDir, 'store'), disk: unsynced });
  const templates = await lives();
  let next = 0;
  const lane = async () => {
    let events = 0;
    for (let n = next++; n < tickets; n = next++) {
      const life = templates[n % templates.length] ?? [];
      await live(store, await keys.take(), life, n);
      events += countOf(life);
    }
    return events;
  };
  const written = await Promise.all(Array.from({ length: AT_ONCE }, lane));
  await store.close();
  return written.reduce((sum, events) => sum + events, 0);
};

const live = async (store: Store, key: DataKey, life: readonly Append[], n: number): Promise<void> => {
  const heads = new Map<string, { revision: number; recordedAt: string }>();
  for (const [index, { stream: theirs, events, context }] of life.entries()) {
    const stream = `${theirs.slice(0, theirs.indexOf('-'))}-D${n}`;
    const head = heads.get(stream);
    const commandId = `D${n}/${index}`;
    const outgoing = envelop(CATALOGS, stream, events, { ...context, commandId }, key, head?.recordedAt);
    await store.append({
      stream,
      expected: head ? { revision: BigInt(head.revision) } : 'no_stream',
      events: outgoing.map(({ eventId: id, type, data, metadata }) => ({
        id: eventId(id) as EventId,
        type,
        isJson: true,
        metadata: Buffer.from(JSON.stringify(metadata)),
        data: Buffer.from(JSON.stringify(data)),
      })),
    });
    const recordedAt = outgoing.at(-1)?.metadata.recordedAt ?? context.at;
    heads.set(stream, { revision: (head?.revision ?? -1) + events.length, recordedAt });
  }
};
