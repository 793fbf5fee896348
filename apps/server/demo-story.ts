// Two outages of one client: the first was its own power supply, the second the provider's.

import type { DemoDesk } from './demo-desk';

export const tellStory = async (desk: DemoDesk): Promise<void> => {
  await onDuty(desk);
  const first = await openedTwice(desk);
  await handled(desk, first);
  await charged(desk, first);
  await costsNothing(desk);
};

const onDuty = async (desk: DemoDesk): Promise<void> => {
  // Who looks at a view that is still being filled is put off, and the log says so.
  await desk.until('auditor', '/health', ({ work }) => work.every(({ state }: { state: string }) => state === 'live'));
  desk.narrate('00:10', 0, 'Somebody is on call: dev-on-call first, then the engineer, then the supervisor.');
  const turn = (person: string) => [
    { name: 'always', people: [person], startsOn: '2026-01-05', handover: '09:00', rotateDays: 7 },
  ];
  const people = ['dev-on-call', 'dev-engineer', 'dev-supervisor'];
  const [primary = '', secondary = '', manager = ''] = people;
  await desk.post('supervisor', '/rosters/support/versions', {
    version: 1,
    document: {
      timezone: 'America/Chicago',
      people: people.map((id) => ({ id, name: id, channels: [{ kind: 'console' }] })),
      levels: { primary: turn(primary), secondary: turn(secondary), manager: turn(manager) },
    },
  });
};

/** The page is on the console by then. */
const paged = (desk: DemoDesk, ticketId: string): Promise<unknown> =>
  desk.until('on-call', '/pages', ({ rows }) =>
    rows.some(
      (row: { ticketId: string; calls: { outcome: string }[] }) =>
        row.ticketId === ticketId && row.calls.some(({ outcome }) => outcome === 'delivered'),
    ),
  );
const taken = async (desk: DemoDesk, ticketId: string): Promise<void> => {
  const { person } = await desk.post('on-call', `/pages/${ticketId}/acknowledgement`);
  say(`${person} has it: nobody else is called`);
};

const openedTwice = async (desk: DemoDesk): Promise<string> => {
  desk.narrate('02:03', 0, 'A voicemail: "No calls in or out, the whole site is down." It opens a ticket by itself.');
  const { ticketId } = await desk.post('on-call', '/tickets', {
    client: 'acme',
    channel: 'voicemail',
    priority: 'P1',
    summary: 'No calls in or out at the main site',
  });
  const opened = await desk.get('on-call', `/tickets/${ticketId}`);
  say(`ticket ${ticketId}, ${opened.priority} until somebody has looked`);

  await paged(desk, ticketId);
  desk.narrate('02:05', 0, 'Whoever is on call is awake, and takes it.');
  await taken(desk, ticketId);

  desk.narrate('02:09', 0, 'The client opens a ticket of its own, with details, and attaches a log.');
  const { ticketId: own } = await desk.post('client-contact', '/tickets', {
    channel: 'portal',
    priority: 'P1',
    summary: 'Main site down since two at night, router log attached',
  });
  await desk.post('client-contact', `/tickets/${own}/attachments`, { name: 'router.log', mediaType: 'text/plain' });
  desk.narrate('02:12', 0, 'On-call staff merge it into the first one: one outage, one ticket.');
  await desk.post('on-call', `/tickets/${own}/merge`, { into: ticketId, reason: 'The same outage' });
  await desk.until('auditor', `/tickets/${ticketId}/history`, (history) => names(history).includes('MergeAbsorbed'));
  say(`${own} ended, ${ticketId} has its contact too`);
  return ticketId;
};

