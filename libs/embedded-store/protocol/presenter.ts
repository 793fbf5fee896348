import type { RecordSource } from '../engine/record-source';
import type { ServedStore } from '../engine/served-store';
import { visibilityOf } from '../engine/stream-visibility';
import { linkTarget } from '../semantics/link';
import { LINK_TYPE } from '../semantics/metadata';
import { isTooOld } from '../semantics/visible';
import { NONE } from '../storage/event-index';
import { parseRecord } from '../storage/record';
import type { Call } from '../transport/call';
import type { ReadRequest } from './read-request';
import { resolved, withStructuredIds } from './reshape';

/** Sends the records of one reader as he wants them: links followed or not, ids in the form that he asked for. */
export class Presenter {
  readonly #store: ServedStore;
  readonly #source: RecordSource;
  readonly #request: Pick<ReadRequest, 'resolveLinks' | 'structuredIds'>;

  constructor(store: ServedStore, source: RecordSource, request: ReadRequest) {
    this.#store = store;
    this.#source = source;
    this.#request = request;
  }

  /** Sends events, no faster than they are read. Answers how many were shown. */
  async send(call: Call, page: readonly number[]): Promise<number> {
    let shown = 0;
    for (const portion of this.#source.portions(page)) {
      const records = await this.#present(portion);
      shown += records.length;
      if (!call.sendRecords(records)) await call.drained();
      if (call.isOver) break;
    }
    return shown;
  }

  async #present(portion: readonly number[]): Promise<Buffer[]> {
    const { resolveLinks, structuredIds } = this.#request;
    let records = await this.#source.fetch(portion);
    if (resolveLinks && this.#source.mayHoldLinks(portion))
      records = await Promise.all(records.map((record) => this.#follow(record)));
    return structuredIds ? records.map(withStructuredIds) : records;
  }

  async #follow(record: Buffer): Promise<Buffer> {
    const { type, data } = parseRecord(record);
    const target = type === LINK_TYPE ? linkTarget(data) : undefined;
    return target === undefined ? record : resolved(record, await this.#shownAt(target));
  }

  /** The event at a place, unless it is hidden there or was never written. */
  async #shownAt({ stream, revision }: { stream: string; revision: number }): Promise<Buffer | undefined> {
    const { committed, records, now } = this.#store;
    const visibility = visibilityOf(committed, stream);
    const ordinal =
      visibility.is === 'shown' && revision >= visibility.lowest
        ? committed.index.at(visibility.number, revision)
        : NONE;
    if (visibility.is !== 'shown' || ordinal === NONE) return undefined;
    const [found] = await records.fetch([ordinal], true);
    const isHidden =
      found && visibility.maxAge !== undefined && isTooOld(parseRecord(found).created, visibility.maxAge, now());
    return isHidden ? undefined : found;
  }
}
