// Reads the embedded log itself, whether a server has it open or not: no protocol, no second process, what is durable.

import { parseRecord, recordsOf, type StoredEvent, survey } from '#embedded-store';
import { type Catalogs, type Checkpoint, type Consumer, type Delivered, type Keys, openStored } from '#event-store';
import { handOver, type Sealed } from './feed';
import type { Backlog, FeedOptions, Source } from './source';
import { jsonOf, storedOf } from './stored-of';

export type LogOptions = {
  /** Where its segments are. */
  readonly dir: string;
  readonly catalogs: Catalogs;
  readonly keys: Keys;
  readonly prefix?: string;
};

/** How many events are handed over at once: the more, the fewer rows are folded twice. */
const BATCH = 2_000;
const META = 'faultline-meta';

/** The log is damaged: what stands behind the damage is not read. */
class DamagedStore extends Error {
  override readonly name = 'DamagedStore';
}

/** Throws `DamagedStore`, and `CannotLook` where there is no store. */
export const openLog = async (options: LogOptions): Promise<Source> => {
  const { dir, prefix = '' } = options;
  let epoch = '';
  await walk(dir, 0, ({ stream, data }) => {
    if (epoch === '' && stream === prefix + META) epoch = String((jsonOf(data) as { epoch?: unknown }).epoch ?? '');
  });
  const sealed = sealedOf(options, epoch);
  return {
    feed: (consumers, { progress } = {}) => feed({ dir, prefix, sealed }, consumers, progress),
    holds: async (checkpoint) => {
      let found = false;
      await walk(dir, Number(checkpoint.commit) - 1, ({ position, idText }) => {
        if (String(position) === checkpoint.commit && idText === checkpoint.eventId) found = true;
      });
      return found && checkpoint.epoch === epoch;
    },
    backlog: async (checkpoint, prefixes) => {
      const from = positionIn(checkpoint);
      let events = 0;
      let oldestAt: string | undefined;
      await walk(dir, from, ({ position, stream, created }) => {
        if (position <= from || !prefixes.some((own) => stream.startsWith(prefix + own))) return;
        events++;
        oldestAt ??= new Date(Number(created) / 10_000).toISOString();
      });
      return { events, more: false, ...(oldestAt && { oldestAt }) } satisfies Backlog;
    },
    read: async (stream, fromRevision) => {
      const found: Sealed[] = [];
      await walk(dir, 0, (event) => {
        if (event.stream === prefix + stream && event.revision >= fromRevision) found.push(sealed(event));
      });
      return found.map(({ open }) => open());
    },
    close: async () => undefined,
  };
};

/** Visits the events behind a position, and lets `between` wait for what they led to. */
const walk = async (
  dir: string,
  from: number,
  see: (event: StoredEvent) => void,
  between?: () => Promise<void>,
  progress?: FeedOptions['progress'],
): Promise<void> => {
  const { problems } = await survey(dir, {
    visit: () => (bytes, at, position, frame) => {
      if (position + frame.length <= from) return;
      for (const start of recordsOf(bytes, at, frame)) see(parseRecord(bytes, start));
    },
    ...(between && { between }),
    ...(progress && { progress }),
  });
  const damage = problems.find(({ is }) => is === 'damaged');
  if (damage)
    throw new DamagedStore(
      `The log is damaged: ${damage.segment} at byte ${damage.offset}, ${damage.what} Look: npm run -s store -- verify ${dir}`,
    );
};

/** The bytes of an event are only lent: what is needed of them is read when it is sealed, and opened when it is wanted. */
const sealedOf =
  ({ catalogs, keys, prefix = '' }: LogOptions, epoch: string) =>
  (event: StoredEvent): Sealed => {
    const stored = storedOf(event, prefix);
    const { stream, revision, eventId, type } = stored;
    const commit = String(event.position);
    const checkpoint: Checkpoint = { commit, prepare: commit, epoch, stream, revision, eventId };
    let opened: Delivered | undefined;
    const open = () => {
      const at = { commit, prepare: commit };
      opened ??= { ...openStored(catalogs, keys, stored), stream, position: at, checkpoint };
      return opened;
    };
    return { place: { stream, revision, eventId, type, checkpoint }, open };
  };

type Log = { readonly dir: string; readonly prefix: string; readonly sealed: (event: StoredEvent) => Sealed };

/** Hands to each consumer what it wants and has not had, `BATCH` at a time; how many events that were. */
const feed = async (
  { dir, prefix, sealed }: Log,
  consumers: readonly Consumer[],
  progress: FeedOptions['progress'],
): Promise<number> => {
  const wanting = consumers.map((consumer) => ({ consumer, from: positionIn(consumer.from) }));
  const first = Math.min(...wanting.map(({ from }) => from));
  const prefixes = consumers.flatMap((consumer) => consumer.prefixes).map((own) => prefix + own);
  let waiting: { readonly position: number; readonly event: Sealed }[] = [];
  let events = 0;
  const flush = async () => {
    const read = waiting;
    waiting = [];
    events += read.length;
    for (let at = 0; at < read.length; at += BATCH)
      for (const { consumer, from } of wanting) {
        const heard = read
          .slice(at, at + BATCH)
          .filter(({ position, event }) => position > from && wants(consumer, event.place.stream));
        await handOver(
          consumer,
          heard.map(({ event }) => event),
        );
      }
  };
  const see = (event: StoredEvent) => {
    if (event.position <= first || !prefixes.some((own) => event.stream.startsWith(own))) return;
    waiting.push({ position: event.position, event: sealed(event) });
  };
  await walk(dir, first, see, async () => (waiting.length < BATCH ? undefined : flush()), progress);
  await flush();
  for (const consumer of consumers) await consumer.onCaughtUp?.();
  return events;
};

const wants = ({ prefixes }: Consumer, stream: string): boolean => prefixes.some((own) => stream.startsWith(own));

const positionIn = (checkpoint: Checkpoint | 'start'): number =>
  checkpoint === 'start' ? -1 : Number(checkpoint.commit);
