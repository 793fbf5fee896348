import { setTimeout as pause } from 'node:timers/promises';
import { ClusterDouble } from '#embedded-store/cluster';
import { discard, scratch } from '../../programs/scratch';
import { type Server, startServer } from '../../programs/server';
import { interruptible } from '../interruptible';
import type { Row } from './row';

const [DEATHS, FEW_DEATHS] = [200, 50];
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

/** A leader dies; how long until another is named, and until each of some people's commands is taken. */
const death = async (cluster: ClusterDouble, server: Server) => {
  const began = performance.now();
  const dead = cluster.leader ?? 0;
  await cluster.kill(dead);
  const taken = await Promise.all(Array.from({ length: PEOPLE }, () => untilTaken(server)));
  const namedMs = cluster.ledSince - began;
  await pause(BACK_AFTER_MS);
  await cluster.revive(dead);
  await cluster.settled();
  await untilTaken(server);
  return { namedMs, firstMs: Math.min(...taken), lastMs: Math.max(...taken) };
};

const median = (values: readonly number[]): number =>
  values.toSorted((one, other) => one - other)[values.length >> 1] ?? 0;

/** Leaders of a cluster that elects within 2 s die under a server: how long commands are refused. */
export const leaderDeath = async ({ full }: { readonly full: boolean }): Promise<Row> => {
  interruptible();
  const directory = scratch('leader-death');
  const cluster = await ClusterDouble.start({ dir: `${directory}/store` });
  const server = await startServer(`${directory}/data`, { EVENTSTORE_URL: cluster.url, LOG_LEVEL: 'error' });
  try {
    await untilTaken(server);
    const deaths: Awaited<ReturnType<typeof death>>[] = [];
    while (deaths.length < (full ? DEATHS : FEW_DEATHS)) deaths.push(await death(cluster, server));
    const worst = Math.max(...deaths.map(({ lastMs }) => lastMs));
    const named = median(deaths.map(({ namedMs }) => namedMs));
    const [first, last] = [
      median(deaths.map(({ firstMs }) => firstMs)),
      median(deaths.map((one) => one.lastMs)),
    ] as const;
    return {
      name: 'leader-death',
      value: worst,
      unit: 'ms (worst)',
      reference: `another leader is named (median of ${deaths.length} deaths; in the median the first of ${PEOPLE} commands is taken after ${Math.round(first)} ms, the last after ${Math.round(last)} ms)`,
      referenceValue: named,
      ratio: worst / named,
      goal: '≤ 4,000',
      met: worst <= 4_000,
    };
  } finally {
    await server.end('SIGKILL');
    await cluster.close();
    discard(directory);
  }
};
