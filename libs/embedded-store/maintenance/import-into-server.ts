// From exported lines into an EventStoreDB: revisions, ids and order as they were, and safe to repeat.
import { once } from 'node:events';
import type { ClientDuplexStream } from '@grpc/grpc-js';
import type { BatchAppendReq, BatchAppendResp } from '../protocol/codec';
import { isTombstone, type PlacedEvent } from '../storage/record';
import { appendsIn } from './appends';
import type { Imported } from './import-into-store';
import { endOf, eventAt, type ServerClient, type ServerTarget, serverClient } from './server-client';

/** How many appends are on their way at once. The server takes those of one call in their order. */
const AT_ONCE = 64;
/** An append's deadline is judged by the server's clock. */
const DEADLINE_S = 24 * 60 * 60;

type Call = ClientDuplexStream<object, BatchAppendResp>;

/**
 * Sends exported events to an EventStoreDB, in their order, with their ids and at their revisions; times are the
 * server's own. An import that was interrupted is simply repeated: what is there is counted. Throws at the first append
 * that the server refuses: what came before it is there.
 */
export const importIntoServer = async (
  target: ServerTarget,
  lines: AsyncIterable<string>,
  progress: (events: number) => void = () => undefined,
): Promise<Imported> => {
  const client = serverClient(target);
  let batches: Batches | undefined;
  try {
    batches = new Batches(client, await endOf(client));
    for await (const together of appendsIn(lines))
      for (const events of byStream(together)) {
        const stream = events[0]?.stream ?? '';
        if (stream.startsWith('$$$')) continue;
        if (events.some(isTombstone)) {
          await batches.finish();
          batches.count(events, !(await tombstone(client, stream)));
          batches.gone.delete(stream);
        } else await batches.send(events);
        progress(batches.written + batches.present);
      }
    await batches.finish();
    for (const refused of batches.gone.values()) throw refused; // deleted there, and not here
    return { written: batches.written, present: batches.present, leftOut: 0 };
  } finally {
    batches?.close();
    client.close();
  }
};

const byStream = (events: readonly PlacedEvent[]): PlacedEvent[][] => [
  ...Map.groupBy(events, ({ stream }) => stream).values(),
];

/** False where the stream was deleted before. */
const tombstone = (client: ServerClient, stream: string): Promise<boolean> =>
  new Promise((resolve, reject) => {
    const request = { options: { stream_identifier: { stream_name: Buffer.from(stream) }, any: {} } };
    const ask = client.Tombstone as (request: object, done: (error: Error | null) => void) => void;
    ask.call(client, request, (error) => {
      if (error === null) resolve(true);
      else if (error.message.includes('is deleted')) resolve(false);
      else reject(new Error(`The tombstone of ${stream} was refused: ${error.message}`));
    });
  });

/** The appends on their way. The call is cancelled in the end and never half-closed: a server would not end it then. */
class Batches {
  readonly #client: ServerClient;
  readonly #call: Call;
  readonly #waiting = new Map<string, readonly PlacedEvent[]>();
  /** Where the log ended before: what is answered with a place up to there was there already. */
  readonly #endBefore: number;
  /** Streams that are deleted for good on the server: whether here as well, a line further on will tell. */
  readonly gone = new Map<string, Error>();
  #failed: Error | undefined;
  #count = 0;
  written = 0;
  present = 0;

  constructor(client: ServerClient, endBefore: number) {
    this.#client = client;
    this.#endBefore = endBefore;
    this.#call = (client.BatchAppend as () => Call).call(client);
    this.#call.on('error', (error: Error) => this.#fail(new Error(`The server ended the import: ${error.message}`)));
    this.#call.on('data', (answer: BatchAppendResp) => this.#answered(answer));
  }

  async send(events: readonly PlacedEvent[]): Promise<void> {
    await this.#until(() => this.#waiting.size < AT_ONCE);
    const correlation = `00000000-0000-4000-8000-${(++this.#count).toString(16).padStart(12, '0')}`;
    this.#waiting.set(correlation, events);
    if (!this.#call.write(requestFor(correlation, events)))
      await Promise.race([once(this.#call, 'drain'), once(this.#call, 'room')]);
  }

  /** When all that was sent has been taken. */
  finish(): Promise<void> {
    return this.#until(() => this.#waiting.size === 0);
  }

  close(): void {
    this.#failed ??= new Error('The import was closed.');
    this.#call.cancel();
  }

  count(events: readonly PlacedEvent[], wasThere: boolean): void {
    if (wasThere) this.present += events.length;
    else this.written += events.length;
  }

  #answered({ correlation_id, error, success }: BatchAppendResp): void {
    const correlation = correlation_id.string ?? '';
    const events = this.#waiting.get(correlation) ?? [];
    if (!error) {
      // One whose event cannot be read any more, because its stream was deleted, is answered without a place.
      const place = success?.position === undefined ? -1 : Number(success.position.commit_position);
      this.#taken(correlation, events, place <= this.#endBefore);
      return;
    }
    const [event] = events;
    const refused = new Error(`${event?.stream}@${event?.revision} was refused: ${error.message}`);
    if (event && error.message.includes('is deleted')) {
      this.gone.set(event.stream, refused);
      this.#taken(correlation, events, true);
      return;
    }
    this.#isThereAlready(events).then(
      (isThere) => (isThere ? this.#taken(correlation, events, true) : this.#fail(refused)),
      () => this.#fail(refused),
    );
  }

  /** The server writes the metadata of a stream itself that is written again after a soft delete, under an id of its own. */
  async #isThereAlready(events: readonly PlacedEvent[]): Promise<boolean> {
    for (const { stream, revision, type, data } of events) {
      if (type !== '$metadata' || !stream.startsWith('$$')) return false;
      const there = await eventAt(this.#client, stream, revision);
      if (!there || canonical(there.data ?? Buffer.alloc(0)) !== canonical(data)) return false;
    }
    return true;
  }

  #taken(correlation: string, events: readonly PlacedEvent[], wasThere: boolean): void {
    this.#waiting.delete(correlation);
    this.count(events, wasThere);
    this.#call.emit('room');
  }

  #fail(error: Error): void {
    this.#failed ??= error;
    this.#call.emit('room');
  }

  async #until(enough: () => boolean): Promise<void> {
    while (!this.#failed && !enough()) await once(this.#call, 'room');
    if (this.#failed) throw this.#failed;
  }
}

const canonical = (bytes: Buffer): string => {
  try {
    const value = JSON.parse(bytes.toString('utf8')) as Record<string, unknown>;
    return JSON.stringify(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)));
  } catch {
    return bytes.toString('base64');
  }
};

const requestFor = (correlation: string, events: readonly PlacedEvent[]): BatchAppendReq => {
  const revision = events[0]?.revision ?? 0;
  return {
    correlation_id: { string: correlation },
    options: {
      stream_identifier: { stream_name: Buffer.from(events[0]?.stream ?? '') },
      ...(revision === 0 ? { no_stream: {} } : { stream_position: String(revision - 1) }),
      deadline_21_10_0: { seconds: String(Math.ceil(Date.now() / 1000) + DEADLINE_S) },
    },
    proposed_messages: events.map(({ id, type, isJson, data, metadata }) => ({
      id: { string: id.text },
      metadata: { type, 'content-type': isJson ? 'application/json' : 'application/octet-stream' },
      custom_metadata: metadata,
      data,
    })),
    is_final: true,
  };
};
