// The store below its network, on a disk of the rig's own: what a power cut is simulated on.
import { type AppendRequest, type Disk, eventId, parseRecord, Store } from '#embedded-store';
import type { Chance } from './chance';
import type { Plant } from './cycle';
import type { Trace } from './fake-disk';
import type { Attempt, Found } from './ledger';
import { plantedFaults } from './planted';
import { digestOf, type Proposed, proposed } from './words';

const MEDDLED = 'meddled-';
const isMeddled = (stream: string) => stream.includes(MEDDLED);

const DIRECTORY = '/simulated';
/** Small, so that a few dozen appends roll a segment and save the index. */
const SEGMENT_BYTES = 24 * 1024;
const SNAPSHOT_EVERY = 40;

export type Outcome = NonNullable<Attempt['acknowledged']> | 'refused' | 'unavailable';

export type Running = {
  append(attempt: Attempt, words: readonly Proposed[]): Promise<Outcome>;
  /** All there is, by stream and in $all. Throws if a record cannot be read. */
  everything(): Promise<{ all: readonly Found[]; streams: ReadonlyMap<string, readonly Found[]> }>;
  /** The events from the so-manieth on, as a subscriber gets them once it is woken. */
  published(from: number): Promise<{ events: readonly Found[]; next: number }>;
  onArrival(wake: () => void): void;
  /** Metadata, soft deletes and tombstones of a stream that nobody counts on: all they must do is to be kept alike. */
  meddle(chance: Chance): Promise<void>;
  /** Every stream as the index has it: its last revision, its metadata, whether it is buried. */
  index(): readonly string[];
  close(): Promise<void>;
};

export const openStore = async (disk: Disk, plant?: Plant, trace?: Trace): Promise<Running> => {
  const store = await Store.open({
    dir: DIRECTORY,
    disk,
    segmentBytes: SEGMENT_BYTES,
    snapshotEvery: SNAPSHOT_EVERY,
    lock: async () => ({ release: async () => {} }),
    say: (text) => trace?.(`    the store says: ${text}`),
    ...plantedFaults(plant),
  });
  const { index } = store.committed;
  const read = async (ordinals: readonly number[]): Promise<Found[]> => {
    const records = await store.records.fetch(ordinals, false);
    return records.map((record) => foundIn(parseRecord(record))).filter(({ stream }) => !isMeddled(stream));
  };
  const upTo = (from: number) => Array.from({ length: index.count - from }, (_, n) => from + n);
  return {
    append: async (attempt, words) => {
      try {
        const answer = await store.append(requestOf(attempt, words));
        if (answer.is !== 'done') return 'refused';
        const { revision, position } = answer;
        return { revision, position: position === undefined ? undefined : BigInt(position) };
      } catch {
        return 'unavailable';
      }
    },
    everything: async () => {
      const all = await read(upTo(0));
      const streams = new Map<string, readonly Found[]>();
      for (const stream of new Set(all.map((event) => event.stream))) {
        const number = index.streams.find(stream);
        const ordinals = Array.from({ length: index.last(number) + 1 }, (_, revision) => index.at(number, revision));
        streams.set(stream, await read(ordinals));
      }
      return { all, streams };
    },
    published: async (from) => {
      const next = index.count;
      return { events: await read(upTo(from)), next };
    },
    meddle: async (chance) => {
      const stream = `${MEDDLED}${chance.below(8)}`;
      const { event } = proposed(chance);
      const written = (to: string, type: string, text: string) =>
        store.append({ stream: to, expected: 'any', events: [{ ...eventOf(event.id, text), type }] });
      const metadata = JSON.stringify({ $tb: chance.below(4), $maxCount: 1 + chance.below(9), owner: event.id });
      const deeds = [
        () => written(stream, event.type, '{}'),
        () => written(`$$${stream}`, '$metadata', metadata),
        () => store.remove(stream, 'any', 'soft'),
        () => store.remove(stream, 'any', chance.happens(0.1) ? 'hard' : 'soft'),
      ];
      await chance
        .of(deeds)()
        .catch(() => {});
    },
    index: () =>
      Array.from({ length: index.streams.count }, (_, number) => {
        const metadata = JSON.stringify(store.committed.metadataOf(number));
        return `${index.streams.name(number)} ${index.last(number)} ${index.isTombstoned(number)} ${metadata}`;
      }).toSorted(),
    onArrival: (wake) => void store.arrivals.once(undefined, wake),
    close: () => store.close(),
  };
};

const requestOf = ({ stream, after }: Attempt, words: readonly Proposed[]): AppendRequest => ({
  stream,
  expected: after === -1 ? 'no_stream' : { revision: BigInt(after) },
  events: words.map(({ event }) => ({ ...eventOf(event.id, JSON.stringify(event.data)), type: event.type })),
});

const eventOf = (text: string, data: string) => {
  const id = eventId(text);
  if (!id) throw new Error(`${text} is no id.`);
  return { id, isJson: true, metadata: Buffer.alloc(0), data: Buffer.from(data) };
};

const foundIn = ({ idText, stream, revision, position, type, data }: ReturnType<typeof parseRecord>): Found => {
  const content = contentOf(data);
  return {
    id: idText,
    stream,
    revision,
    position: BigInt(position),
    commandId: String((content as { commandId?: string } | undefined)?.commandId),
    digest: digestOf(type, content),
  };
};
const contentOf = (data: Buffer): unknown => {
  try {
    return JSON.parse(data.toString());
  } catch {
    return undefined;
  }
};
