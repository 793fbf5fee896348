import { setTimeout as pause } from 'node:timers/promises';
import { ClusterDouble } from '#embedded-store/cluster';
import { discard, scratch } from '../../programs/scratch';
import { type Server, startServer } from '../../programs/server';
import { interruptible } from '../interruptible';
import { median, type Row } from './row';

/** Of each kind. */
const [DEATHS, FEW_DEATHS] = [100, 25];
const PROBES_EVERY_MS = 1_000;
const PEOPLE = 4;
const AGAIN_AFTER_MS = 40;
/** The dead one comes back, as a supervisor would see to, when the others have long elected another. */
const BACK_AFTER_MS = 800;

/** One command, said from now on until it is taken. Milliseconds. */
const untilTaken = async ({ url, keys }: Server): Promise<number> => {
  const began = performance.now();
  const headers = {
    authorization: `Bearer ${keys.agent}`,
    'content-type': 'application/json',
    'idempotency-key': crypto.randomUUID(),
  };
  const body = JSON.stringify({ client: 'acme', channel: 'phone', priority: 'P2', summary: 'Are you there?' });
  for (;;) {
    const { status } = await fetch(`${url}/tickets`, { method: 'POST', headers, body });
    if (status === 201) return performance.now() - began;
    if (status !== 503) throw new Error(`A command was answered ${status}.`);
    await pause(AGAIN_AFTER_MS);
  }
};

type Fate = 'killed' | 'paused';

/** A leader dies, or falls silent on open connections; how long until another is named, and some people's commands are taken. */
const death = async (cluster: ClusterDouble, server: Server, fate: Fate) => {
  const began = performance.now();
  const lost = cluster.leader ?? 0;
  if (fate === 'killed') await cluster.kill(lost);
  else cluster.hold(lost);
  const taken = await Promise.all(Array.from({ length: PEOPLE }, () => untilTaken(server)));
  const namedMs = cluster.ledSince - began;
  await pause(BACK_AFTER_MS);
  await cluster.revive(lost);
  await cluster.settled();
  await untilTaken(server);
  // The next one falls at any moment between two probes of the store.
  await pause(Math.random() * PROBES_EVERY_MS);
  return { namedMs, firstMs: Math.min(...taken), lastMs: Math.max(...taken) };
};

const rowOf = (fate: Fate, deaths: readonly Awaited<ReturnType<typeof death>>[]): Row => {
  const worst = Math.max(...deaths.map(({ lastMs }) => lastMs));
  const named = median(deaths.map(({ namedMs }) => namedMs));
  const [first, last] = [
    median(deaths.map(({ firstMs }) => firstMs)),
    median(deaths.map((one) => one.lastMs)),
  ] as const;
  return {
    name: fate === 'killed' ? 'leader-death' : 'leader-paused',
    value: worst,
    unit: 'ms (worst)',
    reference: `another leader is named (median of ${deaths.length}; in the median the first of ${PEOPLE} commands is taken after ${Math.round(first)} ms, the last after ${Math.round(last)} ms)`,
    referenceValue: named,
    ratio: worst / named,
    goal: '≤ 4,000',
    met: worst <= 4_000,
  };
};

/** Leaders of a cluster that elects within 2 s die or are paused under a server: how long commands are refused. */
export const leaderDeath = async ({ full }: { readonly full: boolean }): Promise<readonly Row[]> => {
  interruptible();
  const directory = scratch('leader-death');
  const cluster = await ClusterDouble.start({ dir: `${directory}/store` });
  const server = await startServer(`${directory}/data`, { EVENTSTORE_URL: cluster.url, LOG_LEVEL: 'error' });
  try {
    await untilTaken(server);
    const rows: Row[] = [];
    for (const fate of ['killed', 'paused'] as const) {
      const deaths: Awaited<ReturnType<typeof death>>[] = [];
      while (deaths.length < (full ? DEATHS : FEW_DEATHS)) deaths.push(await death(cluster, server, fate));
      rows.push(rowOf(fate, deaths));
    }
    return rows;
  } finally {
    await server.end('SIGKILL');
    await cluster.close();
    discard(directory);
  }
};
