// A program of ours as a process of its own, for those who time it, load it or kill it.
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { built } from '../bench/rows/built';

/** How a process ended: with a code, or by a signal. */
export type Ending = number | NodeJS.Signals;

export type Child = {
  readonly pid: number;
  readonly process: ChildProcess;
  /** What it wrote to standard error so far, line by line. */
  readonly said: readonly string[];
  readonly gone: Promise<Ending>;
  /** Sends the signal, and waits until it is gone. */
  end(signal?: NodeJS.Signals): Promise<Ending>;
  /** The first line of standard output that fits. Throws what the program said, where it ends or is late before. */
  line(pattern: RegExp): Promise<RegExpExecArray>;
};

/** A patience, and no promise: programs start beside each other here, on machines that others use too. */
const LATE_MS = 90_000;

// Whoever leaves, by whatever way, leaves nobody behind.
const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** For specs: Jest leaves without telling the files that it ran. */
export const endAll = async (): Promise<void> => {
  await Promise.all([...running].map((child) => new Promise((gone) => child.once('close', gone).kill('SIGKILL'))));
};

type ChildOptions = {
  readonly env?: Readonly<Record<string, string>>;
  readonly ipc?: boolean;
  /** Whether standard input stays open for as long as whoever started it is there; otherwise it is empty. */
  readonly input?: 'ignore' | 'open';
  /** The tree that it was built in, where that is another one. */
  readonly root?: string;
};

/** `env` is all that the program sees of an environment besides PATH: what the tests run under is no business of its. */
export const startChild = (
  name: string,
  args: readonly string[] = [],
  { env = {}, ipc = false, input = 'ignore', root }: ChildOptions = {},
): Child => {
  const program = built(name, root);
  if (!existsSync(program)) throw new Error(`${program} is not there. Built programs are run: npm run build first.`);
  const child = spawn(process.execPath, [program, ...args], {
    env: { PATH: process.env.PATH ?? '', ...env },
    stdio: [input === 'open' ? 'pipe' : 'ignore', 'pipe', 'pipe', ...(ipc ? (['ipc'] as const) : [])],
  });
  running.add(child);
  const said: string[] = [];
  const lines: string[] = [];
  createInterface({ input: child.stderr as NodeJS.ReadableStream }).on('line', (line) => said.push(line));
  const output = createInterface({ input: child.stdout as NodeJS.ReadableStream });
  output.on('line', (line) => lines.push(line));
  // 'close' and not 'exit': by then all that it said has been read.
  const gone = new Promise<Ending>((resolve, reject) => {
    child.once('close', (code, signal) => {
      running.delete(child);
      resolve(signal ?? code ?? 0);
    });
    child.once('error', reject);
  });
  return {
    pid: child.pid ?? 0,
    process: child,
    said,
    gone,
    end: (signal = 'SIGTERM') => {
      child.kill(signal);
      return gone;
    },
    line: (pattern) =>
      new Promise((resolve, reject) => {
        const found = lines.map((line) => pattern.exec(line)).find((match) => match !== null);
        if (found) return resolve(found);
        const late = setTimeout(() => fail('is late'), LATE_MS);
        const look = (line: string) => {
          const match = pattern.exec(line);
          if (!match) return;
          clearTimeout(late);
          output.off('line', look);
          resolve(match);
        };
        const fail = (how: string) => {
          clearTimeout(late);
          output.off('line', look);
          reject(new Error(`${name} ${how} before it said ${pattern}. It said: ${[...lines, ...said].join(' | ')}`));
        };
        output.on('line', look);
        void gone.then((ending) => fail(`ended with ${ending}`));
      }),
  };
};
