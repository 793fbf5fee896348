import type { ServedStore } from '../engine/served-store';
import { shownOf } from '../engine/shown';
import { linkTarget } from '../semantics/link';
import { LINK_TYPE } from '../semantics/metadata';
import { isTooOld } from '../semantics/visible';
import { NONE } from '../storage/event-index';
import { parseRecord } from '../storage/record';
import type { Call } from '../transport/call';
import type { ReadRequest } from './read-request';
import { resolved, withStructuredIds } from './reshape';

/** Turns ordinals into the records that one reader wants to see. */
export class Presenter {
  readonly #store: ServedStore;
  readonly #request: Pick<ReadRequest, 'resolveLinks' | 'structuredIds' | 'stream'>;

  constructor(store: ServedStore, request: ReadRequest) {
    this.#store = store;
    this.#request = request;
  }

  /** Sends events, no faster than they are read. Answers how many were shown. */
  async send(call: Call, ordinals: readonly number[]): Promise<number> {
    let shown = 0;
    for (const portion of this.#store.records.portions(ordinals)) {
      const records = await this.#present(portion);
      shown += records.length;
      if (!call.sendRecords(records)) await call.drained();
      if (call.isOver) break;
    }
    return shown;
  }

  async #present(ordinals: readonly number[]): Promise<Buffer[]> {
    const { stream, resolveLinks, structuredIds } = this.#request;
    let records = await this.#store.records.fetch(ordinals, stream !== undefined);
    if (stream !== undefined) records = this.#youngEnough(stream, records);
    if (resolveLinks && this.#anyLinks(ordinals))
      records = await Promise.all(records.map((record) => this.#follow(record)));
    return structuredIds ? records.map(withStructuredIds) : records;
  }

  #youngEnough(stream: string, records: Buffer[]): Buffer[] {
    const shown = shownOf(this.#store.known, stream);
    if (shown.is !== 'shown' || shown.maxAge === undefined) return records;
    const { maxAge } = shown;
    const now = this.#store.now();
    return records.filter((record) => !isTooOld(parseRecord(record).created, maxAge, now));
  }

  #anyLinks(ordinals: readonly number[]): boolean {
    const { index } = this.#store.known;
    const link = index.types.find(LINK_TYPE);
    return link >= 0 && ordinals.some((ordinal) => index.type.get(ordinal) === link);
  }

  async #follow(record: Buffer): Promise<Buffer> {
    const { type, data } = parseRecord(record);
    const target = type === LINK_TYPE ? linkTarget(data) : undefined;
    if (target === undefined) return record;
    const { known, records } = this.#store;
    const shown = shownOf(known, target.stream);
    const isShown = shown.is === 'shown' && target.revision >= shown.lowest;
    const ordinal = isShown ? known.index.at(shown.number, target.revision) : NONE;
    const [found] = ordinal === NONE ? [] : await records.fetch([ordinal], true);
    return resolved(record, found);
  }
}
