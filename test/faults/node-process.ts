// The node that is killed: a process of its own, which may end itself at an instant that is planned.
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { FAULT_POINTS, type FaultPoint } from '#embedded-store';
import type { Plant } from './cycle';

export const KILL_INSTANTS = FAULT_POINTS;

/** At the so-manieth time that an instant comes (while it starts already, or under load only), or after so much load. */
export type KillPlan =
  | { readonly instant: FaultPoint; readonly occurrence: number; readonly fromStart: boolean }
  | { readonly afterMs: number };

export type NodeOrders = { readonly directory: string; readonly plan: KillPlan; readonly plant?: Plant };

export type NodeProcess = {
  readonly address: string;
  readonly plan: KillPlan;
  /** From now on it ends itself where it was told to: until then it is being looked at. */
  arm(): void;
  kill(): void;
  readonly gone: Promise<void>;
};

type Child = ChildProcessByStdio<Writable, Readable, Readable>;

const STARTS_WITHIN_MS = 15_000;

/** Under Jest this file is a source; the child is always the built one. */
const program = () => {
  const beside = join(__dirname, 'node.js');
  const built = existsSync(beside) ? beside : join(process.env.FAULTLINE_BUILD ?? 'dist', 'test/faults/node.js');
  if (!existsSync(built)) throw new Error(`${built} is not there. The rig kills the built node: npm run build first.`);
  return built;
};

/** Keeps one process waiting for orders, its program loaded: most of the time to start a node goes into that. */
export class Nodes {
  #waiting: Child | undefined;

  /** Resolves when it listens; `killed` if it ended itself before, as planned. Throws what it said if it stays down. */
  async start(orders: NodeOrders): Promise<NodeProcess | 'killed'> {
    const child = this.#waiting ?? spawned();
    this.#waiting = spawned();
    return ordered(child, orders);
  }

  close(): void {
    this.#waiting?.kill('SIGKILL');
    this.#waiting = undefined;
  }
}

const spawned = (): Child => {
  const child = spawn(process.execPath, [program()], { stdio: ['pipe', 'pipe', 'pipe'] });
  // It may be killed between any two bytes of an order.
  child.stdin.on('error', () => {});
  return child;
};

const ordered = async (child: Child, orders: NodeOrders): Promise<NodeProcess | 'killed'> => {
  const { plan } = orders;
  const said: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => said.push(line));
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const kill = () => void child.kill('SIGKILL');
  const address = await new Promise<string | 'killed'>((resolve, reject) => {
    const failed = (what: string) => {
      clearTimeout(late);
      kill();
      reject(new Error(`The node ${what}. It said: ${said.join(' | ') || 'nothing'}`));
    };
    const late = setTimeout(() => failed(`was not up after ${STARTS_WITHIN_MS / 1000} s`), STARTS_WITHIN_MS);
    createInterface({ input: child.stdout }).on('line', (line) => {
      clearTimeout(late);
      resolve(line.replace('LISTENING ', ''));
    });
    child.once('exit', (code, signal) => {
      if (signal !== 'SIGKILL' || !('instant' in plan && plan.fromStart))
        failed(`ended with ${signal ?? code} too early`);
      clearTimeout(late);
      resolve('killed');
    });
    child.stdin.write(`${JSON.stringify(orders)}\n`);
  });
  if (address === 'killed') return address;
  return { address, plan, gone, kill, arm: () => void child.stdin.write('armed\n') };
};
