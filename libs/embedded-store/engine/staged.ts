import { isMetastream, METADATA_TYPE, originalOf, parseMetadata, type StreamMetadata } from '../semantics/metadata';
import type { EventId } from '../storage/event-id';
import { TOMBSTONE } from '../storage/event-index';
import type { Frame } from '../storage/frame';
import type { RawMetadata } from '../storage/known';

export type StagedStream = {
  first: number;
  last: number;
  isTombstoned: boolean;
  readonly events: { readonly id: EventId; readonly position: number }[];
  readonly byId: Map<string, number>;
  metadata: { readonly parsed: StreamMetadata; readonly raw: RawMetadata } | undefined;
  /** The log position at which all of it is durable. */
  until: number;
};

/** Appends that were accepted and are not durable yet: seen by the checks of later appends, by nobody else. */
export class Staged {
  readonly #streams = new Map<string, StagedStream>();

  of(stream: string): StagedStream | undefined {
    return this.#streams.get(stream);
  }

  add({ events, starts, position, length }: Frame): void {
    const until = position + length;
    for (const [i, event] of events.entries()) {
      const staged = this.#entry(event.stream, until);
      if (event.revision === TOMBSTONE) staged.isTombstoned = true;
      else {
        if (staged.events.length === 0) staged.first = event.revision;
        staged.last = event.revision;
        staged.events.push({ id: event.id, position: position + (starts[i] as number) });
        staged.byId.set(event.id.text, event.revision);
      }
      if (!isMetastream(event.stream)) continue;
      const raw = { isJson: event.isJson && event.type === METADATA_TYPE, text: event.data.toString('utf8') };
      const original = this.#entry(originalOf(event.stream), until);
      original.metadata = { raw, parsed: parseMetadata(raw.isJson, event.data) };
    }
  }

  /** Up to here all is durable, and known to the index. */
  settle(durable: number): void {
    for (const [stream, { until }] of this.#streams) if (until <= durable) this.#streams.delete(stream);
  }

  forget(): void {
    this.#streams.clear();
  }

  #entry(stream: string, until: number): StagedStream {
    const known = this.#streams.get(stream);
    if (known) {
      known.until = until;
      return known;
    }
    const fresh: StagedStream = {
      first: -1,
      last: -1,
      isTombstoned: false,
      events: [],
      byId: new Map(),
      metadata: undefined,
      until,
    };
    this.#streams.set(stream, fresh);
    return fresh;
  }
}
