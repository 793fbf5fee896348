import { LINK_TYPE } from '../semantics/metadata';
import { isTooOld } from '../semantics/visible';
import { parseRecord } from '../storage/record';
import { linkRecord } from './link-record';
import type { LinkStream } from './link-stream';
import type { ServedStore } from './served-store';
import { visibilityOf } from './stream-visibility';

/** Brings what a cursor's pages name, in wire form. What is not to be shown any more is left out. */
export interface RecordSource {
  /** The same page in portions of about a megabyte. */
  portions(page: readonly number[]): Iterable<readonly number[]>;
  fetch(portion: readonly number[]): Promise<Buffer[]>;
  mayHoldLinks(portion: readonly number[]): boolean;
}

/** Pages are ordinals of the log. */
export const allRecords = ({ committed: { index }, records }: ServedStore): RecordSource => ({
  portions: (page) => records.portions(page),
  fetch: (portion) => records.fetch(portion, false),
  mayHoldLinks: (portion) => {
    const link = index.types.find(LINK_TYPE);
    return link >= 0 && portion.some((ordinal) => index.type.get(ordinal) === link);
  },
});

/** The same, of one stream: its events are likely to be asked for again, and are hidden when they are too old. */
export const streamRecords = (store: ServedStore, stream: string): RecordSource => ({
  ...allRecords(store),
  fetch: async (portion) => {
    const records = await store.records.fetch(portion, true);
    const visibility = visibilityOf(store.committed, stream);
    if (visibility.is !== 'shown' || visibility.maxAge === undefined) return records;
    const { maxAge } = visibility;
    const now = store.now();
    return records.filter((record) => !isTooOld(parseRecord(record).created, maxAge, now));
  },
});

/** Pages are revisions of a link stream. */
export const linkRecords = ({ records }: ServedStore, links: LinkStream): RecordSource => ({
  portions: function* (page) {
    let from = 0;
    for (const { length } of records.portions(page.map((revision) => links.ordinalOf(revision)))) {
      yield page.slice(from, from + length);
      from += length;
    }
  },
  fetch: async (portion) => {
    const sources = await records.fetch(
      portion.map((revision) => links.ordinalOf(revision)),
      true,
    );
    return sources.map((source, i) => linkRecord(links.name, portion[i] as number, source));
  },
  mayHoldLinks: () => true,
});
