// Writes down who read what. Whoever asks waits for it, many at a time for one append; the same question of the same person
// counts once a minute. A store that takes nothing keeps nobody from reading: what was read is written when it takes again.

import { randomUUID } from 'node:crypto';
import { type Clock, type EventStore, iso, MINUTE, ms, streamOf } from '#kernel';
import type { RecordsRead } from '../domain/readings';

const [AT_A_TIME, ATTEMPTS, KEPT_MAX] = [200, 5, 10_000];
const ACTOR = { id: 'reading-log', role: 'system' };
/** Only how far the stream has come is asked. */
const NOTHING = { initial: undefined, evolve: {} };

export const readingStream = (at: string): string => streamOf('reading', at.slice(0, 10));

export class ReadingLog {
  readonly #store: EventStore;
  readonly #clock: Clock;
  #waiting: RecordsRead[] = [];
  #writing: Promise<void> | undefined;
  #minute = Number.NaN;
  readonly #counted = new Set<string>();

  constructor(store: EventStore, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  /** Resolves when it is written. Throws what the store throws; it is kept then, and written with the next one. */
  async record(reading: Omit<RecordsRead, 'type' | 'at'>): Promise<void> {
    const now = this.#clock.now();
    if (!this.#isNew(JSON.stringify(reading), now)) return;
    const own: RecordsRead = { type: 'RecordsRead', ...reading, at: iso(now) };
    if (this.#waiting.length < KEPT_MAX) this.#waiting.push(own);
    while (this.#waiting.includes(own)) {
      this.#writing ??= this.#write().finally(() => {
        this.#writing = undefined;
      });
      await this.#writing;
    }
  }

  #isNew(question: string, now: number): boolean {
    const minute = Math.floor(now / MINUTE);
    if (minute !== this.#minute) this.#counted.clear();
    this.#minute = minute;
    if (this.#counted.has(question)) return false;
    this.#counted.add(question);
    return true;
  }

  async #write(): Promise<void> {
    const [first] = this.#waiting;
    if (!first) return;
    const stream = readingStream(first.at);
    const readings = this.#waiting.filter(({ at }) => readingStream(at) === stream).slice(0, AT_A_TIME);
    const context = { commandId: randomUUID(), actor: ACTOR, at: first.at };
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      const { revision, lastRecordedAt = first.at } = await this.#store.load(stream, NOTHING, 'latest');
      const at = iso(Math.max(ms(lastRecordedAt), ms(first.at)));
      if ((await this.#store.append(stream, revision, readings, { ...context, at })) === 'lost-race') continue;
      this.#waiting = this.#waiting.filter((one) => !readings.includes(one));
      return;
    }
    throw new Error(`${stream} was written to by others ${ATTEMPTS} times over.`);
  }
}
