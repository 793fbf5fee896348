// The board's own feed: the stream first, then the pages, then what was told meanwhile. In any other order a row that
// changes while pages are read is missed.

import { useEffect, useState, useSyncExternalStore } from 'react';
import { BoardRows } from '../../lib/board-store';
import { call } from '../../lib/call';
import { onLive, whenLive } from '../../lib/live';

const PAGE = 1_000;
const ASKED_MAX = 200;

export class BoardFeed {
  readonly rows = new BoardRows();
  readonly #listeners = new Set<() => void>();
  readonly #told = new Set<string>();
  readonly #stop: () => void;
  #isGone = false;
  #isAsking = false;
  version = 0;
  isWhole = false;
  error: unknown;

  constructor() {
    this.#stop = onLive({
      changed: (changes) => {
        for (const { ticketId, views } of changes)
          if (ticketId !== undefined && views?.some((view) => view === 'sla-board' || view === 'ticket-list'))
            this.#told.add(ticketId);
        if (this.isWhole) void this.#askForTold();
      },
      reset: () => void this.load(),
    });
  }

  stop(): void {
    this.#isGone = true;
    this.#stop();
  }
  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };
  /** One number for React: whatever changes is another one. */
  snapshot = (): number => this.version;

  async load(): Promise<void> {
    this.isWhole = false;
    this.error = undefined;
    await whenLive();
    try {
      await this.#pages();
      this.isWhole = true;
      await this.#askForTold();
    } catch (error) {
      this.error = error;
    }
    this.#changed();
  }

  async #pages(): Promise<void> {
    const seen = new Set<string>();
    let cursor: string | undefined;
    // A short first page, so that what is urgent is there at once.
    let limit = 100;
    do {
      const { data } = await call('GET /sla-board', { query: { limit, ...(cursor !== undefined && { cursor }) } });
      if (this.#isGone) return;
      this.rows.put(data.rows);
      for (const { ticketId } of data.rows) seen.add(ticketId);
      cursor = data.next;
      limit = PAGE;
      this.#changed();
    } while (cursor !== undefined);
    this.rows.keepOnly(seen);
  }

  async #askForTold(): Promise<void> {
    if (this.#isAsking || this.#told.size === 0) return;
    this.#isAsking = true;
    const asked = [...this.#told].slice(0, ASKED_MAX);
    for (const ticketId of asked) this.#told.delete(ticketId);
    try {
      const { data } = await call('GET /sla-board', { query: { ticketId: asked.join(','), limit: ASKED_MAX } });
      this.rows.answer(asked, data.rows);
      this.#changed();
    } catch {
      // The stream will say so when the server is back, and everything is read anew then.
      for (const ticketId of asked) this.#told.add(ticketId);
      this.#isAsking = false;
      return;
    }
    this.#isAsking = false;
    if (!this.#isGone) await this.#askForTold();
  }

  #changed(): void {
    this.version++;
    for (const listener of this.#listeners) listener();
  }
}

export const useBoardFeed = (): BoardFeed => {
  const [feed] = useState(() => new BoardFeed());
  useSyncExternalStore(feed.subscribe, feed.snapshot);
  useEffect(() => {
    void feed.load();
    return () => feed.stop();
  }, [feed]);
  return feed;
};
