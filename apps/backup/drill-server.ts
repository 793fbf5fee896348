// The server itself, on what was restored: as reader alone, so that nobody is paged, written to or charged (I15).

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { CannotLook } from '#command-line';

/** What reads, and acts on nobody. */
const ROLES = 'api,projector';
const GIVEN_MS = 30 * 60_000;
const LOOKS_EVERY_MS = 100;

export type Environment = Readonly<Record<string, string>>;

/** Boots it, waits until it is ready and every view has caught up, and stops it. Throws `CannotLook` where it does not. */
export const tryServer = async (environment: Environment): Promise<void> => {
  const server = program('server', [], { ...environment, ROLES, PORT: '0', LOG_LEVEL: 'error' });
  const output: string[] = [];
  createInterface({ input: server.stderr as NodeJS.ReadableStream }).on('line', (line) => output.push(line));
  const gone = once(server, 'close');
  try {
    const url = await Promise.race([addressOf(server), gone.then(() => undefined)]);
    if (url === undefined) throw new CannotLook(`The server does not start on what was restored: ${output.join(' ')}`);
    await until(() => isCaughtUp(url), 'the views catch up');
    await until(() => answersFromAll(environment), 'every view answers');
  } finally {
    server.kill('SIGTERM');
    await gone;
  }
};

const addressOf = (server: ChildProcess): Promise<string> =>
  new Promise((resolve) => {
    createInterface({ input: server.stdout as NodeJS.ReadableStream }).on('line', (line) => {
      const [, url] = /^ +API +(http:\S+)/.exec(line) ?? [];
      if (url !== undefined) resolve(url);
    });
  });

const until = async (holds: () => Promise<boolean>, what: string): Promise<void> => {
  for (const end = performance.now() + GIVEN_MS; !(await holds()); await pause(LOOKS_EVERY_MS))
    if (performance.now() > end)
      throw new CannotLook(`Waited for ${GIVEN_MS / 60_000} minutes until ${what}, in vain.`);
};

type Work = { readonly name: string; readonly state: string; readonly lag?: { readonly events?: number } };
const isCaughtUp = async (url: string): Promise<boolean> => {
  const { status } = await fetch(`${url}/health/ready`);
  const { work } = (await (await fetch(`${url}/health`)).json()) as { work: readonly Work[] };
  const halted = work.find(({ state }) => state === 'halted');
  if (halted) throw new CannotLook(`${halted.name} halted on what was restored: ${JSON.stringify(halted)}`);
  return status === 200 && work.every(({ state, lag }) => state === 'live' && lag?.events === 0);
};

type View = { readonly status?: { readonly ready: boolean } };
const answersFromAll = async (environment: Environment): Promise<boolean> => {
  const { lines } = await ranViews(environment, 'status', '--json');
  const views = JSON.parse(lines.find((line) => line.startsWith('[')) ?? '[]') as readonly View[];
  return views.length > 0 && views.every(({ status }) => status?.ready === true);
};

/** I7: each view is compared with a fresh replay, by the program that does that. What differs. */
export const verifyViews = async (environment: Environment): Promise<readonly string[]> => {
  const { code, lines } = await ranViews(environment, 'verify');
  if (code === 0) return [];
  const failed = lines.filter((line) => line.startsWith('FAIL'));
  return (failed.length > 0 ? failed : lines).map((line) => `I7: ${line}`);
};

const ranViews = async (environment: Environment, ...args: readonly string[]) => {
  const views = program('views', args, environment);
  const lines: string[] = [];
  for (const stream of [views.stdout, views.stderr])
    createInterface({ input: stream as NodeJS.ReadableStream }).on('line', (line) => lines.push(line));
  const [code] = (await once(views, 'close')) as [number];
  return { code, lines };
};

const program = (name: string, args: readonly string[], environment: Environment): ChildProcess =>
  spawn(process.execPath, [join(__dirname, '..', name, 'main.js'), ...args], {
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
