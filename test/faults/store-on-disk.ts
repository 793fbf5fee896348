// The store below its network, on a disk of the rig's own: what a power cut is simulated on.
import { type AppendRequest, type Disk, eventId, parseRecord, Store } from '#embedded-store';
import type { Plant } from './cycle';
import type { Trace } from './fake-disk';
import type { Attempt, Found } from './ledger';
import { plantedFaults } from './planted';
import { digestOf, type Proposed } from './words';

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
  const { index } = store.known;
  const read = async (ordinals: readonly number[]): Promise<Found[]> => {
    const records = await store.records.fetch(ordinals, false);
    return records.map((record) => foundIn(parseRecord(record))).filter(({ stream }) => !stream.startsWith('$'));
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
    onArrival: (wake) => void store.arrivals.once(undefined, wake),
    close: () => store.close(),
  };
};

const requestOf = ({ stream, after }: Attempt, words: readonly Proposed[]): AppendRequest => ({
  stream,
  expected: after === -1 ? 'no_stream' : { revision: BigInt(after) },
  events: words.map(({ event }) => {
    const id = eventId(event.id);
    if (!id) throw new Error(`${event.id} is no id.`);
    return {
      id,
      type: event.type,
      isJson: true,
      metadata: Buffer.alloc(0),
      data: Buffer.from(JSON.stringify(event.data)),
    };
  }),
});

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
