// Makes a bundle of events that are at hand: their places in the notary's log, the proofs, and where their streams ended.

import type { Stored } from '#event-store';
import { BUNDLE_FORMAT, type Bundle, type BundledEvent, type BundledHead, type Scope } from '../domain/bundle';
import { isSameHash } from '../domain/hash';
import type { Hash } from '../domain/merkle-tree';
import { NotarizedLog } from '../domain/notarized-log';
import { leafBytesOf } from './compare-with-log';
import { checkpointsIn, entriesIn, NotaryMismatch } from './notary-directory';
import { REPORT_VERSION } from './report';
import { sha256 } from './sha256';

/** A bundle that cannot be made. The message says why, and what to do. */
export class NotBundled extends Error {
  override readonly name = 'NotBundled';
}

export type BundleRequest = {
  readonly scope: Scope;
  /** Whole streams; those without an event are proved not to be there. */
  readonly streams: readonly string[];
  readonly events: readonly Stored[];
  readonly keys: readonly string[];
  readonly directory: string;
};

/** Of what the last checkpoint covers; `later` events are not signed for yet and not in it. */
export type Made = { readonly bundle: Bundle; readonly later: number };

/** Throws `NotBundled`. */
export const makeBundle = (request: BundleRequest): Made => {
  const steps = bundling(request);
  for (let step = steps.next(); ; step = steps.next()) if (step.done) return step.value;
};

/** Entries of the log hashed between two steps, a few milliseconds. */
const AT_A_TIME = 2_000;

/** The same step by step, for whoever lets others go first between them. */
export function* bundling({ scope, streams, events, keys, directory }: BundleRequest): Generator<void, Made> {
  const checkpoints = checkpointsIn(directory);
  const last = checkpoints.at(-1);
  if (!last) throw new NotBundled(`${directory} has no checkpoint yet. Wait until the notary has signed one.`);
  const wanted = new Map(events.map((stored) => [`${stored.stream}@${stored.revision}`, stored]));
  const log = new NotarizedLog(sha256);
  const found: { index: number; stored: Stored; leaf: Hash }[] = [];
  for (const entry of entriesIn(directory)) {
    if (log.size === last.size) break;
    const stored = wanted.get(`${entry.stream}@${entry.revision}`);
    if (stored) found.push({ index: log.size, stored, leaf: entry.leaf });
    log.append(entry);
    if (log.size % AT_A_TIME === 0) yield;
  }
  if (log.size < last.size)
    throw new NotaryMismatch(`${directory} has ${log.size} entries, and its last checkpoint covers ${last.size}.`);
  for (const { stored, leaf } of found)
    if (!isSameHash(leafBytesOf(stored), leaf))
      throw new NotBundled(
        `${stored.stream}@${stored.revision} is not what was signed for: the store was altered. Look: faultline-audit verify`,
      );
  const chosen = [checkpoints[0], last].filter((one, n, all) => one && (n === 0 || one !== all[0])) as (typeof last)[];
  const bundle: Bundle = {
    format: BUNDLE_FORMAT,
    report: REPORT_VERSION,
    scope,
    keys,
    checkpoints: chosen.map(({ note }) => note),
    consistency: chosen.slice(1).map(({ size }, n) => textsOf(log.tree.consistency(chosen[n]?.size ?? 0, size))),
    events: found.map(
      ({ index, stored }): BundledEvent => ({ index, stored, proof: textsOf(log.tree.inclusion(index)) }),
    ),
    heads: [...new Set(streams)].sort().map((stream): BundledHead => {
      const { index, entry, proof } = log.heads.prove(stream);
      return { stream, index, entry, proof: textsOf(proof) };
    }),
  };
  return { bundle, later: events.length - found.length };
}

const textsOf = (hashes: readonly Hash[]): readonly string[] =>
  hashes.map((hash) => Buffer.from(hash).toString('base64'));
