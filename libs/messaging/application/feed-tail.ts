// The end of the feed, read once for all who listen: what comes is fetched when it comes, and handed to each of them.

import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Feed, type FeedPage } from './feed';

type Rows = FeedPage['messages'];
/** What somebody may see, and how far that goes. */
type Next = { readonly visible: Rows; readonly upTo: string };
type Waiting = { readonly wake: () => void; readonly fail: (error: unknown) => void };

const LOOK_MS = 100;
const PAGE = 100;
/** Whoever is further behind reads for itself until it is not. */
const KEPT = 1_000;
/** Before every place. */
const BEGINNING = '';

@Injectable()
export class FeedTail {
  readonly #waiting = new Set<Waiting>();
  #listeners = 0;
  #rows: Rows = [];
  /** What lies behind it, as far as the head, is kept. */
  #from = BEGINNING;
  #head = BEGINNING;
  #begun: Promise<void> | undefined;
  #running = new AbortController();

  constructor(private readonly feed: Feed) {}

  /**
   * Everything behind a place that these clients' readers may see, then whatever comes, in pages that are not empty.
   * Throws when `signal` says so, and where the feed cannot be read.
   */
  async *behind(
    after: string | undefined,
    clients: readonly string[] | undefined,
    signal: AbortSignal,
  ): AsyncGenerator<Rows> {
    this.#listeners++;
    try {
      await this.#begin();
      for (let last = after ?? BEGINNING; ; ) {
        signal.throwIfAborted();
        const { visible, upTo } = last < this.#from ? await this.#read(last, clients) : this.#kept(last, clients);
        if (visible.length > 0) yield visible;
        else if (upTo === last) await this.#news(signal);
        last = upTo;
      }
    } finally {
      if (--this.#listeners === 0) this.#end();
    }
  }

  /** The next page behind a place, for whoever is behind what is kept. */
  async #read(place: string, clients: readonly string[] | undefined): Promise<Next> {
    // Asked before the page is read: what it does not show up to there does not come later.
    const head = this.#head;
    const { messages, more } = await this.feed.page({ ...(place && { after: place }), limit: PAGE, clients });
    const last = messages.at(-1)?.place ?? place;
    return { visible: messages, upTo: !more && last < head ? head : last };
  }

  #kept(place: string, clients: readonly string[] | undefined): Next {
    const news = this.#behind(place);
    const visible = clients === undefined ? news : news.filter(({ client }) => clients.includes(client));
    return { visible, upTo: news.at(-1)?.place ?? place };
  }

  #behind(place: string): Rows {
    const first = this.#rows.findLastIndex((row) => row.place <= place) + 1;
    return first === 0 ? this.#rows : this.#rows.slice(first);
  }

  #news(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const over = () => {
        this.#waiting.delete(waiting);
        signal.removeEventListener('abort', gone);
      };
      const waiting: Waiting = {
        wake: () => {
          over();
          resolve();
        },
        fail: (error) => {
          over();
          reject(error);
        },
      };
      const gone = () => waiting.fail(signal.reason);
      this.#waiting.add(waiting);
      signal.addEventListener('abort', gone);
    });
  }

  #begin(): Promise<void> {
    this.#begun ??= this.#start();
    return this.#begun;
  }

  async #start(): Promise<void> {
    this.#running = new AbortController();
    const { signal } = this.#running;
    try {
      const place = (await this.feed.head()) ?? BEGINNING;
      [this.#rows, this.#from, this.#head] = [[], place, place];
      void this.#look(signal);
    } catch (error) {
      this.#end();
      throw error;
    }
  }

  #end(): void {
    this.#running.abort();
    this.#begun = undefined;
  }

  async #look(ended: AbortSignal): Promise<void> {
    try {
      while (!ended.aborted) {
        await pause(LOOK_MS, undefined, { signal: ended });
        const { messages } = await this.feed.page({ ...(this.#head && { after: this.#head }), limit: PAGE });
        if (!ended.aborted) this.#keep(messages);
      }
    } catch (error) {
      if (ended.aborted) return;
      // It began for all of them, and ends for all: each comes back and says where it was.
      this.#end();
      for (const { fail } of [...this.#waiting]) fail(error);
    }
  }

  #keep(news: Rows): void {
    if (news.length === 0) return;
    const all = [...this.#rows, ...news];
    this.#from = all.at(-KEPT - 1)?.place ?? this.#from;
    this.#rows = all.slice(-KEPT);
    this.#head = news.at(-1)?.place ?? this.#head;
    for (const { wake } of [...this.#waiting]) wake();
  }
}
