import { HOUR, iso } from '#kernel';
import { type KeyCommand, NOBODYS_KEY, type RefusedBecause } from '../domain/key-registry';
import { type KeyRecord, keyIdOf } from './api-key';

type Refusals = { times: number; from: number; to: number };

/**
 * What was done with keys since it was last told, in memory: bounded by the keys that there are, whatever is tried. A
 * thousand refusals in an hour are told twice: the first at once, the others when the hour is over.
 */
export class KeyUse {
  readonly #usedOn = new Map<string, string>();
  readonly #untold = new Set<string>();
  readonly #refused = new Map<string, Refusals>();
  readonly #toldAt = new Map<string, number>();

  accepted(record: KeyRecord, now: number): void {
    if (record.isToken) return;
    const keyId = keyIdOf(record);
    const day = iso(now).slice(0, 10);
    if (this.#usedOn.get(keyId) === day) return;
    this.#usedOn.set(keyId, day);
    this.#untold.add(keyId);
  }

  refused(record: KeyRecord | undefined, because: RefusedBecause, now: number): void {
    const what = `${record && !record.isToken ? keyIdOf(record) : NOBODYS_KEY} ${because}`;
    const before = this.#refused.get(what);
    this.#refused.set(what, { times: (before?.times ?? 0) + 1, from: before?.from ?? now, to: now });
  }

  due(now: number): readonly KeyCommand[] {
    const uses = [...this.#untold].map(
      (keyId): KeyCommand => ({ type: 'NoteUse', keyId, day: this.#usedOn.get(keyId) ?? '' }),
    );
    this.#untold.clear();
    const refusals = [...this.#refused].flatMap(([what, { times, from, to }]): KeyCommand[] => {
      if (now - (this.#toldAt.get(what) ?? Number.NEGATIVE_INFINITY) < HOUR) return [];
      this.#refused.delete(what);
      this.#toldAt.set(what, now);
      const [keyId = NOBODYS_KEY, because] = what.split(' ') as [string, RefusedBecause];
      return [{ type: 'NoteRefusals', keyId, because, times, from: iso(from), to: iso(to) }];
    });
    return [...uses, ...refusals];
  }
}
