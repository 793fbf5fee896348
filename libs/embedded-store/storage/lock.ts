import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, symlinkSync, unlinkSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { resolve as absolute, join } from 'node:path';

/** Another process owns the directory. */
export class StoreLocked extends Error {
  override readonly name = 'StoreLocked';
}

export type Lock = { release(): Promise<void> };
type Answer = { readonly state: 'candidate' | 'owner'; readonly end?: number | undefined };

const NAME = /^lock-(\d+)-[0-9a-f]{8}\.sock$/;
/** What the kernel allows for the path of a socket, and a little less. */
const PATH_MAX = 100;
/** How long a candidate may take to see that it is one too many, on a machine with much else to do. */
const PATIENCE_MS = 5000;

/**
 * One owner for a data directory, without files that outlive it: whoever wants it binds a Unix socket of a name of its
 * own there, and then looks at the others. The kernel closes a dead owner's socket, so one that nobody answers is swept
 * away. Names are never used twice: sweeping cannot hit the living. Of two that come at once the smaller name stays.
 * `end` tells a backup how far the log is durable (undefined: all of it). Throws `StoreLocked`, which names the owner's pid.
 */
export const lockDir = async (dir: string, end: () => number | undefined): Promise<Lock> => {
  const mine = `lock-${process.pid}-${randomBytes(4).toString('hex')}.sock`;
  const own: { state: Answer['state'] } = { state: 'candidate' };
  const server = await listen(dir, mine, () => ({
    state: own.state,
    end: own.state === 'owner' ? end() : undefined,
  }));
  const release = async () => {
    await new Promise<void>((resolve) => server.close(() => resolve()));
    sweep(join(dir, mine));
  };
  try {
    await outlastOthers(dir, mine);
  } catch (error) {
    await release();
    throw error;
  }
  own.state = 'owner';
  return { release };
};

/** The owner of a directory, if somebody has it open. */
export const ownerOf = async (dir: string): Promise<{ pid: number; end: number | undefined } | undefined> => {
  for (const name of names(dir)) {
    const answer = await ask(dir, name);
    if (answer !== 'dead') return { pid: pidOf(name), end: answer.end };
  }
  return undefined;
};

const outlastOthers = async (dir: string, mine: string): Promise<void> => {
  const deadline = Date.now() + PATIENCE_MS;
  for (const name of names(dir)) {
    if (name === mine) continue;
    for (;;) {
      const answer = await ask(dir, name);
      if (answer === 'dead') {
        sweep(join(dir, name));
        break;
      }
      // A candidate with a greater name withdraws by itself, unless it looked before we came.
      if (answer.state === 'owner' || name < mine || Date.now() > deadline)
        throw new StoreLocked(
          `${dir} is in use by process ${pidOf(name)}. Only one process may write a store: stop that one, or choose another directory.`,
        );
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
};

const names = (dir: string): string[] => readdirSync(dir).filter((name) => NAME.test(name));
const pidOf = (name: string): number => Number(NAME.exec(name)?.[1]);
const sweep = (path: string): void => {
  try {
    unlinkSync(path);
  } catch {
    // Somebody else swept it.
  }
};

const listen = async (dir: string, name: string, answer: () => Answer): Promise<Server> => {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.end(`${JSON.stringify(answer())}\n`);
  });
  await throughShortPath(dir, name, (path) => {
    return new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(path, resolve);
    });
  });
  server.unref();
  return server;
};

/** Someone who is there but does not answer (stopped, say) counts as owner; one who leaves while asked is asked again. */
const ask = async (dir: string, name: string): Promise<Answer | 'dead'> => {
  for (;;) {
    const answer = await askOnce(dir, name);
    if (answer !== 'leaving') return answer;
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
};

const askOnce = (dir: string, name: string): Promise<Answer | 'dead' | 'leaving'> =>
  throughShortPath(dir, name, (path) => {
    return new Promise<Answer | 'dead' | 'leaving'>((resolve) => {
      const socket = connect(path);
      let text = '';
      socket.setTimeout(PATIENCE_MS, () => socket.destroy());
      socket.on('error', ({ code }: NodeJS.ErrnoException) => {
        resolve(code === 'ECONNREFUSED' || code === 'ENOENT' ? 'dead' : 'leaving');
      });
      socket.on('data', (chunk) => {
        text += chunk;
      });
      socket.on('close', () => resolve(answerIn(text)));
    });
  });

const answerIn = (text: string): Answer => {
  try {
    return JSON.parse(text) as Answer;
  } catch {
    return { state: 'owner' };
  }
};

// The path of a socket holds 107 bytes: a deep directory is reached through a short link.
const throughShortPath = async <T>(dir: string, name: string, use: (path: string) => Promise<T>): Promise<T> => {
  const path = join(dir, name);
  if (Buffer.byteLength(path) <= PATH_MAX) return use(path);
  const short = mkdtempSync(join(tmpdir(), 'fl-'));
  try {
    symlinkSync(absolute(dir), join(short, 'd'));
    return await use(join(short, 'd', name));
  } finally {
    rmSync(short, { recursive: true, force: true });
  }
};
