import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { StoreUnavailable } from '../errors';
import type { Item, SourceOptions, Subscribed } from './source';
import { type Ahead, errorOf, type FromThread, itemsFromText, saidOf, TAKE, type ToThread } from './thread-wire';

/** How many takings the thread may be ahead. */
const AHEAD = 8;

/**
 * The same as a `Source`, read by a thread with a connection of its own: what comes next is received and parsed while
 * what came last is being handled. For whoever reads a whole store; it costs some 40 MB, and a moment to begin.
 */
export class SourceAhead implements Subscribed {
  readonly #options: Omit<SourceOptions, 'client'>;
  readonly #thread: Worker;
  #items: Item[] = [];
  /** How often the thread was asked for more, and has not answered yet. */
  #asked = 0;
  #failure: Error | undefined;
  #stopped = false;
  #wake = () => {};

  constructor(url: string, options: Omit<SourceOptions, 'client'>) {
    const { prefixes, from } = options;
    this.#options = options;
    this.#thread = new Worker(program(), { workerData: { url, prefixes, from } satisfies Ahead });
    this.#thread.on('message', (message: FromThread) => this.#hear(message));
    this.#thread.on('error', (error) => this.#fail(error));
    this.#thread.on('exit', () => this.#fail(new StoreUnavailable('The thread that reads the store has ended.')));
    this.#askOn();
  }

  async take(max: number): Promise<readonly Item[]> {
    while (this.#items.length === 0) {
      if (this.#stopped) return [];
      if (this.#failure) throw this.#failure;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    const items = this.#items.splice(0, max);
    this.#askOn();
    return items;
  }

  stop(): void {
    this.#stopped = true;
    this.#wake();
    void this.#thread.terminate();
  }

  #askOn(): void {
    for (; this.#asked + this.#items.length / TAKE < AHEAD; this.#asked++) this.#say({ is: 'more' });
  }

  #say(message: ToThread): void {
    this.#thread.postMessage(message);
  }

  #hear(message: FromThread): void {
    if (message.is === 'items') {
      this.#asked--;
      this.#items.push(...itemsFromText(message.items));
    } else if (message.is === 'verify') void this.#verify(message.last);
    else if (message.is === 'lost') this.#options.onLost?.();
    else if (message.is === 'logged') this.#options.log?.[message.level](message.fields, message.msg);
    else this.#fail(errorOf(message.error));
    this.#wake();
  }

  async #verify(last: string): Promise<void> {
    const [item] = itemsFromText(last);
    const verified = item?.kind === 'event' ? this.#options.verify(item.event) : Promise.resolve();
    const refused = await verified.then(() => undefined, saidOf);
    this.#say({ is: 'verified', refused });
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    this.#wake();
  }
}

// Threads start from JavaScript: where this file is a source (under Jest), the built one is taken.
const program = (): string => {
  const name = 'source-thread.js';
  if (existsSync(join(__dirname, name))) return join(__dirname, name);
  for (let dir = __dirname; dir !== dirname(dir); dir = dirname(dir)) {
    const built = join(dir, 'dist/libs/event-store/consume', name);
    if (existsSync(built)) return built;
  }
  throw new StoreUnavailable("The thread that reads the store is not built. Run 'npm run build' first.");
};
