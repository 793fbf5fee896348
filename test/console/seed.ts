// A desk with something on it: outages of the night before, running and over, charged and waiting; and what came in today.

import type { ApiClient } from '../operations/api-client';

const TODAY: readonly (readonly [client: string, priority: string, summary: string])[] = [
  ['acme', 'P1', 'No calls in or out at the main site'],
  ['foxglove-hotels', 'P1', 'Registration of every handset fails'],
  ['harbor-city', 'P1', 'Emergency line does not connect'],
  ['juniper-foods', 'P2', 'One-way audio on most calls'],
  ['kestrel-air', 'P2', 'Voicemail answers in the wrong language'],
  ['acme', 'P3', 'A handset in room 12 loses its registration'],
  ['granite-bank', 'P3', 'Call recording stops after an hour'],
  ['bluebird-dental', 'P4', 'Please add two users to the hunt group'],
  ['acme', 'P4', 'A question about the last bill'],
];

export type Seeded = {
  /** After hours, found to be the client's, and charged. */
  readonly charged: string;
  /** Being worked on. */
  readonly open: string;
  /** Waits for its fault review. */
  readonly waiting: string;
  /** Of the client whose contact looks at it. */
  readonly client: string;
  /** One cause behind two of today's. */
  readonly outage: string;
};

export const seed = async (api: ApiClient): Promise<Seeded> => {
  const charged = await api.night('acme');
  await api.determine(charged, 'client');
  const waiting = await api.night('kestrel-air', 1.2);
  const waived = await api.night('granite-bank', 1.2);
  await api.determine(waived, 'client');
  const held = await api.night('harbor-city', 1.5);
  await api.determine(held, 'force_majeure');
  const ids: string[] = [];
  for (const [client, priority, summary] of TODAY)
    ids.push((await api.say('agent', '/tickets', { client, channel: 'phone', priority, summary })).ticketId);
  const [open = '', second = '', third = ''] = ids;
  await api.say('agent', `/tickets/${open}/triage`, { priority: 'P1' });
  await api.say('agent', `/tickets/${open}/replies`, {
    channel: 'phone',
    text: 'We are on it. After-hours help is charged at $125 an hour if the fault turns out not to be ours.',
  });
  await api.say('agent', `/tickets/${open}/assignment`, { assignee: 'dev-engineer', reason: 'On shift' });
  await api.say('agent', `/tickets/${open}/escalations`, { to: 3, reason: 'The switch does not answer' });
  await api.say('engineer', `/tickets/${open}/start`, {});
  await api.say('engineer', `/tickets/${open}/notes`, {
    text: 'UPS shows a battery fault. Asked for the other outlet.',
  });
  await api.say('client-contact', `/tickets/${open}/attachments`, { name: 'cabinet.jpg' });
  await api.say('agent', `/tickets/${second}/triage`, { priority: 'P1' });
  await api.say('agent', `/tickets/${second}/waits`, { for: 'customer', ask: 'Please restart the switch' });
  await api.say('agent', `/tickets/${third}/triage`, { priority: 'P2' });
  const declared = { summary: 'Trunks of the north ring are down' };
  const outage = (await api.say('agent', '/outages', declared)).outageId;
  for (const ticketId of [second, third]) await api.say('agent', `/outages/${outage}/tickets`, { ticketId });
  await api.say('agent', `/outages/${outage}/notices`, {
    text: 'A fibre was cut; the carrier expects it back by six.',
  });
  await api.until('billing', '/ledger?client=acme', ({ rows }) => rows.length > 0);
  await api.until('billing', `/tickets/${waived}/billing`, ({ postedCents }) => postedCents > 0);
  await api.say('billing', `/tickets/${waived}/billing/waiver`, { reason: 'A gesture to an old client' });
  await api.until('billing', '/queues/holds', ({ rows }) => rows.length > 0);
  return { charged, open, waiting, client: charged, outage };
};
