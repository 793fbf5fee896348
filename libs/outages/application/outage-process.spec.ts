// One cause, told once to everybody who waits and proposed once to each review: also where the process is killed after any of
// its appends, or runs twice.

import type { Registered } from '#clients';
import { type Context, MemoryStore, type Message } from '#kernel';
import { standardPolicy } from '#policy/testing';
import type { TicketCommand } from '#ticketing';
import { type CommandEnvironment, executeTicketCommand, ticketStream } from '#ticketing/commands';
import { OutageProcess } from './outage-process';
import { Outages } from './outages';

const NOW = Date.parse('2026-03-16T15:00:00Z');
const IDS = ['7K3M9QXZA', '7K3M9QXZB', '7K3M9QXZC'] as const;
const [A, B, C] = IDS;
const register = {
  client: async () => ({
    revision: 0,
    state: {
      status: 'registered',
      contacts: new Map([['bob', { email: 'bob@acme.example' }]]),
    } as unknown as Registered,
  }),
};

/** A store that dies once, after so many appends. */
class Mortal extends MemoryStore {
  left = Number.POSITIVE_INFINITY;
  override async append(...args: Parameters<MemoryStore['append']>) {
    const appended = await super.append(...args);
    if (--this.left === 0) throw new Error('killed');
    return appended;
  }
}
const world = async () => {
  const store = new Mortal();
  const policies = { inForce: async () => standardPolicy, pinned: async () => standardPolicy };
  const environment: CommandEnvironment = { store, policies, idOf: (name) => name };
  let n = 0;
  const context = (id = 'anna', role = 'agent'): Context => ({
    commandId: `c${n++}`,
    actor: { id, role },
    at: new Date(NOW + n * 1000).toISOString(),
  });
  const say = (ticketId: string, command: TicketCommand) =>
    executeTicketCommand(environment, ticketId, command, context());
  const outages = new Outages(store);
  for (const [ticketId, client, contact] of [
    [A, 'acme', 'bob'],
    [B, 'acme', 'bob'],
    [C, 'globex', 'bob'],
  ] as const) {
    const opening = { channel: 'phone', requested: 'P2', summary: 'No calls', contact } as const;
    await say(ticketId, { type: 'OpenTicket', client, ...opening });
    await say(ticketId, { type: 'TriageTicket', priority: 'P2' });
  }
  const { outageId } = await outages.open({ summary: 'The north ring is down' }, context());
  for (const ticketId of IDS) await outages.attach(outageId, ticketId, context());
  const of = async (type: string) => {
    const found: [string, Message][] = [];
    for (const ticketId of IDS)
      for (const { event } of await store.read(ticketStream(ticketId)))
        if (event.type === type) found.push([ticketId, event]);
    return found;
  };
  return { store, outages, outageId, context, say, of, process: () => new OutageProcess(environment, register) };
};
const notice = { type: 'GiveNotice', noticeId: 'n1', text: 'A fibre was cut' } as const;
const cause = { type: 'FindCause', causeId: 'f1', faultClass: 'provider', reason: 'Our card failed' } as const;

describe('The tickets of an outage', () => {
  it('get one notice, by which each contact is written to once, and one proposal each', async () => {
    const { outages, outageId, context, of, process } = await world();
    await outages.say(outageId, notice, context());
    await outages.say(outageId, cause, context());
    await process().handle(outageId, NOW + 60_000);
    await process().handle(outageId, NOW + 60_000);
    // Bob of Acme reads it on his first ticket; on the other one it only stands.
    expect(
      (await of('ReplySent')).map(([id, event]) => `${id} ${'channel' in event ? event.channel : undefined}`),
    ).toEqual([`${A} undefined`, `${B} api`, `${C} undefined`]);
    expect((await of('FaultProposed')).map(([id]) => id)).toEqual([A, B, C]);
  });

  it('get each of it once, wherever the process is killed', async () => {
    const whole = 12;
    for (let kill = 1; kill <= whole; kill++) {
      const { store, outages, outageId, context, of, process } = await world();
      await outages.say(outageId, notice, context());
      await outages.say(outageId, cause, context());
      store.left = kill;
      const first = process().handle(outageId, NOW + 60_000);
      await expect(first).rejects.toThrow('killed');
      await process().handle(outageId, NOW + 90_000);
      expect([kill, (await of('ReplySent')).length, (await of('FaultProposed')).length]).toEqual([kill, 3, 3]);
    }
  });

  it('that nobody has looked at are proposed to once somebody has', async () => {
    const { outages, outageId, context, say, of, process } = await world();
    const fresh = '7K3M9QXZD';
    await say(fresh, { type: 'OpenTicket', client: 'acme', channel: 'phone', requested: 'P2', summary: 'No calls' });
    await outages.attach(outageId, fresh, context());
    await outages.say(outageId, cause, context());
    expect(await process().handle(outageId, NOW + 60_000)).toEqual({ deadline: NOW + 120_000 });
    await say(fresh, { type: 'TriageTicket', priority: 'P2' });
    expect(await process().handle(outageId, NOW + 120_000)).toEqual({});
    const { state } = await outages.load(outageId);
    expect(state.status === 'none' ? undefined : state.tickets.get(fresh)?.proposed.get('f1')).toBe('proposed');
    expect((await of('FaultProposed')).length).toBe(3);
  });

  it('that have ended are told nothing', async () => {
    const { outages, outageId, context, say, of, process } = await world();
    await say(C, { type: 'CancelTicket', reason: 'Mistaken' } as TicketCommand);
    await outages.say(outageId, notice, context());
    await process().handle(outageId, NOW + 60_000);
    expect((await of('ReplySent')).map(([id]) => id)).toEqual([A, B]);
    const { state } = await outages.load(outageId);
    const ended = state.status === 'none' ? undefined : state.tickets.get(C)?.passedOn.get('n1');
    expect(ended).toEqual({ outcome: 'ended' });
  });

  it('are of one outage at a time', async () => {
    const { outages, outageId, context } = await world();
    const other = await outages.open({ summary: 'Another one' }, context());
    await expect(outages.attach(other.outageId, A, context())).rejects.toMatchObject({ code: 'outage.other' });
    await outages.detach(outageId, A, 'Another cause', context());
    await outages.attach(other.outageId, A, context());
    await expect(outages.attach(outageId, '000000000', context())).rejects.toMatchObject({ code: 'ticket.unknown' });
  });
});
