// The store as it is against the log that a notary has signed: which event was changed, taken out, put in or moved.

import { canonicalForm, type Stored } from '#event-store';
import { parseCheckpoint } from '../domain/checkpoint';
import type { Finding } from '../domain/finding';
import { isSameHash } from '../domain/hash';
import { type LogEntry, NotarizedLog } from '../domain/notarized-log';
import { openNote, type Verifier } from '../domain/signed-note';
import { checkpointsIn, entriesIn, type SignedCheckpoint } from './notary-directory';
import { sha256 } from './sha256';

export type LogVerdict = {
  readonly checkpoints: number;
  /** Events that the last checkpoint covers; newer ones are not signed yet. */
  readonly size: number;
  readonly signedAt?: string;
  readonly unsigned: number;
  readonly findings: readonly Finding[];
};
/** Of what is altered no more are named one by one. */
const NAMED_MAX = 100;

export const leafBytesOf = (stored: Stored): Uint8Array => sha256(Buffer.from(canonicalForm(stored), 'utf8'));

/**
 * Checks what the notary's directory says by itself, then every event of the store in its order. `verifiers`: the keys that are
 * believed. Throws `NotaryMismatch` where the directory cannot be read.
 */
export const compareWithLog = async (
  events: AsyncIterable<Stored> | Iterable<Stored>,
  directory: string,
  verifiers: readonly Verifier[],
): Promise<LogVerdict> => {
  const checkpoints = checkpointsIn(directory);
  const last = checkpoints.at(-1);
  const size = last?.size ?? 0;
  const { entries, findings } = checkedEntries(directory, checkpoints, verifiers);
  const claim = claimOf(last);
  const missing = new Map(entries.slice(0, size).map((entry) => [`${entry.stream}@${entry.revision}`, entry]));
  const judge = judgeOf({ entries, size, says: claim, missing });
  let [unsigned, seen] = [0, 0];
  for await (const stored of events) {
    const verdict = judge(stored, seen++);
    if (verdict === 'unsigned') unsigned++;
    else if (verdict !== 'as-signed')
      findings.push({ stream: stored.stream, revision: stored.revision, what: verdict });
  }
  for (const { stream, revision } of missing.values())
    findings.push({ stream, revision, what: `was taken out: ${claim} it, and the store does not have it.` });
  return {
    checkpoints: checkpoints.length,
    size,
    ...(last && { signedAt: last.at }),
    unsigned,
    findings: findings.slice(0, NAMED_MAX),
  };
};

type Signed = {
  readonly entries: readonly LogEntry[];
  readonly size: number;
  readonly says: string;
  /** Those that no event was found for yet. */
  readonly missing: Map<string, LogEntry>;
};
/** What is wrong with an event, in a sentence; the events of a store are asked in its order, `place` counts them. */
const judgeOf = ({ entries, size, says: claim, missing }: Signed) => {
  const heads = new Map<string, number>();
  return (stored: Stored, place: number): string => {
    const { stream, revision } = stored;
    const head = heads.get(stream) ?? -1;
    const isNext = revision === head + 1;
    if (isNext) heads.set(stream, revision);
    const expected = missing.get(`${stream}@${revision}`);
    missing.delete(`${stream}@${revision}`);
    if (expected)
      return faultOfSigned(stored, expected, place >= size || entries[place] === expected, claim) ?? 'as-signed';
    if (place < size) return `was put in, or moved: ${claim} no such event at place ${place}.`;
    return isNext ? 'unsigned' : `was put in: its stream ends at revision ${head}.`;
  };
};

const faultOfSigned = (stored: Stored, expected: LogEntry, isInPlace: boolean, claim: string): string | undefined => {
  const leaf = leafBytesOf(stored);
  if (!isSameHash(leaf, expected.leaf))
    return `was changed: ${claim} leaf ${hex(expected.leaf)}, the store holds ${hex(leaf)}.`;
  return isInPlace ? undefined : `stands at another place; ${claim} another event there.`;
};

const claimOf = (last: SignedCheckpoint | undefined) =>
  last === undefined ? 'no checkpoint says' : `the checkpoint of ${last.size} events, signed ${last.at}, says`;

/** The entries, after each checkpoint was compared with them. */
const checkedEntries = (
  directory: string,
  checkpoints: readonly SignedCheckpoint[],
  verifiers: readonly Verifier[],
) => {
  const findings: Finding[] = [];
  const log = new NotarizedLog(sha256);
  const entries = [];
  const waiting = [...checkpoints];
  const settle = () => {
    for (let next = waiting[0]; next && next.size <= log.size; next = waiting[0]) {
      waiting.shift();
      const fault = faultOf(next, log, verifiers);
      if (fault !== undefined)
        findings.push({
          stream: 'notary',
          revision: next.size,
          what: `the checkpoint of ${next.size} events ${fault}.`,
        });
    }
  };
  settle();
  for (const entry of entriesIn(directory)) {
    log.append(entry);
    entries.push(entry);
    settle();
  }
  for (const { size } of waiting)
    findings.push({
      stream: 'notary',
      revision: size,
      what: `the checkpoint of ${size} events has only ${log.size} entries.`,
    });
  return { entries, findings };
};

const faultOf = ({ size, note }: SignedCheckpoint, log: NotarizedLog, verifiers: readonly Verifier[]) => {
  const opened = openNote(note, verifiers);
  if ('fault' in opened) return opened.fault;
  const checkpoint = parseCheckpoint(opened.text);
  if (!checkpoint || checkpoint.size !== size) return 'says something else than its line';
  const now = log.checkpoint(checkpoint.origin);
  if (now.size !== size) return `does not follow on the one before it: it covers fewer events`;
  if (!isSameHash(now.root, checkpoint.root))
    return 'was signed for other entries: they were changed since, or it is of another log';
  return isSameHash(now.heads.root, checkpoint.heads.root) ? undefined : 'was signed for other ends of streams';
};

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
