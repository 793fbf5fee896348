// Histories as a build stored them that knew no later algorithm: 111 worked cases of the support policy and 150 random
// ones. Written once, by the last commit before the rules moved, and never again: the file is append-only data.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Context, EventStore, Message } from '#kernel';
import type { Outcome } from '#simulation';

/** What one command appended. */
export type Append = {
  readonly id: string;
  readonly by: readonly [id: string, role: string];
  readonly at: string;
  readonly occurredAt?: string;
  readonly events: readonly Message[];
};
export type StoredHistory = {
  readonly id: string;
  readonly now: string;
  /** How its tickets stood at `now`. */
  readonly tickets: Readonly<Record<string, Outcome>>;
  readonly streams: Readonly<Record<string, readonly Append[]>>;
};

const read = (file: string) => readFileSync(join(__dirname, file));
const zones = JSON.parse(read('zones.json').toString()) as Record<string, unknown>;
/** Clock changes take more room than all else: a version names its zones, and each is kept once. */
const withZones = (event: Message): Message =>
  event.type === 'PolicyPublished'
    ? ({
        ...event,
        zones: Object.fromEntries((event as unknown as { zones: string[] }).zones.map((name) => [name, zones[name]])),
      } as Message)
    : event;

export const contextOf = ({ id, by, at, occurredAt }: Append): Context => ({
  commandId: id,
  actor: { id: by[0], role: by[1] },
  at,
  ...(occurredAt !== undefined && { occurredAt }),
});

export const storedHistories = (algorithm: 1): readonly StoredHistory[] =>
  gunzipSync(read(`algorithm-${algorithm}.jsonl.gz`))
    .toString()
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as StoredHistory);

/** Fills a store with a history, at the same revisions. */
export const restore = async (store: EventStore, { streams }: StoredHistory): Promise<void> => {
  for (const [stream, appends] of Object.entries(streams)) {
    let revision = -1;
    for (const append of appends) {
      await store.append(stream, revision, append.events.map(withZones), contextOf(append));
      revision += append.events.length;
    }
  }
};
