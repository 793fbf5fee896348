import type { StreamState } from '../semantics/append-decision';
import { isMetastream, metastreamOf, originalOf, type StreamMetadata } from '../semantics/metadata';
import { lowestShown } from '../semantics/visible';
import type { EventId } from '../storage/event-id';
import { NONE } from '../storage/event-index';
import type { Known, RawMetadata } from '../storage/known';
import { type Staged, type StagedStream, stagedRevisionOf } from './staged';

/** One stream as an append sees it: what is durable and what is on its way. Made for one judgement, then dropped. */
export class StreamView implements StreamState {
  readonly last: number;
  readonly isTombstoned: boolean;
  readonly #name: string;
  readonly #number: number;
  readonly #known: Known;
  readonly #staged: Staged;
  readonly #mine: StagedStream | undefined;

  constructor(name: string, known: Known, staged: Staged) {
    this.#name = name;
    this.#known = known;
    this.#staged = staged;
    this.#number = known.index.streams.find(name);
    this.#mine = staged.of(name);
    this.last = Math.max(this.#mine?.last ?? -1, known.index.last(this.#number));
    this.isTombstoned =
      (this.#mine?.isTombstoned ?? false) ||
      known.index.isTombstoned(this.#number) ||
      (isMetastream(name) && this.#isTombstoned(originalOf(name)));
  }

  /** Whether the judgement rests on anything that is not durable yet. */
  get isStaged(): boolean {
    return (
      this.#mine !== undefined || (isMetastream(this.#name) && this.#staged.of(originalOf(this.#name)) !== undefined)
    );
  }

  get metadata(): StreamMetadata {
    return this.#mine?.metadata?.parsed ?? this.#known.metadataOf(this.#number);
  }

  get rawMetadata(): RawMetadata | undefined {
    return this.#mine?.metadata?.raw ?? this.#known.rawMetadataOf(this.#number);
  }

  get isSoftDeleted(): boolean {
    return this.metadata.softDeleted;
  }

  get hasMetadata(): boolean {
    return this.metastreamLast >= 0;
  }

  get metastreamLast(): number {
    const name = metastreamOf(this.#name);
    const { index } = this.#known;
    return Math.max(this.#staged.of(name)?.last ?? -1, index.last(index.streams.find(name)));
  }

  hasAt(revision: number, id: EventId): boolean {
    const staged = this.#stagedAt(revision);
    if (staged) return staged.id.text === id.text;
    const ordinal = this.#known.index.at(this.#number, revision);
    return ordinal !== NONE && this.#known.index.hasId(ordinal, id);
  }

  revisionOf(id: EventId): number | undefined {
    const ordinal = this.#number < 0 ? -1 : this.#known.index.byId(this.#number, id);
    return ordinal < 0 ? stagedRevisionOf(this.#mine, id) : this.#known.index.revision.get(ordinal);
  }

  /** Of an event that a reader would be shown now. */
  shownPositionOf(revision: number): number | undefined {
    if (this.isSoftDeleted || revision < lowestShown(this.last, this.metadata)) return undefined;
    const staged = this.#stagedAt(revision);
    if (staged) return staged.position;
    const ordinal = this.#known.index.at(this.#number, revision);
    return ordinal === NONE ? undefined : this.#known.index.positions.get(ordinal);
  }

  #stagedAt(revision: number) {
    const mine = this.#mine;
    return mine === undefined || mine.events.length === 0 ? undefined : mine.events[revision - mine.first];
  }

  #isTombstoned(name: string): boolean {
    const { index } = this.#known;
    return (this.#staged.of(name)?.isTombstoned ?? false) || index.isTombstoned(index.streams.find(name));
  }
}
