// Tickets for the bench to command, at the server's own front door.

import { randomUUID } from 'node:crypto';
import type { Role } from '#identity';
import type { Server } from '../programs/server';
import type { Ask, RequestStream } from './load';

/** What a ticket gets to hear in its life: so many commands go to each, and then to another one. */
export const COMMANDS_EACH = 20;
/** More than there are connections: none of them runs dry before the last command. */
const SPARE = 40;
const OPENED_AT_ONCE = 16;
/** A Saturday night in Chicago, so that the work counts for money. */
const NIGHT = Date.UTC(2026, 9, 3, 8);
const MINUTE = 60_000;

/** A command that is said again and again: to which route, by whom, in which words. */
export type BenchCommand = { readonly route: string; readonly role: Role; body(n: number): object };

export const NOTE: BenchCommand = {
  route: 'notes',
  role: 'agent',
  body: (n) => ({ text: `Call ${n}: the client confirms that the line card was replaced and calls go out again.` }),
};
export const WORK: BenchCommand = {
  route: 'work',
  role: 'engineer',
  body: (n) => ({ from: at(10 + 10 * n), to: at(15 + 10 * n) }),
};
const at = (minutes: number) => new Date(NIGHT + minutes * MINUTE).toISOString();

/** Opens as many P1 tickets as `count` commands need, and says the same to each of them in turn. */
export const lines = async (server: Server, said: BenchCommand, count: number): Promise<readonly RequestStream[]> => {
  const wanted = Array(Math.ceil(count / COMMANDS_EACH) + SPARE).keys();
  const opened: string[] = [];
  const lane = async () => {
    for (const _ of wanted) opened.push(await openP1(server));
  };
  await Promise.all(Array.from({ length: OPENED_AT_ONCE }, lane));
  return opened.map((ticketId) => [...Array(COMMANDS_EACH).keys()].map((n) => ask(server, ticketId, said, n)));
};

const ask = ({ keys }: Server, ticketId: string, { route, role, body }: BenchCommand, n: number): Ask => ({
  path: `/tickets/${ticketId}/${route}`,
  headers: headers(keys[role]),
  body: JSON.stringify(body(n)),
});

export const openP1 = async (server: Server): Promise<string> => {
  const { ticketId } = await post(server, '/tickets', {
    client: 'acme',
    channel: 'phone',
    priority: 'P1',
    summary: 'No calls in or out',
    contactedAt: at(0),
  });
  await post(server, `/tickets/${ticketId}/triage`, { priority: 'P1' });
  return ticketId;
};

/** Resolves when views and ledgers know of everything that was commanded before. */
export const caughtUp = async (server: Server): Promise<void> => {
  const last = await openP1(server);
  const headers = { authorization: `Bearer ${server.keys.agent}` };
  const knows = async (path: string, what: string) =>
    (await (await fetch(`${server.url}${path}`, { headers })).text()).includes(what);
  for (const path of [`/tickets?ticketId=${last}`, `/tickets/${last}/billing`])
    while (!(await knows(path, `"ticketId":"${last}"`))) await new Promise((resolve) => setTimeout(resolve, 20));
};

const headers = (key: string) => ({
  authorization: `Bearer ${key}`,
  'content-type': 'application/json',
  'idempotency-key': randomUUID(),
});

// biome-ignore lint/suspicious/noExplicitAny: what a route answers, of which a field or two is looked at.
const post = async ({ url, keys }: Server, path: string, body: object): Promise<any> => {
  // The night lies further back than the desk may date a call.
  const init = { method: 'POST', headers: headers(keys.supervisor), body: JSON.stringify(body) };
  const response = await fetch(`${url}${path}`, init);
  if (!response.ok) throw new Error(`POST ${path} was answered ${response.status}: ${await response.text()}`);
  return response.json();
};
