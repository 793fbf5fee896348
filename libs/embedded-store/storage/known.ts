import {
  isMetastream,
  METADATA_TYPE,
  NO_METADATA,
  originalOf,
  parseMetadata,
  type StreamMetadata,
} from '../semantics/metadata';
import type { EventId } from './event-id';
import { EventIndex } from './event-index';

export type Taken = {
  readonly stream: string;
  readonly revision: number;
  readonly type: string;
  readonly id: EventId['words'];
  readonly position: number;
  readonly isJson: boolean;
  readonly data: Buffer;
};

/** The last event of a metastream, as it must be kept to write it again. */
export type RawMetadata = { readonly isJson: boolean; readonly text: string };

/** Everything that is known of the durable log: the index, and the metadata of the streams that have some. */
export class Known {
  readonly index = new EventIndex();
  readonly #metadata = new Map<number, StreamMetadata>();
  readonly #raw = new Map<number, RawMetadata>();
  /** By stream number, what changed since the last full snapshot part. */
  changes = new Map<number, RawMetadata>();

  take(event: Taken): void {
    const { index } = this;
    const stream = index.streams.number(event.stream);
    const type = index.types.number(event.type);
    index.add({ position: event.position, stream, revision: event.revision, type, id: event.id });
    if (isMetastream(event.stream)) {
      const raw = { isJson: event.isJson && event.type === METADATA_TYPE, text: event.data.toString('utf8') };
      this.takeMetadata(index.streams.number(originalOf(event.stream)), raw);
    }
  }

  takeMetadata(stream: number, raw: RawMetadata): void {
    const metadata = parseMetadata(raw.isJson, Buffer.from(raw.text));
    this.changes.set(stream, raw);
    this.#metadata.set(stream, metadata);
    // Only a deleted stream's metadata is ever written again by the store itself.
    if (metadata.softDeleted) this.#raw.set(stream, raw);
    else this.#raw.delete(stream);
  }

  metadataOf(stream: number): StreamMetadata {
    return this.#metadata.get(stream) ?? NO_METADATA;
  }

  rawMetadataOf(stream: number): RawMetadata | undefined {
    return this.#raw.get(stream);
  }
}
