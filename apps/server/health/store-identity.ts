import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import type { Store } from '#event-store';
import { type Engine, EngineMonitor, isEngineAway } from '#kernel';

const EVERY_MS = 10_000;

/**
 * Whether the event store is still the one that this process has begun with. Behind one address another one may appear:
 * a restored volume, a name that points elsewhere. What is written there would be lost to everybody.
 */
export class StoreIdentity implements Engine, OnApplicationBootstrap, OnModuleDestroy {
  readonly #store: Pick<Store, 'epoch' | 'epochNow'>;
  readonly #monitor = new EngineMonitor('event-store-identity', { now: Date.now });
  #timer: NodeJS.Timeout | undefined;

  constructor(store: Pick<Store, 'epoch' | 'epochNow'>) {
    this.#store = store;
  }

  get health() {
    return this.#monitor.health;
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.look();
    this.#timer = setInterval(() => this.look(), EVERY_MS).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.#timer);
  }

  async look(): Promise<void> {
    try {
      const now = await this.#store.epochNow();
      if (now === this.#store.epoch) this.#monitor.answered();
      else
        this.#monitor.failed(
          `EVENTSTORE_URL leads to another store: ${now === undefined ? 'one that Faultline never wrote to' : `life ${now}`}, and ` +
            `this process has begun with life ${this.#store.epoch}. Point it back to the one that its views were made from; if ` +
            'this one is right (a restored backup), restart every process, with an empty database.',
          'refused',
        );
    } catch (error) {
      // That it is away is said by the store itself; what stood before still stands.
      if (!isEngineAway(error)) this.#monitor.failed(String(error));
    }
  }
}
