import { type Context, iso, MemoryStore, MINUTE, ms } from '#kernel';
import { standardPolicy } from '#policy/testing';
import { ticket } from '../domain/ticket';
import { type CommandEnvironment, ticketStream } from './command-environment';
import type { Ledgers } from './ledgers';
import { ReservationProcess } from './reservation-process';

const NOW = ms('2026-03-14T09:00:00Z');
const by = (id: string): Context => ({ commandId: id, actor: { id, role: 'agent' }, at: iso(NOW) });
const opening = {
  type: 'TicketOpened',
  client: 'acme',
  channel: 'phone',
  requested: 'P3',
  assigned: 'P3',
  summary: 'slow',
  category: 'general',
  tier: 1,
  policyId: 'standard-support',
  policyVersion: 1,
};
/** Ledgers on which nothing was ever reserved: whatever a ticket is reserved for was left behind. */
const ledgers: Ledgers = {
  reserve: () => Promise.reject(new Error('Nothing is decided here.')),
  release: async () => {},
  reservation: async () => undefined,
  handle: async () => undefined,
  hasDecided: async () => false,
  unsettled: async () => undefined,
  texts: async () => 0,
};

const leftBehind = async () => {
  const store = new MemoryStore();
  await store.append(ticketStream('T1'), -1, [opening], by('anna'));
  await store.append(
    ticketStream('T1'),
    0,
    [{ type: 'TicketReserved', reservationId: 'r1', source: 'T9' } as never],
    by('ben'),
  );
  const environment: CommandEnvironment = {
    store,
    policies: { inForce: async () => standardPolicy, pinned: async () => standardPolicy },
    idOf: (name) => name,
    ledgers,
  };
  const isReserved = async () => (await store.load(ticketStream('T1'), ticket)).state.reservations.open !== undefined;
  return { process: new ReservationProcess(environment), store, isReserved };
};

describe('What a decision left reserved', () => {
  it('is let alone while the decision may still be on its way', async () => {
    const { process, store, isReserved } = await leftBehind();
    const delivered = await store.read(ticketStream('T1'));
    expect(await process.handle('T1', NOW, delivered)).toStrictEqual({ deadline: NOW + 10_000 });
    expect(await process.handle('T1', NOW + 9_999)).toStrictEqual({ deadline: NOW + 10_000 });
    expect(await isReserved()).toBe(true);
  });
  it('is released ten seconds later, also where the process was away meanwhile', async () => {
    for (const later of [10_000, 3 * 24 * 60 * MINUTE]) {
      const { process, isReserved } = await leftBehind();
      expect(await process.handle('T1', NOW + later)).toStrictEqual({});
      expect(await isReserved()).toBe(false);
    }
  });
  it('is nothing to a ticket on which nothing is reserved', async () => {
    const { process } = await leftBehind();
    expect(await process.handle('T2', NOW)).toStrictEqual({});
    expect(await process.handle('T2', NOW, [])).toBe('unchanged');
  });
});
