// A stream as a decision sees it: committed and staged events as one (I3).
import type { StreamState } from '../semantics/append-decision';
import { isMetastream, metastreamOf, originalOf, type StreamMetadata } from '../semantics/metadata';
import { lowestShown } from '../semantics/visible';
import type { CommittedState, RawMetadata } from '../storage/committed-state';
import type { EventId } from '../storage/event-id';
import { NONE } from '../storage/event-index';
import { type Staged, type StagedStream, stagedRevisionOf } from './staged';

/** One stream as an append sees it: what is durable and what is on its way. Made for one judgement, then dropped. */
export class StreamView implements StreamState {
  readonly last: number;
  readonly isTombstoned: boolean;
  readonly #name: string;
  readonly #number: number;
  readonly #committed: CommittedState;
  readonly #staged: Staged;
  readonly #mine: StagedStream | undefined;

  constructor(name: string, committed: CommittedState, staged: Staged) {
    this.#name = name;
    this.#committed = committed;
    this.#staged = staged;
    this.#number = committed.index.streams.find(name);
    this.#mine = staged.of(name);
    this.last = Math.max(this.#mine?.last ?? -1, committed.index.last(this.#number));
    this.isTombstoned =
      (this.#mine?.isTombstoned ?? false) ||
      committed.index.isTombstoned(this.#number) ||
      (isMetastream(name) && this.#isTombstoned(originalOf(name)));
  }

  /** Whether the judgement rests on anything that is not durable yet. */
  get isStaged(): boolean {
    return (
      this.#mine !== undefined || (isMetastream(this.#name) && this.#staged.of(originalOf(this.#name)) !== undefined)
    );
  }

  get metadata(): StreamMetadata {
    return this.#mine?.metadata?.parsed ?? this.#committed.metadataOf(this.#number);
  }

  get rawMetadata(): RawMetadata | undefined {
    return this.#mine?.metadata?.raw ?? this.#committed.rawMetadataOf(this.#number);
  }

  get isSoftDeleted(): boolean {
    return this.metadata.softDeleted;
  }

  get hasMetadata(): boolean {
    return this.metastreamLast >= 0;
  }

  get metastreamLast(): number {
    const name = metastreamOf(this.#name);
    const { index } = this.#committed;
    return Math.max(this.#staged.of(name)?.last ?? -1, index.last(index.streams.find(name)));
  }

  hasAt(revision: number, id: EventId): boolean {
    const staged = this.#stagedAt(revision);
    if (staged) return staged.id.text === id.text;
    const ordinal = this.#committed.index.at(this.#number, revision);
    return ordinal !== NONE && this.#committed.index.hasId(ordinal, id);
  }

  revisionOf(id: EventId): number | undefined {
    const ordinal = this.#number < 0 ? -1 : this.#committed.index.byId(this.#number, id);
    return ordinal < 0 ? stagedRevisionOf(this.#mine, id) : this.#committed.index.revision.get(ordinal);
  }

  /** Of an event that a reader would be shown now. */
  shownPositionOf(revision: number): number | undefined {
    if (this.isSoftDeleted || revision < lowestShown(this.last, this.metadata)) return undefined;
    const staged = this.#stagedAt(revision);
    if (staged) return staged.position;
    const ordinal = this.#committed.index.at(this.#number, revision);
    return ordinal === NONE ? undefined : this.#committed.index.positions.get(ordinal);
  }

  #stagedAt(revision: number) {
    const mine = this.#mine;
    return mine === undefined || mine.events.length === 0 ? undefined : mine.events[revision - mine.first];
  }

  #isTombstoned(name: string): boolean {
    const { index } = this.#committed;
    return (this.#staged.of(name)?.isTombstoned ?? false) || index.isTombstoned(index.streams.find(name));
  }
}
