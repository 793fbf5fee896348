// The node that is killed: a process of its own, which may end itself at an instant that is planned.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { INSTANTS, type Instant } from '#embedded-store';
import type { Plant } from './cycle';

export const KILL_INSTANTS = INSTANTS;

/** At the so-manieth time that an instant comes (while it starts already, or under load only), or after so much load. */
export type KillPlan =
  | { readonly instant: Instant; readonly occurrence: number; readonly fromStart: boolean }
  | { readonly afterMs: number };

export type NodeOrders = { readonly directory: string; readonly plan: KillPlan; readonly plant?: Plant };

export type NodeProcess = {
  readonly address: string;
  /** What it found, in its own words. */
  readonly said: readonly string[];
  readonly plan: KillPlan;
  /** From now on it ends itself where it was told to: until then it is being looked at. */
  arm(): void;
  kill(): void;
  readonly gone: Promise<void>;
};

const STARTS_WITHIN_MS = 15_000;

/** Under Jest this file is a source; the child is always the built one. */
const program = () => {
  const beside = join(__dirname, 'node.js');
  const built = existsSync(beside) ? beside : join(process.env.FAULTLINE_BUILD ?? 'dist', 'test/faults/node.js');
  if (!existsSync(built)) throw new Error(`${built} is not there. The rig kills the built node: npm run build first.`);
  return built;
};

/** Resolves when it listens; `killed` if it ended itself before, as planned. Throws what it said if it does not come up. */
export const startNode = async (directory: string, plan: KillPlan, plant?: Plant): Promise<NodeProcess | 'killed'> => {
  const orders: NodeOrders = { directory, plan, ...(plant ? { plant } : {}) };
  const child = spawn(process.execPath, [program(), JSON.stringify(orders)], { stdio: ['pipe', 'pipe', 'pipe'] });
  const said: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => said.push(line));
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const address = await new Promise<string | undefined>((resolve, reject) => {
    const late = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`The node was not up after ${STARTS_WITHIN_MS / 1000} s. It said: ${said.join(' | ')}`));
    }, STARTS_WITHIN_MS);
    createInterface({ input: child.stdout }).on('line', (line) => {
      const listening = /^LISTENING (\S+)$/.exec(line)?.[1];
      if (!listening) return;
      clearTimeout(late);
      resolve(listening);
    });
    child.once('exit', (code, signal) => {
      clearTimeout(late);
      if (signal === 'SIGKILL' && 'instant' in plan && plan.fromStart) resolve(undefined);
      else reject(new Error(`The node ended with ${signal ?? code} before it was up. It said: ${said.join(' | ')}`));
    });
  });
  if (address === undefined) return 'killed';
  child.stdin.on('error', () => {});
  const arm = () => void child.stdin.write('arm\n');
  return { address, plan, said, gone, arm, kill: () => void child.kill('SIGKILL') };
};
