// Folded streams, remembered. A fold takes each event once and in order, whoever brings it, or throws; it may stand behind
// the store and is never ahead of it. Once a key is destroyed, nothing is remembered that was read with it.

import { LRUCache } from 'lru-cache';
import { type AnyFold, type CommandReceipt, evolve, type Loaded, type Recorded } from '#kernel';
import type { Position } from './consume/checkpoint';
import { roughBytes } from './rough-bytes';

/** One fold of a stream, as far as it has come, and who is reading it further. */
type Folded = { state: unknown; revision: number; reading?: Promise<void>; next?: Promise<void> };

/** What is remembered of a stream. `known` is the highest revision that the store is known to have. */
export type Remembered = {
  known: number;
  lastRecordedAt?: string;
  /** The key that seals what comes next: that of the last sealed event, unless an erasure came after it. */
  keyId?: string;
  /** The last revision that had a say in that. */
  keyRevision: number;
  /** The keys of what was read here: once one of them is destroyed, what was folded is to be forgotten. */
  readonly opened: Set<string>;
  readonly commands: Map<string, CommandReceipt>;
  readonly folds: Map<AnyFold<unknown>, Folded>;
  weighedAt: number;
};

/** Reads the events of a stream from a revision on, and hands them over in order. */
type ReadTail = (stream: string, from: number, take: (recorded: Noted) => void) => Promise<void>;
/** An event, and where it stands in the whole store, as far as that is known. */
type Noted = Recorded & { readonly position?: Pick<Position, 'commit'> };

/** The streams that were used last, folded. What is forgotten is folded again from its beginning. */
export class FoldedStreams {
  readonly #streams: LRUCache<string, Remembered>;
  readonly #readTail: ReadTail;
  readonly #isDestroyed: (keyId: string) => boolean;

  constructor(
    readTail: ReadTail,
    isDestroyed: (keyId: string) => boolean,
    { streams = 10_000, bytes = 128 * 1024 * 1024 } = {},
  ) {
    this.#readTail = readTail;
    this.#isDestroyed = isDestroyed;
    this.#streams = new LRUCache({ max: streams, maxSize: bytes });
  }

  /** What is remembered of a stream; begins to remember it where nothing is. */
  of(stream: string): Remembered {
    const found = this.#streams.get(stream);
    if (found && ![...found.opened].some(this.#isDestroyed)) return found;
    const begun: Remembered = {
      known: found?.known ?? -1,
      keyRevision: -1,
      opened: new Set(),
      commands: new Map(),
      folds: new Map(),
      weighedAt: -1,
    };
    this.#streams.set(stream, begun, { size: 256 });
    return begun;
  }

  /** As far as is remembered. Reads nothing, unless the store is known to be ahead of this fold. */
  async cached<S>(stream: string, fold: AnyFold<S>): Promise<Loaded<S>> {
    const remembered = this.of(stream);
    if ((remembered.folds.get(fold)?.revision ?? -1) < remembered.known) return this.latest(stream, fold);
    return loaded(remembered, fold);
  }

  /** To the tail as it is after this call began: whoever finds a read under way shares the next one. */
  async latest<S>(stream: string, fold: AnyFold<S>): Promise<Loaded<S>> {
    const remembered = this.of(stream);
    const folded = foldedIn(remembered, fold);
    const start = () => {
      folded.reading = this.#catchUp(stream, fold, remembered, folded).finally(() => {
        delete folded.reading;
      });
      return folded.reading;
    };
    if (!folded.reading) await start();
    else {
      folded.next ??= folded.reading
        .catch(() => {})
        .then(() => {
          delete folded.next;
          return start();
        });
      await folded.next;
    }
    return loaded(remembered, fold);
  }

  /** Folds what was just appended after `expectedRevision` into every fold that stood there. */
  appended(stream: string, expectedRevision: number, events: readonly Noted[]): void {
    const remembered = this.#streams.get(stream);
    if (!remembered) return;
    for (const [fold, folded] of remembered.folds) {
      if (folded.revision !== expectedRevision) continue;
      try {
        for (const recorded of events) step(fold, folded, recorded);
      } catch {
        // This fold stays behind what is known: whoever loads it next reads on, and is told what cannot follow what.
      }
    }
    for (const recorded of events) note(remembered, recorded);
    this.#weigh(stream, remembered);
  }

  /** The store has more of this stream than was folded; the next `cached` reads it. */
  know(stream: string, revision: number): void {
    const remembered = this.#streams.get(stream);
    if (remembered) remembered.known = Math.max(remembered.known, revision);
  }

  /** What comes after this revision is sealed with a key of its own. */
  needsNewKey(stream: string, revision: number): void {
    const remembered = this.#streams.get(stream);
    if (!remembered || remembered.keyRevision > revision) return;
    remembered.keyRevision = revision;
    delete remembered.keyId;
  }

  forget(stream: string): void {
    this.#streams.delete(stream);
  }

  async #catchUp(stream: string, fold: AnyFold<unknown>, remembered: Remembered, folded: Folded): Promise<void> {
    await this.#readTail(stream, folded.revision + 1, (recorded) => {
      step(fold, folded, recorded);
      note(remembered, recorded);
    });
    this.#weigh(stream, remembered);
  }

  /** States are weighed when they may have doubled, not at each event. */
  #weigh(stream: string, remembered: Remembered): void {
    if (this.#streams.peek(stream) !== remembered || remembered.known < 2 * remembered.weighedAt + 2) return;
    remembered.weighedAt = remembered.known;
    const states = [...remembered.folds.values()].map(({ state }) => roughBytes(state));
    const size = 256 + 120 * remembered.commands.size + states.reduce((sum, bytes) => sum + bytes, 0);
    // Setting the same value again would keep its old size.
    this.#streams.delete(stream);
    this.#streams.set(stream, remembered, { size });
  }
}

const foldedIn = (remembered: Remembered, fold: AnyFold<unknown>): Folded => {
  const found = remembered.folds.get(fold);
  if (found) return found;
  const begun: Folded = { state: fold.initial, revision: -1 };
  remembered.folds.set(fold, begun);
  return begun;
};

/** An append may have folded an event while it was being read: what a fold has seen, it does not see again. */
const step = (fold: AnyFold<unknown>, folded: Folded, recorded: Recorded): void => {
  const { revision } = recorded.stamp;
  if (revision <= folded.revision) return;
  if (revision !== folded.revision + 1) throw new Error(`Revision ${revision} came after ${folded.revision}.`);
  folded.state = evolve(fold, folded.state, recorded);
  folded.revision = revision;
};

const note = (remembered: Remembered, { stamp, position }: Noted): void => {
  const { lastRecordedAt = '' } = remembered;
  const { commandId, revision, requestHash } = stamp;
  remembered.commands.set(commandId, {
    revision,
    ...(position && { position: position.commit }),
    ...(requestHash !== undefined && { requestHash }),
  });
  remembered.known = Math.max(remembered.known, stamp.revision);
  if (stamp.recordedAt > lastRecordedAt) remembered.lastRecordedAt = stamp.recordedAt;
};

const loaded = <S>(remembered: Remembered, fold: AnyFold<S>): Loaded<S> => {
  const { state, revision } = foldedIn(remembered, fold);
  const { commands, lastRecordedAt } = remembered;
  return { state: state as S, revision, commands, ...(lastRecordedAt !== undefined && { lastRecordedAt }) };
};
