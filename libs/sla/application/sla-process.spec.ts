import { type Context, iso, MemoryStore, MINUTE, ms } from '#kernel';
import { standardPolicy } from '#policy/testing';
import { ticketStream } from '#ticketing/commands';
import { SlaProcess, slaStream } from './sla-process';

const TEN = ms('2026-03-16T15:00:00Z');
const at = (minutes: number): Context => ({
  commandId: `at-${minutes}`,
  actor: { id: 'anna', role: 'agent' },
  at: iso(TEN + minutes * MINUTE),
});
const OPENED = {
  type: 'TicketOpened',
  client: 'acme',
  channel: 'voicemail',
  requested: 'P1',
  assigned: 'P1',
  summary: 'down',
  category: 'general',
  tier: 1,
  policyId: 'standard-support',
  policyVersion: 1,
};
const ESCALATED = { type: 'TicketEscalated', from: 1, to: 2, reason: 'left in its tier', trigger: 'person' };

/** A P1 of which the process has heard. */
const opened = async () => {
  const store = new MemoryStore();
  await store.append(ticketStream('T1'), -1, [OPENED as never], at(0));
  const process = new SlaProcess({
    store,
    policies: { inForce: async () => standardPolicy, pinned: async () => standardPolicy },
    idOf: (name) => name,
  });
  const hear = async (minutes: number, after: number) =>
    process.handle('T1', TEN + minutes * MINUTE, (await store.read(ticketStream('T1'))).slice(after));
  const warned = async () =>
    (await store.read(slaStream('T1')))
      .map(({ event }) => event as unknown as { type: string; target: string; percent: number; warnedAt: string })
      .filter(({ type }) => type === 'TargetWarned')
      .map(({ target, percent, warnedAt }) => `${target} ${percent} % ${warnedAt.slice(11, 16)}`);
  expect(await hear(0, 0)).toStrictEqual({ deadline: TEN + 15 * MINUTE });
  return { store, process, hear, warned };
};

describe('A warning', () => {
  it('is said when its instant comes', async () => {
    const { process, warned } = await opened();
    await process.handle('T1', TEN + 15 * MINUTE);
    expect(await warned()).toStrictEqual(['respond 50 % 15:15']);
  });

  // Tier 1 is left after fifteen minutes, which is half of the response: whoever is asked first of the two.
  it('is not lost where something that moves no clock is recorded in the same moment, and heard of first', async () => {
    const { store, process, hear, warned } = await opened();
    await store.append(ticketStream('T1'), 0, [ESCALATED as never], at(15));
    expect(await hear(15, 1)).toBe('unchanged');
    await process.handle('T1', TEN + 15 * MINUTE);
    expect(await warned()).toStrictEqual(['respond 50 % 15:15']);
  });

  it('nor where that is heard of late, in pieces, before what comes next', async () => {
    const { store, hear, warned } = await opened();
    await store.append(ticketStream('T1'), 0, [ESCALATED as never], at(16));
    await store.append(ticketStream('T1'), 1, [{ type: 'NoteAdded', text: 'On it' } as never], at(17));
    expect(await hear(17, 1)).toBe('unchanged');
    await store.append(ticketStream('T1'), 2, [{ type: 'ReplySent', text: 'We are on it' } as never], at(18));
    await hear(18, 3);
    expect(await warned()).toStrictEqual(['respond 50 % 15:15']);
  });
});
