import type { Checkpoint, Store } from '#event-store';
import { type Lag, lagOf } from '#read-store';

/** Who reads the store, and how far it has come. */
export type LagSubject = {
  readonly name: string;
  readonly checkpoint: Checkpoint | 'start';
  readonly prefixes: readonly string[];
};

/** How long a count is good enough for a health page. */
const FRESH_MS = 1_000;
/** How long a health page waits for a count; what is not there by then is shown as it was. */
const PATIENCE_MS = 250;

/**
 * Lags, counted one after the other and never two at once: each count reads events over the same connection as the
 * commands. Whoever asks gets what is known within a quarter of a second, however slow the store is.
 */
export class LagSampler {
  readonly #store: Pick<Store, 'backlog'>;
  readonly #known = new Map<string, Lag>();
  #counting: Promise<void> | undefined;
  #countedAt = Number.NEGATIVE_INFINITY;

  constructor(store: Pick<Store, 'backlog'>) {
    this.#store = store;
  }

  async lags(subjects: readonly LagSubject[]): Promise<ReadonlyMap<string, Lag>> {
    if (performance.now() - this.#countedAt > FRESH_MS) {
      this.#counting ??= this.#count(subjects).finally(() => {
        this.#counting = undefined;
      });
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, PATIENCE_MS);
      });
      await Promise.race([this.#counting, late]);
      clearTimeout(timer);
    }
    return this.#known;
  }

  async #count(subjects: readonly LagSubject[]): Promise<void> {
    for (const subject of subjects) {
      const lag = await lagOf(this.#store, subject, Date.now()).catch(() => undefined);
      if (lag) this.#known.set(subject.name, lag);
      else this.#known.delete(subject.name);
    }
    this.#countedAt = performance.now();
  }
}
