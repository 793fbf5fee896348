// What both clients need besides themselves: one send at a time, through a producer that is thrown away once it has
// failed.
//
// An idempotent producer numbers its records for the broker, which drops what it has already. Clients keep a number for
// the batch that they try again by themselves, and give it back when they give up: the next batch would then go under a
// number that the broker may know, and be dropped though it is another. So a producer that has failed is never used
// again; its successor begins to count anew, and what was written without our knowledge is there twice.

import { type KafkaConnection, SendFailed, type Trouble } from './bus';

const CLOSE_MS = 2_000;

/** What a topic must be told apart by, as the broker calls it. */
export const NEEDED = ['min.insync.replicas', 'cleanup.policy'];

/** What the broker says about records, by its own names; whatever is not here may be better the next time. */
export const ABOUT_RECORDS: Readonly<Record<string, Trouble>> = {
  MESSAGE_TOO_LARGE: 'too-large',
  RECORD_LIST_TOO_LARGE: 'too-large',
  INVALID_RECORD: 'refused',
  INVALID_TIMESTAMP: 'refused',
};

/** How long to wait where nothing is said. */
export const patienceOf = ({ patience }: KafkaConnection) => ({ connectMs: 3_000, answerMs: 10_000, ...patience });

export type Producing<P> = {
  make(): P;
  /** Before it is used. */
  connect?(producer: P): Promise<void>;
  letGo(producer: P): Promise<void>;
  failureOf(error: unknown): SendFailed;
};

export class OneProducer<P> {
  readonly #producing: Producing<P>;
  #producer: P | undefined;
  #last: Promise<unknown> = Promise.resolve();
  #closed = false;

  constructor(producing: Producing<P>) {
    this.#producing = producing;
  }

  /** Waits for the sends before it. Throws `SendFailed`. */
  send(act: (producer: P) => Promise<unknown>): Promise<void> {
    const sent = this.#last.then(() => this.#send(act));
    this.#last = sent.catch(() => {});
    return sent;
  }

  /** A send at hand fails, and so does every later one. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#drop();
    await this.#last;
  }

  async #send(act: (producer: P) => Promise<unknown>): Promise<void> {
    if (this.#closed) throw new SendFailed('away', 'The connection to Kafka was closed.');
    try {
      await act(await this.#connected());
    } catch (error) {
      await this.#drop();
      throw this.#producing.failureOf(error);
    }
  }

  async #connected(): Promise<P> {
    if (this.#producer) return this.#producer;
    const producer = this.#producing.make();
    this.#producer = producer;
    await this.#producing.connect?.(producer);
    return producer;
  }

  async #drop(): Promise<void> {
    const producer = this.#producer;
    this.#producer = undefined;
    if (producer) await inTime(this.#producing.letGo(producer));
  }
}

/** Throws where it takes longer than that. */
export const orLate = async (act: Promise<unknown>, ms: number): Promise<void> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`Kafka did not answer within ${ms} ms.`)), ms);
  });
  await Promise.race([act, late]).finally(() => clearTimeout(timer));
};

/** Whoever does not let go in time is left. */
export const inTime = (ending: Promise<unknown>): Promise<void> => orLate(ending, CLOSE_MS).catch(() => {});
