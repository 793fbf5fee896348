// The decision table of docs/embedded-store.md as a function, rule by rule, for histories nobody thought of.
import type { AppendExpectedRevision } from '@eventstore/db-client';

export type Stream = {
  /** Ids by revision; what truncation hides is still compared. */
  readonly ids: readonly number[];
  readonly status: 'plain' | 'soft-deleted' | 'tombstoned';
  readonly hasMetadata: boolean;
  /** Events below are not read any more. */
  readonly from: number;
};
export const NEVER_WRITTEN: Stream = { ids: [], status: 'plain', hasMetadata: false, from: 0 };

export type Verdict =
  | { readonly is: 'deleted' }
  | { readonly is: 'wrong'; readonly current: number }
  /** Where the last event of the request stands: the first place of an id that was written twice. */
  | { readonly is: 'known'; readonly at: number; readonly readable: boolean }
  | { readonly is: 'written'; readonly revision: number };

const sequenceAt = ({ ids }: Stream, at: number, proposed: readonly number[]) =>
  proposed.findIndex((id, n) => ids[at + n] !== id);

const judge = (stream: Stream, expected: AppendExpectedRevision, proposed: readonly number[]): Verdict => {
  const current = stream.ids.length - 1;
  const wrong: Verdict = { is: 'wrong', current };
  const write: Verdict = { is: 'written', revision: current + proposed.length };
  const known = (at: number): Verdict => ({
    is: 'known',
    at,
    readable: stream.status === 'plain' && at >= stream.from,
  });
  if (stream.status === 'tombstoned') return { is: 'deleted' };
  if (expected === 'stream_exists' && stream.status === 'soft-deleted') return { is: 'deleted' };
  if (expected === 'stream_exists' && current === -1 && !stream.hasMetadata) return wrong;
  if (expected === 'any' || expected === 'stream_exists') {
    const unknown = proposed.findIndex((id) => !stream.ids.includes(id));
    if (unknown === 0) return write;
    if (unknown > 0) return wrong;
    return known(stream.ids.indexOf(proposed.at(-1) ?? Number.NaN));
  }
  const at = expected === 'no_stream' ? -1 : Number(expected);
  if (at > current) return wrong;
  if (at === current) return write;
  const differs = sequenceAt(stream, at + 1, proposed);
  if (differs === -1) return known(at + proposed.length);
  if (differs === 0 && expected === 'no_stream' && stream.status === 'soft-deleted') return write;
  return wrong;
};

/** An append that no server answers: all of it is known, and its last stands two places or more before its first. */
export const isNeverAnswered = (
  { ids }: Stream,
  expected: AppendExpectedRevision,
  proposed: readonly number[],
): boolean =>
  (expected === 'any' || expected === 'stream_exists') &&
  proposed.every((id) => ids.includes(id)) &&
  ids.indexOf(proposed.at(-1) ?? Number.NaN) <= ids.indexOf(proposed[0] ?? Number.NaN) - 2;

/** What an append answers, and the stream after it. A write to a soft-deleted stream re-creates it from there on. */
export const append = (
  stream: Stream,
  expected: AppendExpectedRevision,
  proposed: readonly number[],
): readonly [Verdict, Stream] => {
  const verdict = judge(stream, expected, proposed);
  if (verdict.is !== 'written') return [verdict, stream];
  const recreated = stream.status === 'soft-deleted' ? { status: 'plain' as const, from: stream.ids.length } : {};
  return [verdict, { ...stream, ...recreated, ids: [...stream.ids, ...proposed] }];
};

/** A delete or tombstone runs the same table with an id that nobody has. */
export const remove = (
  stream: Stream,
  how: 'soft-deleted' | 'tombstoned',
  expected: AppendExpectedRevision,
): readonly [Verdict, Stream] => {
  if (how === 'soft-deleted' && stream.ids.length === 0 && !stream.hasMetadata && stream.status === 'plain')
    return [{ is: 'wrong', current: -1 }, stream];
  const verdict = judge(stream, expected, [-1]);
  if (verdict.is !== 'written') return [verdict, stream];
  return [verdict, { ...stream, status: how, hasMetadata: stream.hasMetadata || how === 'soft-deleted' }];
};
