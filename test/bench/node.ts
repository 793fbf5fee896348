// The embedded node for the bench. `node.js DIRECTORY`, or with `unsynced`: then it says that an event is durable
// without having asked the disk. It answers what its parent asks of it, see `Asked`.

import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type EventId, eventId, realDisk, type Store, startNode } from '#embedded-store';
import { endWithParent } from './end-with-parent';
import { unsynced } from './unsynced';

/** `fill`: write so many events, in streams of ten; `record`: every event into a file, as it is sent to readers. */
export type NodeRequest = 'counts' | { readonly fill: number } | { readonly record: string };
export type Counts = {
  /** Since the start: group commits, and the appends in them. */
  readonly batches: number;
  readonly appends: number;
  readonly events: number;
  /** Of the whole process, in microseconds. */
  readonly cpu: number;
  readonly rssBytes: number;
  /** How long the store took to open, and what the process took then that it had not taken before. */
  readonly openMs: number;
  readonly openBytes: number;
};

const IN_A_STREAM = 10;
const AT_ONCE = 256;
/** About what is known of a ticket after one step. */
const DATA = Buffer.from(JSON.stringify({ text: 'The client confirms that calls go out again.', tier: 2, by: 'e-17' }));

const fill = async (store: Store, events: number): Promise<void> => {
  let left = Math.ceil(events / IN_A_STREAM);
  const writer = async () => {
    while (left-- > 0) {
      const proposed = { type: 'NoteAdded', isJson: true, metadata: Buffer.alloc(0), data: DATA };
      const stream = `ticket-${randomUUID()}`;
      const ten = Array.from({ length: IN_A_STREAM }, () => ({ ...proposed, id: eventId(randomUUID()) as EventId }));
      await store.append({ stream, expected: 'no_stream', events: ten });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, writer));
};

async function* records({ committed, records: stored }: Store): AsyncGenerator<Buffer> {
  const { count } = committed.index;
  for (let from = 0; from < count; from += AT_ONCE) {
    const ordinals = Array.from({ length: Math.min(AT_ONCE, count - from) }, (_, n) => from + n);
    yield Buffer.concat(await stored.fetch(ordinals, false));
  }
}

const run = async (): Promise<void> => {
  const [, , dir = '', how] = process.argv;
  endWithParent();
  const [began, before] = [performance.now(), process.memoryUsage().rss];
  const { url, store } = await startNode({ dir, disk: how === 'unsynced' ? unsynced : realDisk });
  const openMs = performance.now() - began;
  const openBytes = process.memoryUsage().rss - before;
  const counts = (): Counts => {
    const { user, system } = process.cpuUsage();
    const { rss: rssBytes } = process.memoryUsage();
    return {
      ...store.writer.counts,
      events: store.committed.index.count,
      cpu: user + system,
      rssBytes,
      openMs,
      openBytes,
    };
  };
  process.on('message', async (asked: NodeRequest) => {
    if (asked !== 'counts' && 'fill' in asked) await fill(store, asked.fill);
    if (asked !== 'counts' && 'record' in asked)
      await pipeline(Readable.from(records(store)), createWriteStream(asked.record));
    process.send?.(counts());
  });
  console.log(`LISTENING ${url}`);
};

void run();
