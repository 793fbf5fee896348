// What a process cannot read holds up its own ticket, and no other; nothing of it is passed over.
import { randomUUID } from 'node:crypto';
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import { BILLING_EVENTS } from '#billing';
import { ms } from '#kernel';
import { POLICY_EVENTS } from '#policy';
import { SLA_EVENTS } from '#sla';
import { TICKET_EVENTS } from '#ticketing';
import { House } from './process-harness';

const TEN = ms('2026-03-16T15:00:00Z');
const OPENING = { type: 'OpenTicket', client: 'acme', channel: 'phone', requested: 'P3', summary: 'down' } as const;
/** A build that knows one event more. */
const NEWER = {
  ticket: { ...TICKET_EVENTS, TicketBlessed: { schemaVersion: 1 } },
  sla: SLA_EVENTS,
  billing: BILLING_EVENTS,
  policy: POLICY_EVENTS,
};

let house: House;
beforeEach(async () => {
  house = await new House().begin(TEN);
});
afterEach(() => house.end());

/** As another build writes it; past the deciders of this one. */
const record = async (ticketId: string, type: string, data: Readonly<Record<string, string>> = {}) => {
  const client = EventStoreDBClient.connectionString(house.url);
  const metadata = {
    occurredAt: '2026-03-16T15:00:00.000Z',
    recordedAt: '2026-03-16T15:00:00.000Z',
    actor: { id: 'newer', role: 'system' },
    commandId: randomUUID(),
    correlationId: randomUUID(),
    causationId: randomUUID(),
    schemaVersion: 1,
  };
  await client.appendToStream(`ticket-${ticketId}`, jsonEvent({ type, data, metadata }));
  await client.dispose();
};
const stuckWith = async (ticketId: string) =>
  (await house.views.deadlines.parked()).filter(({ key }) => key === ticketId).map(({ consumer }) => consumer);
const PROCESSES = ['auto-close', 'billing-process', 'sla-deadlines', 'tier-escalation'];

describe('A ticket with an event that this build does not know', () => {
  it('waits, visibly, and holds up nobody else', async () => {
    await house.tell('T1', OPENING);
    await record('T1', 'TicketBlessed');
    await house.staff();
    await house.until(async () => (await stuckWith('T1')).length === PROCESSES.length);
    await house.tell('T2', OPENING);
    await house.until(async () => (await house.said('sla-T2')).length > 0);
    const [first] = await house.views.deadlines.parked();
    expect(first?.reason).toMatch(/^UnreadableEvent: ticket-T1@1 .*TicketBlessed/);
    expect((await stuckWith('T1')).sort()).toStrictEqual(PROCESSES);
    expect(await stuckWith('T2')).toStrictEqual([]);
  });

  it('goes on by itself, from where it stood, once a build comes that knows it', async () => {
    await house.tell('T1', OPENING);
    await record('T1', 'TicketBlessed');
    const leave = await house.staff();
    await house.until(async () => (await stuckWith('T1')).length === PROCESSES.length);
    await leave();
    await house.staff(NEWER);
    await house.until(async () => (await stuckWith('T1')).length === 0);
    await house.until(async () => (await house.said('sla-T1')).length > 0);
    expect((await house.said('sla-T1')).some(({ type }) => type === 'TargetSet')).toBe(true);
  });

  it('is tried again when somebody asks, and says so where it is not stuck', async () => {
    await house.tell('T1', OPENING);
    await record('T1', 'TicketBlessed');
    await house.staff();
    const attempts = async () =>
      (await house.views.deadlines.parked('sla-deadlines')).find(({ key }) => key === 'T1')?.attempts ?? 0;
    await house.until(async () => (await attempts()) > 0);
    const before = await attempts();
    expect(await house.views.deadlines.requestRetry('sla-deadlines', 'T1')).toBe(true);
    await house.until(async () => (await attempts()) > before);
    expect(await house.views.deadlines.requestRetry('sla-deadlines', 'T9')).toBe(false);
  });
});

describe('An event with a field that this build does not know, as a newer one writes it', () => {
  it('is gone on with as it was before, and parks nobody (ADR 22)', async () => {
    await house.tell('T1', OPENING);
    await record('T1', 'TicketAssigned', { assignee: 'eve', queue: 'night' });
    await house.staff();
    await house.tell('T2', OPENING);
    await house.until(async () => (await house.said('sla-T2')).length > 0);
    await house.rests();
    expect((await house.said('sla-T1')).map(({ type }) => type)).toContain('TargetSet');
    expect(await house.views.deadlines.parked()).toStrictEqual([]);
    await house.tell('T1', { type: 'StartWork' });
    expect((await house.said('ticket-T1')).map(({ type }) => type)).toStrictEqual([
      'TicketOpened',
      'TicketAssigned',
      'WorkStarted',
    ]);
  });
});

describe('A process that has read another store than this one', () => {
  it('does not begin, and says so where people look for what is stuck', async () => {
    await house.tell('T1', OPENING);
    const { checkpoint } = (await house.recorded('ticket-T1'))[0] ?? {};
    if (checkpoint === undefined) throw new Error('Nothing was recorded.');
    const elsewhere = { ...checkpoint, epoch: '11111111-1111-4111-8111-111111111111' };
    for (const name of PROCESSES) await house.views.deadlines.save(name, { checkpoint: elsewhere });
    await expect(house.staff()).rejects.toThrow('11111111-1111-4111-8111-111111111111');
    await house.until(async () => (await stuckWith('')).length === PROCESSES.length);
    const [first] = await house.views.deadlines.parked();
    expect(first?.reason).toMatch(/^StoreMismatch: /);
  });
});
