// Tickets in different states, so that a request made up from the description meets more than "no such ticket".

import { randomUUID } from 'node:crypto';
import type { Role } from '#identity';
import { checkedFetch } from '../programs/checked-fetch';
import type { Server } from '../programs/server';

/** Ids that exist, by the name of the parameter that takes them. */
export type KnownIds = Readonly<Record<'ticketId' | 'workId' | 'webhookId' | 'policyId' | 'code', readonly string[]>>;

const HOUR_MS = 3_600_000;

export const seedData = async (server: Server): Promise<KnownIds> => {
  // biome-ignore lint/suspicious/noExplicitAny: whatever the route answers.
  const say = async (role: Role, path: string, body: object): Promise<any> => {
    const headers = {
      authorization: `Bearer ${server.keys[role]}`,
      'content-type': 'application/json',
      'idempotency-key': randomUUID(),
    };
    const response = await checkedFetch(`${server.url}${path}`, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    });
    const answer = await response.json();
    if (!response.ok) throw new Error(`POST ${path} was answered ${response.status}: ${JSON.stringify(answer)}`);
    return answer;
  };
  const open = async (client: string, priority: string) =>
    (await say('agent', '/tickets', { client, channel: 'phone', priority, summary: 'No calls in or out' })).ticketId;
  const until = new Date(Date.now() - 60_000);
  const work = { from: new Date(until.getTime() - HOUR_MS / 2).toISOString(), to: until.toISOString() };
  const tickets: string[] = [];
  const workIds: string[] = [];
  for (const client of ['acme', 'globex'])
    for (const priority of ['P1', 'P3']) {
      const fresh = await open(client, priority);
      const worked = await open(client, priority);
      await say('agent', `/tickets/${worked}/triage`, { priority });
      workIds.push((await say('engineer', `/tickets/${worked}/work`, work)).workId);
      const resolved = await open(client, priority);
      await say('engineer', `/tickets/${resolved}/start`, {});
      await say('engineer', `/tickets/${resolved}/resolution`, { code: 'restarted', note: 'Started it again' });
      tickets.push(fresh, worked, resolved);
    }
  const receiver = await say('supervisor', '/webhooks', { url: 'https://noc.example.com/faultline' });
  return {
    ticketId: tickets,
    workId: workIds,
    webhookId: [receiver.id],
    policyId: ['standard-support'],
    code: ['ticket.unknown', 'body.invalid'],
  };
};
