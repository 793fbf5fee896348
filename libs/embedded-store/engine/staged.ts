// What is decided and not durable yet: the part of a stream that `CommittedState` does not hold. Only decisions look at it.
import { isMetastream, METADATA_TYPE, originalOf, parseMetadata, type StreamMetadata } from '../semantics/metadata';
import type { RawMetadata } from '../storage/committed-state';
import type { EventId } from '../storage/event-id';
import { TOMBSTONE } from '../storage/event-index';
import type { Frame } from '../storage/frame';
import { ShortLivedMap } from './short-lived-map';

export type StagedStream = {
  first: number;
  last: number;
  isTombstoned: boolean;
  readonly events: { readonly id: EventId; readonly position: number }[];
  /** Revisions by id, once somebody has asked for one. */
  byId: Map<string, number> | undefined;
  metadata: { readonly parsed: StreamMetadata; readonly raw: RawMetadata } | undefined;
  /** The log position at which all of it is durable. */
  until: number;
};

/** The revision of the first event with this id that is staged in a stream. */
export const stagedRevisionOf = (stream: StagedStream | undefined, id: EventId): number | undefined => {
  if (stream === undefined) return undefined;
  stream.byId ??= new Map(stream.events.map(({ id: { text } }, i) => [text, stream.first + i] as const).toReversed());
  return stream.byId.get(id.text);
};

/** Appends that were accepted and are not durable yet: seen by the checks of later appends, by nobody else. */
export class Staged {
  readonly #streams = new ShortLivedMap<StagedStream>();

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
        if (!staged.byId?.has(event.id.text)) staged.byId?.set(event.id.text, event.revision);
      }
      if (!isMetastream(event.stream)) continue;
      const raw = { isJson: event.isJson && event.type === METADATA_TYPE, text: event.data.toString('utf8') };
      const original = this.#entry(originalOf(event.stream), until);
      original.metadata = { raw, parsed: parseMetadata(raw.isJson, event.data) };
    }
  }

  /** These appends are durable, up to this position, and known to the index. */
  settle(frames: readonly Frame[], durable: number): void {
    for (const { events } of frames)
      for (const { stream } of events) {
        this.#settleOne(stream, durable);
        if (isMetastream(stream)) this.#settleOne(originalOf(stream), durable);
      }
  }

  forget(): void {
    this.#streams.clear();
  }

  #settleOne(stream: string, durable: number): void {
    const staged = this.#streams.get(stream);
    if (staged !== undefined && staged.until <= durable) this.#streams.delete(stream);
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
      byId: undefined,
      metadata: undefined,
      until,
    };
    this.#streams.set(stream, fresh);
    return fresh;
  }
}
