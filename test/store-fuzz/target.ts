// One store that the fuzz speaks to, below the client; its answers in words that must be the same on every store.
import { randomUUID } from 'node:crypto';
import type { ChannelCredentials, ServiceError } from '@grpc/grpc-js';
import { appendTo, chunk, type Message, named, proposal, type Raw, rawClient, within } from '../contract/raw';
import type { Expected, Operation } from './operations';

/** An answer that has not come by then never comes. */
const ANSWERS_WITHIN_MS = 20_000;

/** Names and ids of one history: the same on every store, and nobody else's. */
export type Names = {
  readonly stream: (n: number) => string;
  readonly id: (n: number) => string;
  readonly prefix: string;
};

export const namesOf = (): Names => {
  const prefix = `fuzz-${randomUUID()}`;
  const ids = Array.from({ length: 8 }, () => randomUUID());
  return { prefix, stream: (n) => `${prefix}-${n}`, id: (n) => ids[n] ?? '' };
};

const expectation = (expected: Expected, field: 'revision' | 'streamPosition'): Message => {
  if (typeof expected === 'number') return { [field]: String(expected) };
  return { any: { any: {} }, no_stream: { noStream: {} }, stream_exists: { streamExists: {} } }[expected];
};

export class Target {
  readonly #raw: Raw;
  readonly #batch: ReturnType<Raw['batchCall']>;
  readonly #waiting = new Map<string, (answer: Message) => void>();

  constructor(
    readonly name: string,
    address: string,
    credentials?: ChannelCredentials,
  ) {
    this.#raw = rawClient(address, credentials);
    this.#batch = this.#raw.batchCall();
    this.#batch.on('error', () => undefined);
    this.#batch.on('data', (answer: Message) => {
      const correlation = String(within(answer, 'correlationId', 'string'));
      this.#waiting.get(correlation)?.(answer);
      this.#waiting.delete(correlation);
    });
  }

  close(): void {
    this.#batch.cancel();
    this.#raw.close();
  }

  /** What came of one operation. */
  async does(one: Operation, names: Names): Promise<string> {
    let late: NodeJS.Timeout | undefined;
    const never = new Promise<string>((resolve) => {
      late = setTimeout(() => resolve('no answer'), ANSWERS_WITHIN_MS);
    });
    try {
      return await Promise.race([this.#does(one, names), never]);
    } catch (error) {
      return refused(error as ServiceError);
    } finally {
      clearTimeout(late);
    }
  }

  #does(one: Operation, names: Names): Promise<string> {
    switch (one.do) {
      case 'append': {
        const proposals = one.ids.map((n) => proposal({ id: { string: names.id(n) }, data: `{"n":${n}}` }));
        return this.#append(names.stream(one.stream), proposals, one.expected, one.via);
      }
      case 'describe': {
        const metadata = { type: '$metadata', 'content-type': 'application/json' };
        const proposals = [proposal({ metadata, data: one.metadata })];
        return this.#append(`$$${names.stream(one.stream)}`, proposals, 'any', one.via);
      }
      case 'delete':
        return this.#remove('Streams/Delete', names.stream(one.stream), one.expected);
      case 'tombstone':
        return this.#remove('Streams/Tombstone', names.stream(one.stream), one.expected);
      case 'read': {
        const from = typeof one.from === 'number' ? { revision: String(one.from) } : { [one.from]: {} };
        const stream = { streamIdentifier: named(names.stream(one.stream)), ...from };
        return this.#read({ stream, readDirection: one.backwards ? 1 : 0, count: one.count });
      }
      case 'read metadata':
        return this.#read({
          stream: { streamIdentifier: named(`$$${names.stream(one.stream)}`), end: {} },
          readDirection: 1,
          count: 1,
        });
      case 'follow':
        return this.#follow({ stream: { streamIdentifier: named(names.stream(one.stream)), start: {} } });
      case 'follow all': {
        const filter =
          one.by === 'stream'
            ? { streamIdentifier: { prefix: [names.prefix] } }
            : { streamIdentifier: { regex: `^(\\$\\$)?${names.prefix}` } };
        const window = { max: 1_000, checkpointIntervalMultiplier: 1_000 };
        return this.#follow({ all: { start: {} }, filter: { ...filter, ...window } });
      }
    }
  }

  async #append(stream: string, proposals: Message[], expected: Expected, via: string): Promise<string> {
    if (via === 'Append') {
      const answer = await this.#raw.append(appendTo(stream, proposals, expectation(expected, 'revision')));
      return written(answer.success) ?? `wrong ${within(answer, 'wrongExpectedVersion', 'currentRevision') ?? 'none'}`;
    }
    const one = chunk({ stream, proposals, by: Date.now() + 60_000 }, expectation(expected, 'streamPosition'));
    const answer = await new Promise<Message>((resolve) => {
      this.#waiting.set(String(within(one, 'correlationId', 'string')), resolve);
      this.#batch.write(one);
    });
    return written(answer.success) ?? batchError(answer.error as Message);
  }

  async #remove(method: 'Streams/Delete' | 'Streams/Tombstone', stream: string, expected: Expected): Promise<string> {
    const options = { streamIdentifier: named(stream), ...expectation(expected, 'revision') };
    const answer = await this.#raw.ask(method, { options });
    return `removed ${Object.keys(answer).filter((field) => field !== 'positionOption')}`;
  }

  async #read(options: Message): Promise<string> {
    return (await this.#raw.read(options)).map(shown).join(' ');
  }

  async #follow(options: Message): Promise<string> {
    const call = this.#raw.follow({ ...options, subscription: {} });
    try {
      const messages = await call.until((said) => said.some(({ content }) => content === 'caughtUp'));
      return messages
        .filter(({ content }) => content === 'event')
        .map(shown)
        .join(' ');
    } finally {
      call.cancel();
    }
  }
}

