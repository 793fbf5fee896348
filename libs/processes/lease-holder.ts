// Does something as long as a lease is ours. Two owners at once do no harm, so a lease may be wrong for a moment; what
// it saves is doing everything twice.

import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import type { Log } from '#event-store';
import { isEngineAway } from '#kernel';
import type { Lease, Leases } from '#read-store';
import { isAlive } from './is-alive';

const BEAT_MS = 200;
/** Whoever stands by looks more often than the owner says something: a look writes nothing. */
const LOOK_MS = 100;
/** How long one who could not take over leaves it to others. */
const AFTER_FAILURE_MS = 2_000;
/** How long an owner may be silent, by our own clock that does not jump, before it counts as gone. */
const SILENT_MS = 900;

// Two machines may have one name, and one machine has many lives.
const BOOT = '/proc/sys/kernel/random/boot_id';
const ourMachine = `${hostname()}@${existsSync(BOOT) ? readFileSync(BOOT, 'utf8').slice(0, 8) : ''}`;
/** Names us for as long as this process lives: the machine, the process, and which of those with its number. */
const ourName = `${ourMachine}/${process.pid}/${randomUUID().slice(0, 8)}`;
/** Milliseconds by a clock that does not jump, and that all processes of a machine have in common. */
const machineMs = (): number => Number(process.hrtime.bigint() / 1_000_000n);

export type Held = {
  readonly isOurs: boolean;
  stop(): Promise<void>;
};
/** What is done under a lease: begun when it is ours, stopped when it is another's. */
export type Task = { begin(): Promise<() => Promise<void>> };

export const withLease = (name: string, task: Task, leases: Leases, log: Log, us = ourName): Held => {
  const stopping = new AbortController();
  let end: (() => Promise<void>) | undefined;
  let seen: { readonly lease: Lease; readonly at: number } | undefined;

  const begin = async (): Promise<void> => {
    try {
      end = await task.begin();
      log.info({ lease: name, owner: us }, 'takes over');
    } catch (error) {
      if (!isEngineAway(error))
        log.error(
          { lease: name, error: String(error) },
          'could not take over; trying again. GET /stuck says what to do where it is a process that has halted',
        );
      await leases.release(name, us);
      // Somebody else may have better luck, and nobody reads a log that says it ten times a second.
      await pause(AFTER_FAILURE_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  };
  const giveUp = async (): Promise<void> => {
    log.warn({ lease: name, owner: us }, 'somebody else has taken over; standing by');
    await end?.();
    end = undefined;
  };
  const look = async (): Promise<void> => {
    if (end) return (await leases.beat(name, us, machineMs())) ? undefined : giveUp();
    const lease = await leases.held(name);
    const now = performance.now();
    if (lease && (seen?.lease.owner !== lease.owner || seen.lease.beat !== lease.beat)) seen = { lease, at: now };
    if (lease && !isGone(lease.owner) && seen && now - seen.at < SILENT_MS && !isSilent(lease)) return;
    if (await leases.take(name, us, lease, machineMs())) await begin();
  };
  const watch = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      await look().catch((error) => {
        if (!isEngineAway(error)) log.warn({ lease: name, error: String(error) }, 'lease could not be looked at');
      });
      await pause(end ? BEAT_MS : LOOK_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  };
  const watching = watch();
  return {
    get isOurs() {
      return end !== undefined;
    },
    async stop() {
      stopping.abort();
      await watching;
      if (!end) return;
      await end();
      await leases.release(name, us).catch(() => undefined);
    },
  };
};

/** An owner on this machine says when he lived by a clock that we have, too: who has just come need not wait. */
const isSilent = ({ owner, beat }: Lease): boolean =>
  owner.startsWith(`${ourMachine}/`) && machineMs() - beat > SILENT_MS;

/** An owner on this machine whose process is no more need not be waited for. */
const isGone = (owner: string): boolean => {
  const [machine, pid] = owner.split('/');
  if (machine !== ourMachine) return false;
  // A container's first process has the same number in each of its lives.
  if (Number(pid) === process.pid) return owner !== ourName;
  return !isAlive(Number(pid));
};
