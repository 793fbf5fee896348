import type { AllStreamRecordedEvent } from '@eventstore/db-client';
import { LRUCache } from 'lru-cache';
import { StoreMismatch } from '../errors';

/** Between `after` and `before` something is missing in a stream; `commit` is where `after` stands. */
export type Gap = { readonly stream: string; readonly after: number; readonly before: number; readonly commit: bigint };

const STREAMS_MAX = 50_000;

/**
 * Whether events come as they were stored: positions may have gaps, the revisions of a stream may not. Only streams
 * that were seen lately are known; of others the first event is taken as it comes.
 */
export class GapCheck {
  readonly #seen = new LRUCache<string, { revision: number; commit: bigint }>({ max: STREAMS_MAX });
  #gap: Gap | undefined;

  /** 'next' is new; 'twice' was seen before. Throws `StoreMismatch` where the same gap shows again after a rewind. */
  see({ streamId, revision: stored, position: { commit } }: AllStreamRecordedEvent): 'next' | 'twice' | Gap {
    const revision = Number(stored);
    const last = this.#seen.get(streamId);
    if (last && revision <= last.revision) return 'twice';
    if (last && revision > last.revision + 1) {
      const gap: Gap = { stream: streamId, after: last.revision, before: revision, commit: last.commit };
      if (this.#gap?.stream === gap.stream && this.#gap.after === gap.after)
        throw new StoreMismatch(
          `The stream ${streamId} goes from revision ${last.revision} to ${revision}: what is between was deleted or lost. ` +
            'Verify the store; nothing is read past this place.',
        );
      this.#gap = gap;
      return gap;
    }
    if (this.#gap?.stream === streamId) this.#gap = undefined;
    this.#seen.set(streamId, { revision, commit });
    return 'next';
  }
}
