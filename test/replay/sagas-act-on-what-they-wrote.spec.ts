import { BillingSaga } from '#billing/saga';
import { DAY, iso, ms, type Recorded } from '#kernel';
import { parseScenarios, World } from '#simulation';
import { executeTicketCommand, ticketStream } from '#ticketing/commands';
import { ProposalExpiry } from '#ticketing/module';
import { standardSupport } from '../properties/standard-support';

const at = (time: string) => `2026-03-14T${time}:00-05:00`;
const STEPS = [
  { at: at('02:03'), do: 'open', client: 'acme', channel: 'phone', priority: 'P1', summary: 'No calls' },
  { at: at('02:05'), do: 'triage', by: 'anna', priority: 'P1' },
  { at: at('03:40'), do: 'work', work: 'W1', engineer: 'eve', from: at('02:10'), to: at('03:40') },
  { at: at('03:41'), do: 'resolve', by: 'eve', code: 'power', note: 'Back' },
  { at: at('09:00'), do: 'determine', by: 'rosa', class: 'client', rationale: 'Their power supply' },
] as const;
const NOW = ms(at('10:00'));
const by = (id: string, role: string) => ({ commandId: `${id} at ten`, actor: { id, role }, at: iso(NOW) });

/** The night with its charge posted and marked, and what is written from then on. */
const charged = async () => {
  const [scenario] = parseScenarios({
    id: 'n',
    steps: STEPS.map((step) => ({ ...step, ticket: 'T1' })),
    now: iso(NOW),
  });
  const world = await World.under(standardSupport as { policyId: string });
  for (const [index, step] of scenario?.steps.entries() ?? []) await world.take(step, `n/${index}`);
  const { environment } = world;
  const streams = [ticketStream('T1'), 'billing-T1'];
  const before = await Promise.all(streams.map(async (stream) => (await environment.store.read(stream)).length));
  const since = async (): Promise<readonly Recorded[]> =>
    (await Promise.all(streams.map((stream, index) => environment.store.read(stream, before[index])))).flat();
  return { environment, saga: new BillingSaga(environment, 10), since };
};
const typesIn = (recorded: readonly Recorded[]) => recorded.map(({ event }) => event.type);

describe('The billing saga', () => {
  it('marks what a person brought it to post, also where the ticket was closed in the same moment', async () => {
    const { environment, saga, since } = await charged();
    await saga.execute('T1', { type: 'WaiveBilling', reason: 'goodwill' }, by('clara', 'billing'));
    await executeTicketCommand(environment, 'T1', { type: 'CloseTicket' }, by('acme', 'client-contact'));
    await saga.handle('T1', NOW, await since());
    expect(typesIn(await since())).toEqual(expect.arrayContaining(['CreditPosted', 'TicketClosed', 'TicketBilled']));
  });

  it('keeps the deadline of a proposal as soon as it hears of it, and lets it lapse then', async () => {
    const { saga, since } = await charged();
    await saga.execute('T1', { type: 'WaiveBilling' }, by('clara', 'billing'));
    const decision = { type: 'ReinstateBilling', reason: 'after all' } as const;
    const context = { ...by('clara', 'billing'), commandId: 'second' };
    await saga.execute('T1', { type: 'ProposeDecision', proposalId: 'p1', decision }, context);
    const lapsesAt = NOW + 7 * DAY;
    expect(await saga.handle('T1', NOW, await since())).toMatchObject({ deadline: lapsesAt });
    await saga.handle('T1', lapsesAt + 1);
    expect((await since()).at(-1)?.event).toStrictEqual({
      type: 'DecisionLapsed',
      event: 1,
      proposalId: 'p1',
      at: iso(lapsesAt),
    });
  });
});

describe('A proposal on a ticket', () => {
  it('lapses at its deadline, by a named system actor, dated then', async () => {
    const { environment, since } = await charged();
    const act = {
      type: 'SupersedeDetermination',
      determinationId: 'd2',
      faultClass: 'provider',
      reason: 'ours',
    } as const;
    await executeTicketCommand(
      environment,
      'T1',
      { type: 'ProposeAct', proposalId: 'p1', act },
      by('otto', 'fault-reviewer'),
    );
    const expiry = new ProposalExpiry(environment);
    const lapsesAt = NOW + 7 * DAY;
    expect(await expiry.handle('T1', NOW, await since())).toStrictEqual({ deadline: lapsesAt });
    expect(await expiry.handle('T1', lapsesAt + DAY)).toStrictEqual({});
    const { event, stamp } = (await since()).findLast(({ event: { type } }) => type === 'ActLapsed') as Recorded;
    expect(event).toStrictEqual({ type: 'ActLapsed', proposalId: 'p1', at: iso(lapsesAt) });
    expect(stamp).toMatchObject({ actor: { id: 'proposal-expiry', role: 'system' }, occurredAt: iso(lapsesAt) });
    expect(await expiry.handle('T1', lapsesAt + DAY)).toStrictEqual({});
  });
});
