import { recordsOf } from '../storage/frame';
import { parseRecord, recordLength } from '../storage/record';
import { type Survey, type SurveyOptions, survey } from './survey';

export type NameUsage = { readonly name: string; readonly events: number; readonly bytes: number };
export type Stats = Survey & {
  readonly events: number;
  readonly appends: number;
  /** Behind each other in the log, gaps of damage aside. */
  readonly bytes: number;
  readonly streams: number;
  /** Milliseconds since 1970; absent in an empty store. */
  readonly firstAt?: number;
  readonly lastAt?: number;
  /** Streams by category (what stands before the first dash), event types, and the longest streams: greatest first. */
  readonly categories: readonly NameUsage[];
  readonly types: readonly NameUsage[];
  readonly longest: readonly NameUsage[];
};

class Tally {
  readonly #shares = new Map<string, { events: number; bytes: number }>();

  add(name: string, bytes: number): void {
    const share = this.#shares.get(name) ?? { events: 0, bytes: 0 };
    share.events++;
    share.bytes += bytes;
    this.#shares.set(name, share);
  }

  get size(): number {
    return this.#shares.size;
  }

  greatest(count: number): NameUsage[] {
    const shares = [...this.#shares].map(([name, share]) => ({ name, ...share }));
    return shares.toSorted((a, b) => b.events - a.events || (a.name < b.name ? -1 : 1)).slice(0, count);
  }
}

/** Counts what is in a store. Throws `CannotLook`. */
export const stats = async (dir: string, options: SurveyOptions = {}): Promise<Stats> => {
  const [categories, types, streams] = [new Tally(), new Tally(), new Tally()];
  let [events, appends, bytes] = [0, 0, 0];
  let [firstAt, lastAt] = [Number.POSITIVE_INFINITY, 0];
  const surveyed = await survey(dir, {
    ...options,
    visit: () => (buffer, at, _position, frame) => {
      appends++;
      bytes += frame.length;
      for (const start of recordsOf(buffer, at, frame)) {
        const { stream, type, created } = parseRecord(buffer, start);
        const length = recordLength(buffer, start);
        const when = Number(created) / 10_000;
        [firstAt, lastAt] = [Math.min(firstAt, when), Math.max(lastAt, when)];
        categories.add(categoryOf(stream), length);
        types.add(type, length);
        streams.add(stream, length);
        events++;
      }
    },
  });
  return {
    ...surveyed,
    events,
    appends,
    bytes,
    streams: streams.size,
    ...(events > 0 ? { firstAt, lastAt } : {}),
    categories: categories.greatest(20),
    types: types.greatest(20),
    longest: streams.greatest(10),
  };
};

const categoryOf = (stream: string): string => (stream.startsWith('$') ? '$…' : (stream.split('-')[0] ?? stream));
