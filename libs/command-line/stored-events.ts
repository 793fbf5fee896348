// Events as they are stored, sealed as they are, in the order of the store: from a directory, whether a server has it open
// or not, or from an export.

import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { parseRecord, recordsOf, streamsOnDisk, survey } from '#embedded-store';
import type { Stored } from '#event-store';
import { CannotLook } from './opened';
import { storedOf } from './stored-of';

/** `place` orders the events of one source: the log position, or the line. */
export type PlacedStored = { readonly stored: Stored; readonly place: number };

/**
 * Hands over every event of ours whose stream is wanted, a piece at a time. Throws `CannotLook` where the log is damaged.
 */
export const storedInLog = async (
  dir: string,
  prefix: string,
  wants: (stream: string) => boolean,
  take: (events: readonly PlacedStored[]) => void | Promise<void>,
  progress?: (done: number, total: number) => void,
): Promise<void> => {
  let waiting: PlacedStored[] = [];
  const flush = async () => {
    const piece = waiting;
    waiting = [];
    if (piece.length > 0) await take(piece);
  };
  const { problems } = await survey(dir, {
    visit: () => (bytes, at, _position, frame) => {
      for (const start of recordsOf(bytes, at, frame)) {
        const event = parseRecord(bytes, start);
        if (!isOurs(event.stream, prefix) || !wants(event.stream.slice(prefix.length))) continue;
        waiting.push({ stored: storedOf(event, prefix), place: event.position });
      }
    },
    between: flush,
    ...(progress && { progress }),
  });
  await flush();
  const damage = problems.find(({ is }) => is === 'damaged');
  if (damage)
    throw new CannotLook(
      `The log is damaged: ${damage.segment} at byte ${damage.offset}, ${damage.what} Look: npm run -s store -- verify ${dir}`,
    );
};

/**
 * Reads a few streams of a directory, all as they were at the first question, without reading the rest where the saved index
 * tells. Where anything is doubtful all of the log is read, and damage is named.
 */
export const streamsInLog = (dir: string, prefix: string, progress?: (done: number, total: number) => void) => {
  let opened: ReturnType<typeof streamsOnDisk> | undefined;
  return async (streams: readonly string[]): Promise<readonly PlacedStored[]> => {
    opened ??= streamsOnDisk(dir);
    const index = await opened;
    const found = index === 'in doubt' ? index : index.read(streams.map((stream) => prefix + stream));
    if (found !== 'in doubt') return found.map((event) => ({ stored: storedOf(event, prefix), place: event.position }));
    const [names, all]: [Set<string>, PlacedStored[]] = [new Set(streams), []];
    await storedInLog(
      dir,
      prefix,
      (stream) => names.has(stream),
      (events) => void all.push(...events),
      progress,
    );
    return all;
  };
};

const isOurs = (stream: string, prefix: string) => stream.startsWith(prefix) && !stream.startsWith('$');

/** Whether a file looks like an export of `store export`: its first line is an event. */
export const isExport = (path: string): boolean => {
  const handle = openSync(path, 'r');
  const bytes = Buffer.alloc(64);
  const read = readSync(handle, bytes, 0, bytes.length, 0);
  closeSync(handle);
  return bytes.toString('utf8', 0, read).startsWith('{"stream":');
};

/** Throws `CannotLook` on a line that is no event. */
export const storedInExport = (path: string, prefix: string): readonly PlacedStored[] =>
  readFileSync(path, 'utf8')
    .split('\n')
    .flatMap((line, place): PlacedStored[] => {
      if (line === '') return [];
      const { stream, revision, id, type, data, metadata } = lineIn(path, line, place + 1);
      if (!isOurs(stream, prefix)) return [];
      return [{ stored: { stream: stream.slice(prefix.length), revision, eventId: id, type, data, metadata }, place }];
    });

type StoredLine = Omit<Stored, 'eventId'> & { readonly id: string };
const lineIn = (path: string, line: string, number: number): StoredLine => {
  try {
    const read = JSON.parse(line) as StoredLine;
    if (typeof read.stream === 'string' && typeof read.type === 'string') return read;
  } catch {
    // Said below.
  }
  throw new CannotLook(`${path}, line ${number}, is no exported event. Export again: npm run -s store -- export`);
};
