// A part of the saved index as it lies there, for whoever wants a few streams of it: nothing is built, its bytes are searched.
import type { NameTable } from './name-table';
import { COLUMNS_WIDTH, type PartHead } from './snapshot';

/** Where the record of an event stands in the log. */
export type RecordPlace = {
  readonly position: number;
  /** Not before the end of the record: the next one begins there, or its frame does. */
  readonly end: number;
  readonly revision: number;
};

const [POSITION, NUMBER] = [8, 4];

export class PartView {
  readonly head: PartHead;
  readonly #body: Buffer;
  readonly #events: number;
  /** The number of each event's stream. */
  readonly #streams: Uint32Array;

  constructor(head: PartHead, body: Buffer) {
    this.head = head;
    this.#body = body;
    this.#events = head.to - head.from;
    const from = body.byteOffset + this.#events * POSITION;
    // A copy: numbers do not lie there where the processor wants them.
    this.#streams = new Uint32Array(body.buffer.slice(from, from + this.#events * NUMBER) as ArrayBuffer);
  }

  /** The streams of these names that appear here for the first time: their numbers, each with its number in `wanted`. */
  *newStreams(wanted: NameTable): Generator<readonly [stream: number, wanted: number]> {
    let at = this.#events * COLUMNS_WIDTH;
    const [from, to] = this.head.streams;
    for (let stream = from; stream < to; stream++) {
      const start = at + 4;
      at = start + this.#body.readUInt32LE(at);
      const found = wanted.findIn(this.#body, start, at);
      if (found >= 0) yield [stream, found];
    }
  }

  /** The events of these streams, in the order of the log. */
  *eventsOf(streams: ReadonlyMap<number, number>): Generator<RecordPlace & { readonly wanted: number }> {
    const mask = new Uint8Array(this.head.streams[1]);
    for (const stream of streams.keys()) mask[stream] = 1;
    for (let event = 0; event < this.#events; event++) {
      const stream = this.#streams[event] as number;
      if (mask[stream] === 1) yield { ...this.placeOf(event), wanted: streams.get(stream) as number };
    }
  }

  /** Of the last one; undefined where there is none. */
  get last(): { readonly place: RecordPlace; readonly id: Buffer } | undefined {
    if (this.#events === 0) return undefined;
    const id = this.#events * COLUMNS_WIDTH - 16;
    return { place: this.placeOf(this.#events - 1), id: this.#body.subarray(id, id + 16) };
  }

  placeOf(event: number): RecordPlace {
    const body = this.#body;
    return {
      position: body.readDoubleLE(event * POSITION),
      end: event + 1 < this.#events ? body.readDoubleLE((event + 1) * POSITION) : this.head.end,
      revision: body.readUInt32LE(this.#events * (POSITION + NUMBER) + event * NUMBER),
    };
  }
}
