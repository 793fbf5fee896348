// Server-sent events, for as long as the other end listens, reads, and may.

import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { FastifyReply } from 'fastify';
import { isHead } from './paging';

export type StreamLimits = {
  /** A comment now and then: whoever is between us keeps the connection, and whoever is gone is noticed. */
  readonly beatMs: number;
  /** At the latest it ends then, and the other end comes back to where it was. */
  readonly ageMaxMs: number;
  /** Whoever leaves this much unread is hung up on. */
  readonly unreadMax: number;
};
const HOUR = 3_600_000;
const LIMITS: StreamLimits = { beatMs: 15_000, ageMaxMs: HOUR, unreadMax: 256 * 1024 };
/** Those that began together do not end together: each is let off up to this part of its age. */
const SPREAD = 0.2;
/** What a browser waits before it connects again. */
const RETRY_MS = 2_000;
/** What is still on its way when a stream ends has this long. */
const LAST_WORDS_MS = 250;
const HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  'x-accel-buffering': 'no',
};

/**
 * Begins a stream; nothing where only its headers were asked for, which are sent then. `isWelcome` is asked at each
 * beat: a key that was revoked, or has expired, ends what it opened.
 */
export const openStream = (
  reply: FastifyReply,
  isWelcome: () => boolean,
  limits: Partial<StreamLimits> = {},
): OpenStream | undefined => {
  if (isHead(reply)) {
    reply.headers(HEADERS).send();
    return undefined;
  }
  reply.hijack();
  const headers = { ...(reply.getHeaders() as Record<string, string>), ...HEADERS };
  return new OpenStream(reply.raw, headers, isWelcome, { ...LIMITS, ...limits });
};

export class OpenStream {
  readonly #raw: ServerResponse;
  readonly #closing = new AbortController();
  readonly #limits: StreamLimits;
  readonly #isWelcome: () => boolean;
  readonly #beat: NodeJS.Timeout;
  readonly #endsAt: number;
  #said = 0;
  #taken = -1;

  constructor(
    raw: ServerResponse,
    headers: Readonly<Record<string, string>>,
    isWelcome: () => boolean,
    limits: StreamLimits,
  ) {
    this.#raw = raw;
    this.#isWelcome = isWelcome;
    this.#limits = limits;
    this.#endsAt = performance.now() + limits.ageMaxMs * (1 - SPREAD * Math.random());
    this.#beat = setInterval(() => this.#look(), limits.beatMs);
    raw.once('close', () => this.#over());
    if (raw.destroyed) this.#over();
    else raw.writeHead(200, headers);
    this.say(`retry: ${RETRY_MS}\n\n`);
  }

  /** Aborted when it has ended, whoever ended it. */
  get closed(): AbortSignal {
    return this.#closing.signal;
  }

  /** Says it now, or later where the other end reads slowly; nobody is waited for, or remembered without end. */
  say(text: string): void {
    const raw = this.#raw;
    if (this.closed.aborted || raw.destroyed || raw.writableEnded) return;
    this.#said += Buffer.byteLength(text);
    raw.write(text);
    if (raw.writableLength > this.#limits.unreadMax) raw.destroy();
  }

  /** Until the other end has taken what it was told. Throws where the stream ends before. */
  async taken(): Promise<void> {
    this.closed.throwIfAborted();
    if (this.#raw.writableNeedDrain) await once(this.#raw, 'drain', { signal: this.closed });
  }

  end(): void {
    const raw = this.#raw;
    this.#over();
    if (raw.destroyed || raw.writableEnded) return;
    raw.end();
    setTimeout(() => raw.destroy(), LAST_WORDS_MS);
  }

  #look(): void {
    const { writableLength } = this.#raw;
    const taken = this.#said - writableLength;
    if (performance.now() >= this.#endsAt || !this.#isWelcome()) this.end();
    // It has taken nothing since the last beat, of what waits for it.
    else if (writableLength > 0 && taken <= this.#taken) this.#raw.destroy();
    else this.say(': still here\n\n');
    this.#taken = taken;
  }

  #over(): void {
    clearInterval(this.#beat);
    this.#closing.abort();
  }
}
