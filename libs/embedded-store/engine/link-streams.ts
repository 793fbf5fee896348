import { LRUCache } from 'lru-cache';
import { linkStreamNamed } from '../semantics/link-streams';
import type { EventIndex } from '../storage/event-index';
import { LinkStream } from './link-stream';
import type { Records } from './records';
import { STANDARD_PROJECTIONS, StandardProjections } from './standard-projections';

/** Each costs four bytes an event that it links, and one a stream of the store; the one used longest ago is made again. */
const KEPT = 64;

/** The streams of links that can be read without having been written. */
export class LinkStreams {
  readonly projections = new StandardProjections();
  readonly #index: EventIndex;
  readonly #records: Records;
  readonly #kept = new LRUCache<string, LinkStream>({ max: KEPT });

  constructor(index: EventIndex, records: Records) {
    this.#index = index;
    this.#records = records;
  }

  /** Undefined where the name is no link stream's, or where a stream of that name stands in the log: what was written stays. */
  find(stream: string): LinkStream | undefined {
    const kind = linkStreamNamed(stream);
    if (kind === undefined || this.#index.last(this.#index.streams.find(stream)) >= 0) return undefined;
    const kept = this.#kept.get(stream);
    if (kept) return kept;
    const limit = () => this.projections.limitOf(STANDARD_PROJECTIONS[kind.by]);
    const made = new LinkStream(stream, kind, this.#index, this.#records, limit);
    this.#kept.set(stream, made);
    return made;
  }
}
