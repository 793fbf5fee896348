import { readFileSync } from 'node:fs';

/** Killed, and not yet waited for by its parent: it has a number still, and does nothing any more. */
const isZombie = (pid: number): boolean => {
  try {
    // "4711 (node (a)) Z …": a name may hold anything, the state follows its last parenthesis.
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return /^[ZXx]$/.test(stat.slice(stat.lastIndexOf(')') + 2).charAt(0));
  } catch {
    return false; // no /proc here, or it is gone by now
  }
};

/** Whether a process of this machine can still do anything. */
export const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH'; // EPERM: it is another user's
  }
  return !isZombie(pid);
};
