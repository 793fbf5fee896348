// What happens to a cluster: leaders killed and paused, the majority lost, everything gone, replicas that come and go.
import { setTimeout as pause } from 'node:timers/promises';
import type { ClusterDouble } from '#embedded-store/cluster';
import type { Chance } from '../chance';

const VOTERS = [0, 1, 2] as const;
const REPLICA = 3;
const NODES = [...VOTERS, REPLICA] as const;
/** As long as an operator takes to notice. */
const MAJORITY_LOST_MS = 20_000;

export type Blow = {
  readonly kind: 'leader killed' | 'leader paused' | 'majority lost' | 'all gone' | 'another node gone';
  readonly what: string;
  /** Puts everything right again, after as long as the blow lasts. */
  readonly relieve: () => Promise<void>;
};
type Strike = (cluster: ClusterDouble, chance: Chance) => Promise<Blow>;

const leaderOf = ({ leader = 0 }: ClusterDouble): number => leader;
const lasting = (ms: number, relieve: () => Promise<unknown>) => async () => {
  await pause(ms);
  await relieve();
};
const reviveAll = (cluster: ClusterDouble, nodes: readonly number[]) => async () => {
  for (const node of nodes) await cluster.revive(node);
};

const killLeader: Strike = async (cluster, chance) => {
  const leader = leaderOf(cluster);
  await cluster.kill(leader);
  const backAfter = 3_000 + chance.below(2_000);
  const relieve = lasting(backAfter, () => cluster.revive(leader));
  return { kind: 'leader killed', what: `leader ${leader} killed, back after ${backAfter} ms`, relieve };
};
const pauseLeader: Strike = async (cluster, chance) => {
  const leader = leaderOf(cluster);
  cluster.hold(leader);
  const ms = 500 + chance.below(7_000);
  const relieve = lasting(ms, () => cluster.revive(leader));
  return { kind: 'leader paused', what: `leader ${leader} paused for ${ms} ms`, relieve };
};
const loseMajority: Strike = async (cluster, chance) => {
  const left = chance.of(VOTERS);
  const gone = VOTERS.filter((node) => node !== left);
  for (const node of gone)
    if (chance.happens(0.5)) await cluster.kill(node);
    else cluster.hold(node);
  const relieve = lasting(MAJORITY_LOST_MS, reviveAll(cluster, gone));
  return { kind: 'majority lost', what: `nodes ${gone} gone for ${MAJORITY_LOST_MS} ms`, relieve };
};
const killAll: Strike = async (cluster, chance) => {
  for (const node of NODES) await cluster.kill(node);
  const ms = 500 + chance.below(3_000);
  return { kind: 'all gone', what: `all nodes gone for ${ms} ms`, relieve: lasting(ms, reviveAll(cluster, NODES)) };
};
const loseAnother: Strike = async (cluster, chance) => {
  const node = chance.of(NODES.filter((one) => one !== cluster.leader));
  if (chance.happens(0.5)) await cluster.kill(node);
  else cluster.hold(node);
  const ms = 200 + chance.below(2_000);
  return {
    kind: 'another node gone',
    what: `node ${node} gone for ${ms} ms`,
    relieve: lasting(ms, () => cluster.revive(node)),
  };
};

/** Twenty blows, so that each comes as often as it may. */
const STRIKES: readonly Strike[] = [
  ...Array<Strike>(8).fill(killLeader),
  ...Array<Strike>(6).fill(pauseLeader),
  ...Array<Strike>(4).fill(loseAnother),
  killAll,
  loseMajority,
];

export const strike = (cluster: ClusterDouble, chance: Chance): Promise<Blow> => chance.of(STRIKES)(cluster, chance);
