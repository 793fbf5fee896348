import type { EventId } from '../storage/event-id';

/** What the writer of an append believes about the stream. A revision is kept as it was sent: it may be echoed. */
export type Expected = 'any' | 'no_stream' | 'stream_exists' | { readonly revision: bigint };

/** The stream as it stands when the append is judged, appends on their way to the disk included. */
export interface StreamState {
  /** -1 while nothing was ever written. */
  readonly last: number;
  readonly isTombstoned: boolean;
  readonly isSoftDeleted: boolean;
  readonly hasMetadata: boolean;
  hasAt(revision: number, id: EventId): boolean;
  /** The revision of the first event with this id in this stream. */
  revisionOf(id: EventId): number | undefined;
}

export type AppendDecision =
  | { readonly do: 'write' }
  /** It is all there already: a retry. `revision` is that of its last event. */
  | { readonly do: 'confirm'; readonly revision: number }
  /** An append of no events, in order. */
  | { readonly do: 'nothing' }
  | { readonly do: 'refuse'; readonly because: 'deleted' | 'wrong-revision' };

const WRITE: AppendDecision = { do: 'write' };
const WRONG: AppendDecision = { do: 'refuse', because: 'wrong-revision' };
const DELETED: AppendDecision = { do: 'refuse', because: 'deleted' };

/** The decision table of an append, rule by rule as docs/embedded-store.md numbers them. */
export const decideAppend = (stream: StreamState, expected: Expected, ids: readonly EventId[]): AppendDecision => {
  if (stream.isTombstoned) return DELETED; // 1
  if (expected === 'stream_exists') {
    if (stream.isSoftDeleted) return DELETED; // 2
    if (stream.last < 0 && !stream.hasMetadata) return WRONG; // 3; with metadata it counts as existing (4)
  }
  if (expected === 'any' || expected === 'stream_exists') return unlessKnown(stream, ids);
  const revision = expected === 'no_stream' ? -1n : expected.revision;
  if (revision > stream.last) return WRONG; // 11
  if (revision === BigInt(stream.last)) return ids.length > 0 ? WRITE : { do: 'nothing' }; // 12
  return unlessRetried(stream, Number(revision), ids, expected === 'no_stream' && stream.isSoftDeleted);
};

// Rules 5 to 7: the first id decides whether this can be a retry at all.
const unlessKnown = (stream: StreamState, ids: readonly EventId[]): AppendDecision => {
  if (ids.length === 0) return { do: 'nothing' };
  let revision = -1;
  for (const [i, id] of ids.entries()) {
    const known = stream.revisionOf(id);
    if (known === undefined) return i === 0 ? WRITE : WRONG; // 5, 7
    revision = known;
  }
  return { do: 'confirm', revision }; // 6
};

// Rules 8 to 10: a retry repeats exactly what stands behind the revision that it expected.
const unlessRetried = (
  stream: StreamState,
  revision: number,
  ids: readonly EventId[],
  mayRecreate: boolean,
): AppendDecision => {
  if (ids.length === 0) return WRONG;
  for (const [i, id] of ids.entries()) {
    if (!stream.hasAt(revision + 1 + i, id)) return i === 0 && mayRecreate ? WRITE : WRONG; // 9, 10
  }
  return { do: 'confirm', revision: revision + ids.length }; // 8
};

/** On the wire, where a number is wanted. */
export const expectedNumber = (expected: Expected): string =>
  typeof expected === 'string' ? NAMED[expected] : expected.revision.toString();
const NAMED = { no_stream: '-1', any: '-2', stream_exists: '-4' } as const;
