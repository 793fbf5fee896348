import { randomUUID } from 'node:crypto';
import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { Log } from '#event-store';
import { EVENT_STORE } from '#event-store/module';
import {
  CLOCK,
  type Clock,
  decideAndAppend,
  type Engine,
  EngineMonitor,
  type EventStore,
  isEngineAway,
  iso,
} from '#kernel';
import { KEY_REGISTRY, type KeyCommand, keyRegistry } from '../domain/key-registry';
import { factsOf } from './api-key';
import { type KeyFile, KeysUnreadable } from './key-file';
import { KEYS } from './tokens';

export const KEY_LOG = Symbol('where it is said that keys could not be recorded');
const EVERY_MS = 1_000;
const SYSTEM = { id: 'keys', role: 'system' };

/**
 * Records what becomes of API keys, a second later at most: issued and revoked as the file shows it, used and refused as
 * this server saw it. What cannot be recorded waits; nobody who calls waits for it.
 */
@Injectable()
export class KeyJournal implements Engine, OnApplicationBootstrap, OnModuleDestroy {
  readonly #monitor: EngineMonitor;
  #waiting: readonly KeyCommand[] = [];
  #noted = '';
  #turn: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;

  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(KEYS) private readonly keys: KeyFile,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(KEY_LOG) private readonly log: Log,
  ) {
    this.#monitor = new EngineMonitor('api-keys', { now: () => clock.now(), log });
  }

  /** Whether the file can be read. While it cannot, nobody is let in: no key that was known before counts any more. */
  get health() {
    return this.#monitor.health;
  }

  onApplicationBootstrap(): void {
    void this.record();
    this.#timer = setInterval(() => this.record(), EVERY_MS).unref();
  }

  /** What was seen until now is recorded while the store still is there. */
  async onModuleDestroy(): Promise<void> {
    clearInterval(this.#timer);
    await this.record();
  }

  /** One round after the other; a round that fails is done again with the next. */
  record(): Promise<void> {
    this.#turn = this.#turn
      .then(() => this.#round())
      .catch((error: unknown) => {
        if (error instanceof KeysUnreadable)
          this.#monitor.failed(`${error.message} Nobody is let in until then.`, 'refused');
        else if (!isEngineAway(error))
          this.log.error({ error: String(error) }, 'what became of keys could not be recorded; trying again');
      });
    return this.#turn;
  }

  async #round(): Promise<void> {
    this.#waiting = [...this.#waiting, ...this.keys.use.due(this.clock.now())];
    const { version } = this.keys;
    const present = this.keys.all();
    this.#monitor.answered();
    if (version !== this.#noted) await this.#tell({ type: 'NoteKeys', present: present.map(factsOf) });
    this.#noted = version;
    while (this.#waiting.length > 0) {
      const [command, ...others] = this.#waiting as readonly [KeyCommand, ...KeyCommand[]];
      await this.#tell(command);
      this.#waiting = others;
    }
  }

  async #tell(command: KeyCommand): Promise<void> {
    const context = { commandId: randomUUID(), actor: SYSTEM, at: iso(this.clock.now()) };
    await decideAndAppend(this.store, KEY_REGISTRY, keyRegistry, command, context);
  }
}
