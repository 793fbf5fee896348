// What a notary remembers of the log that it has written, so that it need not read all of it again when it begins: `memory`,
// beside the log. It counts only where it is whole and the log still begins with the very bytes that it was written for;
// else the log is read from its first entry. So it may be lost, stale or damaged, and nothing comes of it but time.

import { createHash, type Hash as Digest } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as letOthers } from 'node:timers/promises';
import { type Hash, MerkleEdge } from '../domain/merkle-tree';
import { LogEdge, type LogEntry } from '../domain/notarized-log';
import { type HeadsEntry, StreamHeads } from '../domain/stream-heads';
import { CHECKPOINTS, ENTRIES, type SignedCheckpoint } from './notary-directory';
import { sha256 } from './sha256';

/** The beginning of a file: so many bytes, and their digest as it grows. */
export type Prefix = { readonly bytes: number; readonly digest: Digest };
/** How far a log was read, or written. */
export type LogProgress = {
  readonly log: LogEdge;
  readonly entries: Prefix;
  readonly checkpoints: Prefix;
  readonly last?: SignedCheckpoint;
  readonly lastEntry?: LogEntry;
};

const MEMORY = 'memory';
const FORMAT = 1;
/** Lines made or read at a time, a few milliseconds: others are answered meanwhile. */
const AT_A_TIME = 500;
const DIGEST_CHARS = 64;

export const nothingRead = (): LogProgress => ({
  log: new LogEdge(sha256),
  entries: { bytes: 0, digest: createHash('sha256') },
  checkpoints: { bytes: 0, digest: createHash('sha256') },
});

type Head = {
  readonly format: number;
  readonly size: number;
  readonly peaks: readonly string[];
  readonly entries: { readonly bytes: number; readonly sha256: string };
  readonly checkpoints: { readonly bytes: number; readonly sha256: string };
  readonly last: SignedCheckpoint;
  readonly lastEntry: { readonly stream: string; readonly revision: number; readonly leaf: string };
};

/** Nothing where nobody has signed yet. A memory that was cut short is none. */
export const remember = async (directory: string, progress: LogProgress): Promise<void> => {
  const { log, entries, checkpoints, last, lastEntry } = progress;
  if (last === undefined || lastEntry === undefined) return;
  const { size, peaks } = log.tree.state;
  const head: Head = {
    format: FORMAT,
    size,
    peaks: peaks.map(hex),
    entries: { bytes: entries.bytes, sha256: digestOf(entries) },
    checkpoints: { bytes: checkpoints.bytes, sha256: digestOf(checkpoints) },
    last,
    lastEntry: { ...lastEntry, leaf: hex(lastEntry.leaf) },
  };
  const draft = join(directory, `${MEMORY}.draft`);
  const file = await open(draft, 'w', 0o600);
  const digest = createHash('sha256');
  const put = async (text: string) => {
    digest.update(text);
    await file.writeFile(text);
  };
  try {
    await put(`${JSON.stringify(head)}\n`);
    for (const lines of inParts(log.heads.entries()))
      await put(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    await file.writeFile(digest.digest('hex'));
  } finally {
    await file.close();
  }
  await rename(draft, join(directory, MEMORY));
};

function* inParts<T>(all: Iterable<T>): Generator<readonly T[], void> {
  let part: T[] = [];
  for (const one of all) {
    part.push(one);
    if (part.length < AT_A_TIME) continue;
    yield part;
    part = [];
  }
  if (part.length > 0) yield part;
}

/** Nothing where there is none, where it is damaged, and where the log does not begin as it did then. */
export const recall = async (directory: string): Promise<LogProgress | undefined> => {
  const bytes = await readFile(join(directory, MEMORY)).catch(() => undefined);
  const body = bytes?.subarray(0, -DIGEST_CHARS);
  if (bytes === undefined || body === undefined || hex(sha256(body)) !== bytes.toString('latin1', body.length))
    return undefined;
  const lines = linesIn(body);
  const head = JSON.parse(lines.next().value ?? '{}') as Head;
  if (head.format !== FORMAT) return undefined;
  const entries = await prefixOf(join(directory, ENTRIES), head.entries);
  const checkpoints = await prefixOf(join(directory, CHECKPOINTS), head.checkpoints);
  if (!entries || !checkpoints) return undefined;
  const heads = new StreamHeads(sha256);
  let taken = 0;
  for (const line of lines) {
    heads.take(JSON.parse(line) as HeadsEntry);
    if (++taken % AT_A_TIME === 0) await letOthers();
  }
  const tree = new MerkleEdge(sha256, { size: head.size, peaks: head.peaks.map(bytesOf) });
  const lastEntry = { ...head.lastEntry, leaf: bytesOf(head.lastEntry.leaf) };
  return { log: new LogEdge(sha256, tree, heads), entries, checkpoints, last: head.last, lastEntry };
};

function* linesIn(bytes: Buffer): Generator<string, void> {
  for (let from = 0, end = bytes.indexOf(10); end >= 0; from = end + 1, end = bytes.indexOf(10, from))
    yield bytes.toString('utf8', from, end);
}

/** The beginning of a file, where it is still what it was. */
const prefixOf = async (path: string, was: Head['entries']): Promise<Prefix | undefined> => {
  const digest = createHash('sha256');
  let bytes = 0;
  try {
    for await (const chunk of was.bytes === 0 ? [] : createReadStream(path, { end: was.bytes - 1 })) {
      digest.update(chunk as Buffer);
      bytes += (chunk as Buffer).length;
    }
  } catch {
    return undefined; // not there, or not to be read: whoever reads the log says so
  }
  const prefix = { bytes, digest };
  return bytes === was.bytes && digestOf(prefix) === was.sha256 ? prefix : undefined;
};

const digestOf = ({ digest }: Prefix): string => digest.copy().digest('hex');
const hex = (bytes: Hash): string => Buffer.from(bytes).toString('hex');
const bytesOf = (text: string): Hash => Buffer.from(text, 'hex');
