// A ticket in each state that the lifecycle knows, told through the API.

import type { ApiClient } from '../operations/api-client';

type Step = (api: ApiClient, ticketId: string) => Promise<unknown>;
const says =
  (role: Parameters<ApiClient['say']>[0], path: string, body: object): Step =>
  (api, ticketId) =>
    api.say(role, `/tickets/${ticketId}/${path}`, body);

const triaged = [says('agent', 'triage', { priority: 'P2' })];
const assigned = [...triaged, says('agent', 'assignment', { assignee: 'dev-engineer', reason: 'On shift' })];
const begun = [...assigned, says('engineer', 'start', {})];
const resolved = [...begun, says('engineer', 'resolution', { code: 'config', note: 'A codec was put right' })];

const STATES = {
  new: [],
  triaged,
  assigned,
  in_progress: begun,
  awaiting_customer: [...begun, says('agent', 'waits', { for: 'customer', ask: 'Please restart the switch' })],
  awaiting_third_party: [
    ...begun,
    says('agent', 'waits', { for: 'third_party', ask: 'The carrier measures the line' }),
  ],
  scheduled: [...begun, says('agent', 'waits', { for: 'scheduled', ask: 'The site opens' })],
  resolved,
  closed: [...resolved, says('client-contact', 'closing', {})],
  cancelled: [says('client-contact', 'cancellation', { reason: 'It works again' })],
  rejected: [...triaged, says('agent', 'rejection', { ground: 'duplicate', reason: 'Told twice' })],
} satisfies Readonly<Record<string, readonly Step[]>>;
export type StateName = keyof typeof STATES | 'merged';

/** Tickets of acme, one in each state. */
export const inEachState = async (api: ApiClient): Promise<ReadonlyMap<StateName, string>> => {
  const open = async (summary: string): Promise<string> => {
    const opening = { client: 'acme', channel: 'phone', priority: 'P2', summary };
    return (await api.say('agent', '/tickets', opening)).ticketId;
  };
  const tickets = new Map<StateName, string>();
  for (const [name, steps] of Object.entries(STATES)) {
    const ticketId = await open(`One-way audio, ${name}`);
    for (const step of steps) await step(api, ticketId);
    tickets.set(name as StateName, ticketId);
  }
  const merged = await open('One-way audio, told once more');
  await api.say('agent', `/tickets/${merged}/merge`, { into: tickets.get('new') ?? '', reason: 'The same fault' });
  return tickets.set('merged', merged);
};