const handled = async (desk: DemoDesk, ticketId: string): Promise<void> => {
  const path = `/tickets/${ticketId}`;
  desk.narrate('02:14', 0, 'Triage: it is a P1. The client is answered, and told what after-hours help may cost.');
  await desk.post('on-call', `${path}/triage`, { priority: 'P1' });
  await desk.post('on-call', `${path}/replies`, { channel: 'phone', text: 'We are on it.' });
  await desk.post('client-contact', `${path}/terms`, { accepted: true });
  const { clocks } = await desk.get('client-contact', `${path}/sla`);
  for (const { target, state, dueLocal } of clocks) say(`${target}: ${state}${dueLocal ? `, due ${dueLocal}` : ''}`);
  desk.narrate('02:20', 0, 'Neither tier 1 nor tier 2 can help: it goes to tier 3.');
  await desk.post('on-call', `${path}/assignment`, { assignee: 'dev-engineer' });
  await desk.post('on-call', `${path}/escalations`, { to: 3, reason: 'The switch does not answer' });
  desk.narrate('03:42', 0, 'Service is restored.');
  await desk.post('engineer', `${path}/restoration`);
  desk.narrate('03:50', 0, 'The engineer logs the work, 02:15 to 03:45, and resolves the ticket.');
  await desk.post('engineer', `${path}/work`, { from: desk.at('02:15'), to: desk.at('03:45') });
  await desk.post('engineer', `${path}/resolution`, {
    code: 'power-restored',
    note: 'Moved the switch to another outlet',
  });
};

const charged = async (desk: DemoDesk, ticketId: string): Promise<void> => {
  desk.narrate('10:30', 0, "The fault review, by somebody who did not work on it: it was the client's power supply.");
  await desk.post('fault-reviewer', `/tickets/${ticketId}/cycles/1/determination`, {
    faultClass: 'client',
    reason: "The client's power supply failed; the line was up throughout.",
    evidence: ['router.log', 'carrier report 7731'],
  });
  const page = await desk.until('client-contact', `/tickets/${ticketId}/billing`, ({ postedCents }) => postedCents > 0);
  console.log(`\n  The charge: ${dollars(page.postedCents)}`);
  for (const { explained } of page.events[0].postings) for (const line of explained) say(line);
  const history = await desk.until('auditor', `/tickets/${ticketId}/history`, (all) =>
    names(all).includes('TicketBilled'),
  );
  console.log(`\n  What an auditor replays: ${names(history).join(' → ')}\n`);
};

const costsNothing = async (desk: DemoDesk): Promise<void> => {
  desk.narrate('23:30', 0, 'Another outage, another call.');
  const { ticketId } = await desk.post('on-call', '/tickets', {
    client: 'acme',
    channel: 'phone',
    priority: 'P1',
    summary: 'Calls fail again',
  });
  const path = `/tickets/${ticketId}`;
  await paged(desk, ticketId);
  await taken(desk, ticketId);
  await desk.post('on-call', `${path}/triage`, { priority: 'P1' });
  await desk.post('on-call', `${path}/replies`, { channel: 'phone' });
  desk.narrate('00:45', 1, 'Restored after an hour of work, and resolved.');
  await desk.post('engineer', `${path}/restoration`);
  await desk.post('engineer', `${path}/work`, { from: desk.at('23:40'), to: desk.at('00:40', 1) });
  await desk.post('engineer', `${path}/resolution`, { code: 'core-switch', note: 'Rolled the release back' });
  desk.narrate('11:00', 1, "The fault review: the provider's own release had broken it.");
  await desk.post('fault-reviewer', `${path}/cycles/1/determination`, {
    faultClass: 'provider',
    reason: 'Our release of Saturday evening broke call routing.',
  });
  const page = await desk.until(
    'client-contact',
    `${path}/billing`,
    ({ events }) => events[0]?.rule === 'fault_provider',
  );
  console.log(`\n  The charge: ${dollars(page.postedCents)}. The outage was ours, so nothing is owed (clause 3).`);
};

const say = (line: string) => console.log(`           ${line}`);
const names = (history: readonly { event: { type: string } }[]): string[] => history.map(({ event }) => event.type);
const dollars = (cents: number) => `$${(cents / 100).toFixed(2)}`;
