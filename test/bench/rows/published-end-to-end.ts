// Whether all that a server has told others is in its topic: the feed says what there is.

import { setTimeout as pause } from 'node:timers/promises';
import { violationsOfI8 } from '../../faults/kafka/published';
import { topicLog } from '../../kafka/topic-log';
import type { Server } from '../../programs/server';

const LOOKS_EVERY_MS = 250;
const PAGE = 200;

type PublishedRecord = { readonly subject: string; readonly id: string };
type Health = { readonly work: readonly { readonly name: string; readonly state: string; readonly lag?: Lag }[] };
type Lag = { readonly events: number };

/** Resolves once the publisher of the topic has nothing before it, and the feed does not grow any more. */
export const allPublished = async (
  server: Server,
  topic: string,
  withinMs: number,
): Promise<ReadonlyMap<string, string[]>> => {
  const feed = feedOf(server);
  for (const end = performance.now() + withinMs; performance.now() < end; await pause(LOOKS_EVERY_MS)) {
    if (!(await isOut(server, topic))) continue;
    if ((await feed.readOn()) === 0 && (await isOut(server, topic))) return feed.told;
  }
  throw new Error(`After ${withinMs} ms the publisher of ${topic} was still behind.`);
};

/** What of it is missing in the topic, out of order, or not the same (I8), in words; and how many copies there are. */
export const compared = async (brokers: readonly string[], topic: string, told: ReadonlyMap<string, string[]>) => {
  const log = await topicLog(brokers, topic);
  const counts = new Map([...told].map(([ticketId, ids]) => [ticketId, ids.length]));
  const events = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const violations = violationsOfI8(counts, log, (ticketId, revision) => told.get(ticketId)?.[revision]);
  return { events, copies: log.length - events, violations: violations.map(({ what }) => what) };
};

const isOut = async ({ url }: Server, topic: string): Promise<boolean> => {
  const { work } = (await (await fetch(`${url}/health`)).json()) as Health;
  return work.some(({ name, state, lag }) => name === `kafka:${topic}` && state === 'live' && lag?.events === 0);
};

/** The feed from its beginning, page by page; ids by ticket, in their order. */
const feedOf = ({ url, keys }: Server) => {
  const headers = { authorization: `Bearer ${keys.auditor}` };
  const told = new Map<string, string[]>();
  let after: string | undefined;
  const page = async () => {
    const since = after === undefined ? '' : `&after=${after}`;
    const response = await fetch(`${url}/feed?limit=${PAGE}${since}`, { headers });
    if (!response.ok) throw new Error(`GET /feed was answered ${response.status}: ${await response.text()}`);
    return (await response.json()) as { events: PublishedRecord[]; next?: string; more: boolean };
  };
  const readOn = async (): Promise<number> => {
    for (let found = 0; ; ) {
      const { events, next, more } = await page();
      for (const { subject, id } of events) told.set(subject, [...(told.get(subject) ?? []), id]);
      found += events.length;
      after = next;
      if (!more) return found;
    }
  };
  return { told, readOn };
};