const written = (success: unknown): string | undefined => {
  if (success === undefined || success === null) return undefined;
  const { currentRevision, position } = success as { currentRevision?: string; position?: Message };
  return `at ${currentRevision ?? 'none'}${position ? '' : ', nowhere'}`;
};

const batchError = (error: Message): string => {
  const { code, details } = error as { code: number; details: { typeUrl: string; value: Buffer } };
  const type = details.typeUrl.split('.').at(-1);
  if (type !== 'WrongExpectedVersion') return `${type === 'StreamDeleted' ? 'deleted' : `${type} ${code}`}`;
  // Field 1 is a number, field 2 an empty message: no stream.
  return `wrong ${details.value[0] === 0x08 ? varint(details.value) : 'none'}`;
};

const varint = (bytes: Buffer): string => {
  let [value, shift] = [0n, 0n];
  for (const byte of bytes.subarray(1)) {
    value |= BigInt(byte & 0x7f) << shift;
    shift += 7n;
    if (byte < 0x80) break;
  }
  return String(value);
};

const refused = ({ code, metadata }: ServiceError): string => {
  const exception = String(metadata?.get('exception')[0] ?? `code ${code}`);
  const actual = metadata?.get('actual-version')[0];
  return exception === 'stream-deleted' ? 'deleted' : `${exception}${actual === undefined ? '' : ` ${actual}`}`;
};

/** Positions are each store's own; whatever else an event says is not. The ids of the store's own events neither. */
const shown = (message: Message): string => {
  if (message.content !== 'event') return String(message.content);
  const event = within(message, 'event', 'event') as Message & { data?: Buffer; metadata: { type: string } };
  const { type } = event.metadata;
  const id = type.startsWith('$') ? '' : String(within(event, 'id', 'string')).slice(0, 8);
  return `${within(event, 'streamRevision') ?? 0}:${type}:${id}:${content(event.data ?? Buffer.alloc(0))}`;
};

const content = (data: Buffer): string => {
  try {
    const value = JSON.parse(data.toString()) as Record<string, unknown>;
    return JSON.stringify(Object.entries(value).toSorted());
  } catch {
    return data.toString();
  }
};
