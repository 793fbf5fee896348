// The same rate over all processes, where they have a database in common. Nobody who comes waits for it: each process
// counts by itself, tells the others four times a second who comes often, and takes over what all have counted.

import { createHash } from 'node:crypto';
import type { AskedTogether } from '#read-store';
import type { Rate } from './rate';

const TOLD_EVERY_MS = 250;
/** Below this share of a burst nobody is told of: ten processes together would still let them in. */
const TOLD_FROM = 0.1;

export class SharedRate {
  readonly #rate: Rate;
  readonly #together: AskedTogether;
  /** How often each has come since it was told last. */
  #untold = new Map<string, number>();
  #timer: NodeJS.Timeout | undefined;

  constructor(rate: Rate, together: AskedTogether) {
    this.#rate = rate;
    this.#together = together;
  }

  waitMs(who: string, now: number, how: 'count' | 'look' = 'count'): number {
    const waitMs = this.#rate.waitMs(who, now, how);
    if (how === 'count' && waitMs === 0) {
      this.#untold.set(who, (this.#untold.get(who) ?? 0) + 1);
      this.#timer ??= setTimeout(() => void this.share(), TOLD_EVERY_MS).unref();
    }
    return waitMs;
  }

  /** Never throws: a database that is away leaves each process to its own count, as where there is none. */
  async share(): Promise<void> {
    const now = performance.now();
    const unshared = [...this.#untold].filter(([who]) => this.#rate.usedBy(who, now) >= TOLD_FROM);
    this.#untold = new Map();
    try {
      if (unshared.length > 0) await this.#take(unshared);
    } catch {
      // it is in /health and in the log of whoever watches the database
    }
    this.#timer = undefined;
  }

  async #take(unshared: readonly (readonly [who: string, times: number])[]): Promise<void> {
    const names = new Map(unshared.map(([who]) => [hashed(who), who]));
    const asked = new Map(unshared.map(([who, times]) => [hashed(who), times]));
    const debts = await this.#together.add(asked, this.#rate.stepMs);
    const now = performance.now();
    for (const [name, debt] of debts) {
      const who = names.get(name);
      if (who !== undefined) this.#rate.set(who, now + debt, this.#untold.get(who) ?? 0);
    }
  }
}

/** Names and addresses of people do not lie in the database for this. */
const hashed = (who: string): string => createHash('sha256').update(who).digest('base64url').slice(0, 22);
