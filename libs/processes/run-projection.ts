// Keeps a view up to date. Its rows and its checkpoint are one transaction of its projector's. Where events were missed, a
// shadow table is filled beside the live one, which answers meanwhile (I7).

import { type BatchConsumer, type Log, type Store, StoreMismatch } from '#event-store';
import { type DeadlineStore, isPassing, MissedEvents, type Projector, type Rebuild } from '#read-store';
import { CheckpointedConsumer } from './checkpointed-consumer';
import { ParkedKeys } from './parked-keys';
import type { InTurn, RunningConsumer, Work } from './work';

export type ProjectionRuntime = {
  readonly store: Pick<Store, 'consume' | 'end' | 'read' | 'verifyCheckpoint'>;
  readonly deadlines: DeadlineStore;
  readonly clock?: { now(): number };
  readonly log?: Log;
};
const SILENT: Log = { info: () => {}, warn: () => {}, error: () => {} };

/** What only a person can mend halts it; it goes on when the view was rebuilt by hand. */
export const runProjection = (
  projector: Projector,
  { store, deadlines, clock = { now: Date.now }, log = SILENT }: ProjectionRuntime,
): Promise<RunningConsumer> =>
  CheckpointedConsumer.start(new ProjectionWork(projector, store, log), { store, deadlines, clock, log });

class ProjectionWork implements Work {
  readonly name: string;
  readonly prefixes: readonly string[];
  readonly haltedMessage: string;
  readonly #projector: Projector;
  readonly #store: ProjectionRuntime['store'];
  readonly #log: Log;
  readonly #parked: ParkedKeys;
  /** What is being filled beside the live table. */
  #shadow: Rebuild | undefined;

  constructor(projector: Projector, store: ProjectionRuntime['store'], log: Log) {
    const { name, consumer } = projector;
    this.name = name;
    this.prefixes = consumer.prefixes;
    this.haltedMessage = `view halted, it answers as it was. Mend what it names and start again, or rebuild the view: npm run -s views -- rebuild ${name.replace(/@\d+$/, '')}`;
    this.#projector = projector;
    this.#store = store;
    this.#log = log;
    this.#parked = new ParkedKeys({ name, load: () => projector.parked(), log });
  }

  async begin(): Promise<{ consumer: BatchConsumer; until?: Promise<void> }> {
    if (this.#shadow) return { consumer: this.#shadow.consumer, until: this.#shadow.takenOver };
    if (!this.#projector.ready) await this.#aim();
    await this.#parked.load();
    return { consumer: this.#projector.consumer };
  }

  async ended(error: unknown): Promise<'again' | 'later' | 'halted'> {
    const shadow = this.#shadow;
    if (error === undefined || shadow?.done) {
      this.#shadow = undefined;
      await this.#projector.follow();
      return 'again';
    }
    if (isPassing(error)) return 'later';
    this.#shadow = undefined;
    if (shadow || !(error instanceof MissedEvents)) return 'halted';
    this.#log.error({ view: this.name, error: error.message }, 'view missed events: it is being rebuilt');
    this.#shadow = await this.#projector.rebuild();
    await this.#aim();
    return 'again';
  }

  isMended = (): Promise<boolean> => this.#projector.follow();
  parked = (): number => this.#parked.count;
  state = (): 'rebuilding' | undefined => (this.#shadow ? 'rebuilding' : undefined);

  tick(inTurn: InTurn): Promise<void> {
    return inTurn(async () => {
      if (this.#shadow) return;
      const due = await this.#parked.due();
      for (const { key, since } of due) await this.#retry(key, since);
      if (due.length > 0) await this.#parked.load();
    });
  }

  async #retry(key: string, since: string): Promise<void> {
    try {
      await this.#projector.unpark(key, (stream, from) => this.#store.read(stream, from));
      this.#log.info({ consumer: this.name, ticket: key, since }, 'parked ticket goes on');
    } catch (error) {
      if (isPassing(error) || error instanceof StoreMismatch) throw error;
      this.#parked.parked([{ key, reason: error instanceof Error ? error.message : String(error) }]);
    }
  }

  /** So that an answer for a view that is not ready yet names its progress. */
  async #aim(): Promise<void> {
    const end = await this.#store.end().catch(() => undefined);
    if (end) await this.#projector.aim(end).catch(() => undefined);
  }
}
