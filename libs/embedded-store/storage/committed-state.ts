// The state that is derived from the durable log, in memory: who reads, reads this. Invariant: it holds every durable event
// and none that is not.
import {
  isMetastream,
  METADATA_TYPE,
  NO_METADATA,
  originalOf,
  parseMetadata,
  type StreamMetadata,
} from '../semantics/metadata';
import { wordsAt } from './event-id';
import { EventIndex } from './event-index';
import { keysOf, type PlacedEvent, parseRecord, type RecordKeys } from './record';

/** The last event of a metastream, as it must be kept to write it again. */
export type RawMetadata = { readonly isJson: boolean; readonly text: string };

const DOLLAR = 0x24;

/** The index of all durable events, and the metadata of the streams that have some. */
export class CommittedState {
  readonly index = new EventIndex();
  readonly #metadata = new Map<number, StreamMetadata>();
  readonly #raw = new Map<number, RawMetadata>();
  /** By stream number, what changed since the last full snapshot part. */
  changes = new Map<number, RawMetadata>();
  readonly #keys: RecordKeys = { id: 0, nameStart: 0, nameEnd: 0, revision: 0, typeStart: 0, typeEnd: 0 };

  /** An event that has just become durable. */
  add({ stream: name, type, revision, id, isJson, data }: PlacedEvent, position: number): void {
    const { index } = this;
    const stream = index.streams.number(name);
    index.add({ position, stream, revision, type: index.types.number(type), id: id.words });
    if (isMetastream(name)) this.#addRaw(name, { isJson, type, data });
  }

  /** An event in the log, whose record begins at `start`. */
  addRecord(bytes: Buffer, start: number, position: number): void {
    const { index } = this;
    const keys = keysOf(bytes, start, this.#keys);
    const stream = index.streams.numberOf(bytes, keys.nameStart, keys.nameEnd);
    const type = index.types.numberOf(bytes, keys.typeStart, keys.typeEnd);
    index.add({ position, stream, revision: keys.revision, type, id: wordsAt(bytes, keys.id) });
    if (bytes[keys.nameStart] !== DOLLAR || bytes[keys.nameStart + 1] !== DOLLAR) return;
    const event = parseRecord(bytes, start);
    this.#addRaw(event.stream, event);
  }

  /** Whether the index says of an ordinal what its record says: the place and the id. */
  matches(ordinal: number, bytes: Buffer, start: number, position: number): boolean {
    const { index } = this;
    if (ordinal >= index.count || index.positions.get(ordinal) !== position) return false;
    return wordsAt(bytes, keysOf(bytes, start, this.#keys).id).every(
      (word, i) => index.ids.get(ordinal * 4 + i) === word,
    );
  }

  addMetadata(stream: number, raw: RawMetadata): void {
    const metadata = parseMetadata(raw.isJson, Buffer.from(raw.text));
    this.changes.set(stream, raw);
    this.#metadata.set(stream, metadata);
    // Only a deleted stream's metadata is ever written again by the store itself.
    if (metadata.softDeleted) this.#raw.set(stream, raw);
    else this.#raw.delete(stream);
  }

  #addRaw(metastream: string, { isJson, type, data }: { isJson: boolean; type: string; data: Buffer }): void {
    const raw = { isJson: isJson && type === METADATA_TYPE, text: data.toString('utf8') };
    this.addMetadata(this.index.streams.number(originalOf(metastream)), raw);
  }

  metadataOf(stream: number): StreamMetadata {
    return this.#metadata.get(stream) ?? NO_METADATA;
  }

  rawMetadataOf(stream: number): RawMetadata | undefined {
    return this.#raw.get(stream);
  }
}
