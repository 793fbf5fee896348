import { F64Column, U32Column } from './columns';
import type { EventId } from './event-id';
import { HashSlots } from './hash-slots';
import { NameTable } from './name-table';

/** No such event. */
export const NONE = 0xffffffff;
/** The revision under which a tombstone is kept here; on the wire it is 2^63 − 1. */
export const TOMBSTONE = 0xffffffff;

export type Entry = {
  readonly position: number;
  readonly stream: number;
  readonly revision: number;
  readonly type: number;
  readonly id: EventId['words'];
};

/**
 * What is needed of every durable event without going to the disk: 44 bytes an event and the id table (about 8 more).
 * Events are numbered in the order of the log ("ordinals"). Columns only ever grow at their end, so that a snapshot can
 * be written while appends go on, and a stream is a chain of ordinals with jump pointers (E. Myers, 1983): append is
 * constant, any revision is found in logarithmic time, and there is no list for each stream.
 */
export class EventIndex {
  count = 0;
  /** How many streams have events: names alone do not count. */
  streamsWritten = 0;
  readonly streams = new NameTable();
  readonly types = new NameTable();
  readonly positions = new F64Column();
  readonly stream = new U32Column();
  readonly revision = new U32Column();
  readonly type = new U32Column();
  readonly ids = new U32Column();
  readonly #previous = new U32Column();
  readonly #jump = new U32Column();
  readonly #tail = new U32Column();
  #tails = 0;
  // One function for all, not one for each of a million events.
  #linking = 0;
  readonly #isLinking = (other: number): boolean => this.#isSame(other, this.#linking);
  readonly #byId = new HashSlots((ordinal) => this.#hash(ordinal));

  add({ position, stream, revision, type, id }: Entry): number {
    const ordinal = this.count;
    this.positions.set(ordinal, position);
    this.stream.set(ordinal, stream);
    this.revision.set(ordinal, revision);
    this.type.set(ordinal, type);
    for (let word = 0; word < 4; word++) this.ids.set(ordinal * 4 + word, id[word] as number);
    this.link(ordinal);
    return ordinal;
  }

  /** Chains and finds the next ordinal, whose plain columns are set: by `add`, or from a snapshot. */
  link(ordinal: number): void {
    const stream = this.stream.get(ordinal);
    const before = this.tail(stream);
    this.#previous.set(ordinal, before);
    this.#jump.set(ordinal, this.#jumpFrom(before));
    if (before === NONE) this.streamsWritten++;
    while (this.#tails <= stream) this.#tail.set(this.#tails++, NONE);
    this.#tail.set(stream, ordinal);
    this.#linking = ordinal;
    this.#byId.put(this.#hash(ordinal), ordinal, this.#isLinking);
    this.count = ordinal + 1;
  }

  #jumpFrom(before: number): number {
    if (before === NONE) return NONE;
    const jump = this.#jump.get(before);
    if (jump === NONE) return before;
    const further = this.#jump.get(jump);
    if (further === NONE) return before;
    const near = this.revision.get(before) - this.revision.get(jump);
    return near === this.revision.get(jump) - this.revision.get(further) ? further : before;
  }

  /** The ordinal of a stream's last event (it may be a tombstone), or NONE. */
  tail(stream: number): number {
    return stream >= 0 && stream < this.#tails ? this.#tail.get(stream) : NONE;
  }

  isTombstoned(stream: number): boolean {
    const tail = this.tail(stream);
    return tail !== NONE && this.revision.get(tail) === TOMBSTONE;
  }

  /** The last revision of a stream, tombstones aside, or -1. */
  last(stream: number): number {
    const ordinal = this.#lastPlain(stream);
    return ordinal === NONE ? -1 : this.revision.get(ordinal);
  }

  /** The ordinal of the event with the greatest revision up to `revision`, or NONE. */
  atOrBefore(stream: number, revision: number): number {
    let at = this.#lastPlain(stream);
    while (at !== NONE && this.revision.get(at) > revision) {
      const jump = this.#jump.get(at);
      at = jump !== NONE && this.revision.get(jump) >= revision ? jump : this.#previous.get(at);
    }
    return at;
  }

  at(stream: number, revision: number): number {
    const ordinal = this.atOrBefore(stream, revision);
    return ordinal !== NONE && this.revision.get(ordinal) === revision ? ordinal : NONE;
  }

  previous(ordinal: number): number {
    return this.#previous.get(ordinal);
  }

  hasId(ordinal: number, { words }: EventId): boolean {
    return words.every((word, i) => this.#word(ordinal, i) === word);
  }

  /** The first event of a stream with this id, or -1. */
  byId(stream: number, { words }: EventId): number {
    return this.#byId.find(hashOf(...words, stream), (ordinal) => this.#is(ordinal, words, stream));
  }

  /** The first ordinal whose position is not below this one; `count` if there is none. */
  atPosition(position: number): number {
    let [low, high] = [0, this.count];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (this.positions.get(middle) < position) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #lastPlain(stream: number): number {
    const tail = this.tail(stream);
    return tail !== NONE && this.revision.get(tail) === TOMBSTONE ? this.#previous.get(tail) : tail;
  }

  #is(ordinal: number, words: EventId['words'], stream: number): boolean {
    return (
      this.#word(ordinal, 3) === words[3] &&
      this.#word(ordinal, 2) === words[2] &&
      this.#word(ordinal, 1) === words[1] &&
      this.#word(ordinal, 0) === words[0] &&
      this.stream.get(ordinal) === stream
    );
  }

  #isSame(one: number, other: number): boolean {
    for (let word = 3; word >= 0; word--) if (this.#word(one, word) !== this.#word(other, word)) return false;
    return this.stream.get(one) === this.stream.get(other);
  }

  #word(ordinal: number, word: number): number {
    return this.ids.get(ordinal * 4 + word);
  }

  #hash(ordinal: number): number {
    const { ids } = this;
    const at = ordinal * 4;
    return hashOf(ids.get(at), ids.get(at + 1), ids.get(at + 2), ids.get(at + 3), this.stream.get(ordinal));
  }

  get bytes(): number {
    const { positions, stream, revision, type, ids, streams, types } = this;
    const parts = [positions, stream, revision, type, ids, streams, types, this.#previous, this.#jump, this.#tail];
    return parts.reduce((sum, part) => sum + part.bytes, this.#byId.bytes);
  }
}

// The stream is part of it: the same id in many streams must not make one long chain of probes.
const hashOf = (a: number, b: number, c: number, d: number, stream: number): number => {
  let hash = Math.imul(a ^ stream, 0x9e3779b1) ^ b;
  hash = Math.imul(hash ^ (hash >>> 15) ^ c, 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13) ^ d, 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
};
