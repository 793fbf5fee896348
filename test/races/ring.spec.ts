// Stores of older builds may hold tickets that were merged into each other. No walk over them goes on for ever; they
// are refused and parked by name, and nobody else waits for them.

import { BillingSaga } from '#billing/saga';
import { type Context, iso, type Message, ms } from '#kernel';
import { standardPolicy } from '#policy/testing';
import { type CommandEnvironment, decideJointly, executeTicketCommand } from '#ticketing/commands';
import { ActorStore, Streams } from './interleaving';

const NOW = ms('2026-03-14T09:00:00Z');
let said = 0;
const by = (id: string): Context => ({ commandId: `c${said++}`, actor: { id, role: 'supervisor' }, at: iso(NOW) });

const opening: Message & object = {
  type: 'TicketOpened',
  client: 'acme',
  channel: 'phone',
  requested: 'P1',
  assigned: 'P3',
  summary: 'calls fail',
  category: 'general',
  tier: 1,
  contactedAt: '2026-03-14T08:00:00.000Z',
  policyId: 'standard-support',
  policyVersion: 1,
} as Message;
const mergedInto = (into: string) => ({ type: 'TicketMerged', into, reason: 'same' }) as Message;

/** A to B to C to A, D into that ring, and E beside it. */
const begun = (): { environment: CommandEnvironment; billing: BillingSaga } => {
  const streams = new Streams(new Map());
  const story = { A: [mergedInto('B')], B: [mergedInto('C')], C: [mergedInto('A')], D: [mergedInto('A')], E: [] };
  for (const [id, rest] of Object.entries(story)) streams.append(`ticket-${id}`, -1, [opening, ...rest], by('anna'));
  const environment: CommandEnvironment = {
    store: new ActorStore(streams),
    policies: { inForce: async () => standardPolicy, pinned: async () => standardPolicy },
    idOf: (name) => name,
  };
  const billing = new BillingSaga(environment, 10);
  return { environment: { ...environment, ledgers: billing }, billing };
};

describe('Tickets that were merged into each other', () => {
  it.each(['A', 'B', 'C', 'D'])('are parked by name: %s', async (id) => {
    const { billing } = begun();
    await expect(billing.handle(id, NOW)).rejects.toMatchObject({
      code: 'merge.ring',
      message: expect.stringMatching(/^(A was merged into B|B was merged into C|C was merged into A) was merged into/),
    });
  });

  it.each(['A', 'D'])('are not erased, and the refusal says why: %s', async (id) => {
    const { environment } = begun();
    await expect(
      decideJointly(environment, id, { kind: 'erasure', ground: 'requested' }, by('sue')),
    ).rejects.toMatchObject({ code: 'merge.ring', message: expect.stringContaining('Open a new ticket') });
  });

  it('take nothing over: a merge into one of them is refused', async () => {
    const { environment } = begun();
    await expect(
      decideJointly(environment, 'E', { kind: 'merge', into: 'A', reason: 'same' }, by('anna')),
    ).rejects.toMatchObject({ code: 'merge.not-possible' });
  });

  it('hold up nobody else', async () => {
    const { environment, billing } = begun();
    await executeTicketCommand(environment, 'E', { type: 'CancelTicket', reason: 'gone' }, by('acme'));
    await billing.handle('E', NOW);
    expect((await environment.store.read('billing-E')).map(({ event }) => event.type)).toContain('ChargeNotApplicable');
  });
});
