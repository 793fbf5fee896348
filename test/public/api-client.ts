// A desk at a running server, and what others read of it.

import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Role } from '#identity';
import type { CloudEvent } from '#messaging';
import { checkedFetch } from '../programs/checked-fetch';
import { scratch } from '../programs/scratch';
import { type Server, startServer } from '../programs/server';

const PATIENCE_MS = 120_000;

/** Asks until the answer will do. Throws the last one where it never does. */
export const until = async <T>(ask: () => Promise<T>, will: (answer: T) => boolean): Promise<T> => {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    const answer = await ask();
    if (will(answer)) return answer;
    if (Date.now() > end) throw new Error(`It never came: ${JSON.stringify(answer)}`);
    await pause(50);
  }
};

export type FeedAnswer = { readonly events: readonly CloudEvent[]; readonly next?: string; readonly more: boolean };

export class ApiClient {
  private constructor(
    readonly server: Server,
    readonly dataDir: string,
  ) {}

  static async open(dataDir = scratch('public'), env: Readonly<Record<string, string>> = {}): Promise<ApiClient> {
    return new ApiClient(await startServer(dataDir, env), dataDir);
  }

  header(role: Role): { authorization: string } {
    return { authorization: `Bearer ${this.server.keys[role]}` };
  }

  async get<T>(role: Role, path: string): Promise<{ status: number; body: T }> {
    const response = await checkedFetch(`${this.server.url}${path}`, { headers: this.header(role) });
    return { status: response.status, body: (await response.json()) as T };
  }

  async say<T>(role: Role, path: string, body: unknown): Promise<{ status: number; body: T }> {
    const headers = { ...this.header(role), 'content-type': 'application/json', 'idempotency-key': randomUUID() };
    const response = await checkedFetch(`${this.server.url}${path}`, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    });
    return { status: response.status, body: (await response.json()) as T };
  }

  /** A ticket with a few public events: opened, triaged and cancelled. */
  async ticket(client: string, cancelled = true): Promise<string> {
    const opening = { client, channel: 'phone', priority: 'P2', summary: 'Calls drop' };
    const { ticketId } = (await this.say<{ ticketId: string }>('agent', '/tickets', opening)).body;
    await this.say('agent', `/tickets/${ticketId}/triage`, { priority: 'P3' });
    if (cancelled) await this.say('agent', `/tickets/${ticketId}/cancellation`, { reason: 'Not ours after all' });
    return ticketId;
  }

  /** The feed page by page, to its end as it is now. */
  async feed(role: Role, { after, limit = 100 }: { after?: string; limit?: number } = {}): Promise<FeedAnswer> {
    const events: CloudEvent[] = [];
    for (let next = after; ; ) {
      const place = next === undefined ? '' : `&after=${next}`;
      const { status, body } = await this.get<FeedAnswer>(role, `/feed?limit=${limit}${place}`);
      if (status !== 200) return { events, more: true };
      events.push(...body.events);
      next = body.next;
      if (!body.more) return { events, more: false, ...(next !== undefined && { next }) };
    }
  }

  /** The feed once everything of these tickets is in it. */
  async settled(role: Role, ...tickets: readonly string[]): Promise<FeedAnswer> {
    return until(
      () => this.feed(role),
      ({ events }) =>
        tickets.every((ticket) =>
          events.some(({ subject, type }) => subject === ticket && type === 'com.faultline.ticket.cancelled.v1'),
        ),
    );
  }
}
