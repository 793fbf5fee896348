// SIGKILL under load, at random and at planted instants, and what the node has when it comes up again.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventStoreDBClient } from '@eventstore/db-client';
import { type Chance, chanceOf } from './chance';
import type { Crash, Cycle, Plant, Wanted } from './cycle';
import { Ledger, type Violation } from './ledger';
import { everything, type LoadAccount, readAlong, say, write } from './load';
import { KILL_INSTANTS, type KillPlan, type NodeProcess, Nodes } from './node-process';

/** So many kills happen to one directory, one after the other; then another begins. */
const LIFE = 10;
/** A planted instant that the load does not bring about within this time: then it is killed anyhow. */
const PATIENCE_MS = 200;

const planned = (chance: Chance): KillPlan => {
  if (chance.happens(0.4)) return { afterMs: chance.below(60) };
  const instant = chance.of(KILL_INSTANTS);
  // Segments and saved indexes are begun some times in a cycle, everything else dozens of times.
  const often = /^(roll|snapshot)/.test(instant) ? 2 : 20;
  return { instant, occurrence: 1 + chance.below(often), fromStart: chance.happens(0.2) };
};

const described = (plan: KillPlan) =>
  'instant' in plan ? `killed at ${plan.instant}, time ${plan.occurrence}` : `killed after ${plan.afterMs} ms of load`;

type Life = {
  readonly name: string;
  readonly directory: string;
  readonly nodes: Nodes;
  readonly told: LoadAccount;
  readonly plant: Plant | undefined;
  readonly story: string[];
};

const connect = ({ address }: NodeProcess) => EventStoreDBClient.connectionString(`esdb://${address}?tls=false`);

/** Starts the node as planned; where the plan kills it while it starts, once more with another. Throws if it stays down. */
const started = async ({ directory, nodes, story, plant }: Life, plan: KillPlan): Promise<NodeProcess> => {
  const orders = { directory, ...(plant ? { plant } : {}) };
  const node = await nodes.start({ ...orders, plan });
  if (node !== 'killed') return node;
  story.push(`${described(plan)}, while it started`);
  const again = await nodes.start({ ...orders, plan: AFTER_A_WHILE });
  if (again === 'killed') throw new Error('The node was killed, and not by the rig.');
  return again;
};
const AFTER_A_WHILE: KillPlan = { afterMs: 20 };

/** Writers and readers at it until it is gone. */
const loadUntilGone = async (node: NodeProcess, client: EventStoreDBClient, chance: Chance, life: Life) => {
  const { plan } = node;
  let isOver = false;
  void node.gone.then(() => {
    isOver = true;
  });
  const reader = chance.happens(0.5) ? readAlong(client, life.told) : undefined;
  node.arm();
  const timer = setTimeout(() => node.kill(), 'afterMs' in plan ? plan.afterMs : PATIENCE_MS);
  const writing = write(client, chance, life.told, life.name, () => isOver);
  await node.gone;
  clearTimeout(timer);
  await writing;
  await reader?.stop();
};

/** What is found now; then whatever had no answer is said once more. */
const examined = async (client: EventStoreDBClient, { told }: Life): Promise<readonly Violation[]> => {
  const { streams, all } = await everything(client, told.ledger);
  const violations = [...told.ledger.violations(streams, all)];
  for (const [stream, events] of streams) told.heads.set(stream, events.length - 1);
  for (const attempt of told.ledger.unknown()) {
    if (await say(client, told, attempt, attempt.events.length % 2 === 0)) continue;
    violations.push({ invariant: 'refused', what: `a retry on ${attempt.stream} got no answer from a node at rest` });
  }
  return violations;
};

type Back = { readonly node: NodeProcess | undefined; readonly violations: readonly Violation[] };

const cameBack = async (life: Life, plan: KillPlan): Promise<Back> => {
  let node: NodeProcess | undefined;
  try {
    node = await started(life, plan);
    const client = connect(node);
    const violations = await examined(client, life);
    await client.dispose();
    return { node, violations };
  } catch (error) {
    node?.kill();
    return { node: undefined, violations: [{ invariant: 'refused', what: (error as Error).message }] };
  }
};

async function* life(seeds: readonly number[], nodes: Nodes, { plant, stop }: Wanted): AsyncGenerator<Cycle> {
  const first = seeds[0] ?? 0;
  const directory = await mkdtemp(join(tmpdir(), 'faultline-kill-'));
  const told: LoadAccount = { ledger: new Ledger(), words: new Map(), heads: new Map() };
  const one: Life = { name: `life-${first}`, directory, nodes, told, plant, story: [] };
  let isSound = true;
  let node: NodeProcess | undefined = await started(one, planned(chanceOf(first)));
  try {
    for (const [n, seed] of seeds.entries()) {
      const chance = chanceOf(seed);
      const client = connect(node);
      await loadUntilGone(node, client, chance, one);
      await client.dispose();
      one.story.push(described(node.plan));
      const next = seeds[n + 1];
      const { node: again, violations }: Back = await cameBack(
        one,
        next === undefined ? AFTER_A_WHILE : planned(chanceOf(next)),
      );
      isSound &&= violations.length === 0;
      const story = `${one.story.splice(0).join(', ')}${isSound ? '' : `; what is left: ${directory}`}`;
      const options = `--only store --kind kill --seed ${first} --cycles ${n + 1}${plant ? ` --plant ${plant}` : ''}`;
      node = again;
      yield { seed, recovered: again !== undefined, violations, story, again: options };
      if (!node || stop.aborted) break;
    }
  } finally {
    node?.kill();
    await node?.gone;
    if (isSound) await rm(directory, { recursive: true, force: true });
  }
}

async function* lives(wanted: Wanted): AsyncGenerator<Cycle> {
  const seeds = Array.from({ length: wanted.cycles }, (_, n) => wanted.seed + n);
  const nodes = new Nodes();
  try {
    for (let at = 0; at < seeds.length && !wanted.stop.aborted; at += LIFE)
      yield* life(seeds.slice(at, at + LIFE), nodes, wanted);
  } finally {
    nodes.close();
  }
}

export const kills: Crash = {
  name: 'kill',
  does: 'the node as a process of its own, killed with SIGKILL under load',
  run: lives,
};
