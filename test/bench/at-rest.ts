import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { Server } from '../programs/server';

const LOOKS_EVERY_MS = 1_000;
const REST_SHARE = 0.05;
const TICKS_PER_S = 100;
/** Behind the name in /proc/PID/stat, which may have blanks in it: user and system ticks, of all threads. */
const [USER, SYSTEM] = [11, 12];

/** Seconds of CPU that a process has used since its start. */
export const cpuSeconds = (pid: number): number => {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[USER]) + Number(fields[SYSTEM])) / TICKS_PER_S;
};

export const rssMegabytes = (pid: number): number => {
  const [, kilobytes = '0'] = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) / 1_024;
};

type Health = { readonly work: readonly { name: string; state: string; lag?: { events: number; orMore?: true } }[] };

const healthOf = async (url: string): Promise<Health> => (await fetch(`${url}/health`)).json() as Promise<Health>;

/**
 * Resolves when every consumer has handled all there is and the process does next to nothing. Answers the CPU-seconds
 * that it had used by then. One that `isAsked` meanwhile is never idle: there the consumers alone count. Throws where a
 * consumer halts.
 */
export const atRest = async (
  { url, pid }: Pick<Server, 'url' | 'pid'>,
  { patienceMs = 15 * 60_000, progress = (_: string) => {}, isAsked = false } = {},
): Promise<number> => {
  const late = performance.now() + patienceMs;
  for (let [used, at] = [cpuSeconds(pid), performance.now()]; ; ) {
    await pause(LOOKS_EVERY_MS);
    const [now, nowAt] = [cpuSeconds(pid), performance.now()];
    const { work } = await healthOf(url);
    const halted = work.find(({ state }) => state === 'halted');
    if (halted) throw new Error(`${halted.name} has halted.`);
    const behind = work.filter(({ state, lag }) => state !== 'live' || (lag?.events ?? 0) > 0);
    const isQuiet = isAsked || now - used < (REST_SHARE * (nowAt - at)) / 1_000;
    if (behind.length === 0 && isQuiet) return used;
    if (nowAt > late) throw new Error(`It did not come to rest. Behind: ${behind.map(({ name }) => name).join(', ')}.`);
    progress(`${now.toFixed(0)} s of CPU; behind: ${behind.map(({ name }) => name).join(', ') || 'nobody'}`);
    [used, at] = [now, nowAt];
  }
};
