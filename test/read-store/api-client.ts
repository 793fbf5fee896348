// A person at a desk, for specs that look at a built server and its views from outside.

import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import type { Role } from '#identity';
import { built } from '../bench/rows/built';
import { checkedFetch } from '../programs/checked-fetch';
import type { Server } from '../programs/server';
import { untilWithin } from '../programs/until';

/** Throws what was waited for, where it does not come. */
export const until = untilWithin(180_000);

const headersOf = ({ keys }: Server, role: Role) => ({ authorization: `Bearer ${keys[role]}` });

/** Says a command. Throws what it is answered, where that is no success. */
// biome-ignore lint/suspicious/noExplicitAny: whatever the route answers; specs look at single fields.
export const say = async (server: Server, path: string, body: object, role: Role = 'agent'): Promise<any> => {
  const headers = { ...headersOf(server, role), 'content-type': 'application/json', 'idempotency-key': randomUUID() };
  const response = await checkedFetch(`${server.url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`POST ${path} was answered ${response.status}: ${await response.text()}`);
  return response.json();
};

export const openTicket = async (server: Server, client = 'acme'): Promise<string> =>
  (await say(server, '/tickets', { client, channel: 'phone', priority: 'P2', summary: 'No calls in or out' })).ticketId;

// biome-ignore lint/suspicious/noExplicitAny: as above.
type Answer = { readonly status: number; readonly body: any };
export const ask = async (server: Server, path: string, role: Role = 'supervisor'): Promise<Answer> => {
  const response = await checkedFetch(`${server.url}${path}`, { headers: headersOf(server, role) });
  return { status: response.status, body: await response.json() };
};

/** The tickets that the list shows; at most 200. */
export const listed = async (server: Server): Promise<readonly string[]> => {
  const { body } = await ask(server, '/tickets?limit=200');
  return (body.rows ?? []).map(({ ticketId }: { ticketId: string }) => ticketId);
};
export const isListed = (server: Server, ticketId: string): Promise<void> =>
  until(async () => (await listed(server)).includes(ticketId), `${ticketId} is listed`);

/** `npm run -s views -- …`: what it says, and how it ends. */
export const views = (
  env: Readonly<Record<string, string>>,
  ...args: readonly string[]
): Promise<{ code: number; out: string; err: string }> =>
  new Promise((resolve) => {
    const environment = { PATH: process.env.PATH ?? '', ...env };
    execFile(process.execPath, [built('apps/views/main.js'), ...args], { env: environment }, (error, out, err) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err }),
    );
  });

type Shown = readonly {
  readonly status: { readonly ready?: boolean; readonly filling?: object };
  readonly lag: { readonly events: number };
}[];
/** Every view has everything that is in the store. */
export const viewsCaughtUp = (env: Readonly<Record<string, string>>): Promise<void> =>
  until(async () => {
    const { out } = await views(env, 'status', '--json');
    return (JSON.parse(out) as Shown).every(({ status, lag }) => status.filling === undefined && lag.events === 0);
  }, 'the views have caught up');
