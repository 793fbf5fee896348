import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import type { PublisherStep } from '#messaging/kafka';
import { built } from '../../bench/rows/built';
import type { Whereabouts } from './world';

/** Killed at the so-manieth time that a step comes, or whenever the rig does it. */
export type PublisherPlan = { readonly step: PublisherStep; readonly occurrence: number } | { readonly whenever: true };

export type PublisherOrders = {
  readonly whereabouts: Whereabouts;
  readonly brokers: readonly string[];
  readonly topic: string;
  readonly plan: PublisherPlan;
  /** A fault on purpose: it does not keep which tickets it has parked. */
  readonly forgetsParked?: true;
};

export type PublisherProcess = {
  /** What it said went wrong. */
  readonly said: readonly string[];
  readonly gone: Promise<void>;
  kill(signal?: NodeJS.Signals): Promise<void>;
};

type Child = ChildProcessByStdio<Writable, Readable, Readable>;

/** Keeps one process waiting for orders, its program loaded: most of the time to start one goes into that. */
export class Publishers {
  readonly #all = new Set<Child>();
  #waiting: Child | undefined;

  /** Resolves when it has begun, or has killed itself before. Throws what it said where it ended otherwise. */
  async start(orders: PublisherOrders): Promise<PublisherProcess> {
    const child = this.#waiting ?? this.#spawned();
    this.#waiting = this.#spawned();
    const said: string[] = [];
    createInterface({ input: child.stderr }).on('line', (line) => said.push(line));
    const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    await new Promise<void>((resolve, reject) => {
      createInterface({ input: child.stdout }).once('line', () => resolve());
      child.once('exit', (code, signal) =>
        signal === 'SIGKILL'
          ? resolve()
          : reject(new Error(`The publisher ended with ${signal ?? code}: ${said.join(' | ')}`)),
      );
      child.stdin.write(`${JSON.stringify(orders)}\n`);
    });
    const kill = (signal: NodeJS.Signals = 'SIGKILL') => {
      child.kill(signal);
      return gone;
    };
    return { said, gone, kill };
  }

  async close(): Promise<void> {
    await Promise.all([...this.#all].map((child) => new Promise((gone) => child.once('close', gone).kill('SIGKILL'))));
  }

  #spawned(): Child {
    const child = spawn(process.execPath, [built('test/faults/kafka/publisher.js')], { stdio: 'pipe' });
    child.stdin.on('error', () => {}); // it may be killed between any two bytes of an order
    this.#all.add(child);
    child.once('close', () => this.#all.delete(child));
    return child;
  }
}
