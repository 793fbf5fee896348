import { type BillingCommand, type BillingEvent, ledger } from '#billing';
import { BillingSaga } from '#billing/saga';
import { decide, iso, MemoryStore, type Message, ms, replay } from '#kernel';
import type { Policy } from '#policy';
import { Policies } from '#policy/policies';
import { outcomeOf } from '#simulation';
import { SlaProcess } from '#sla/process';
import type { CommandEnvironment } from '#ticketing/commands';
import { type Append, contextOf, restore, type StoredHistory, storedHistories } from './stored-histories';

// No deploy assesses an old ticket by new rules (docs/adr/0017): what an older build stored is read by this one, and
// must come out the same for ever. A failure here is never mended by writing the file again.

const histories = storedHistories(1);
const isOf = (category: string) => (stream: string) => stream.startsWith(`${category}-`);
const ticketsIn = ({ streams }: StoredHistory) =>
  Object.keys(streams)
    .filter(isOf('ticket'))
    .map((stream) => stream.slice('ticket-'.length));

const environmentOf = async (history: StoredHistory): Promise<CommandEnvironment> => {
  const store = new MemoryStore();
  await restore(store, history);
  const policies = new Policies(store);
  return {
    store,
    policies: {
      inForce: () => Promise.reject(new Error('Nothing is opened here.')),
      pinned: (policyId, version) => policies.pinned(policyId, version),
    },
    idOf: (name) => `this build/${name}`,
  };
};
const lengthsOf = async ({ store }: CommandEnvironment, { streams }: StoredHistory) =>
  Object.fromEntries(
    await Promise.all(Object.keys(streams).map(async (stream) => [stream, (await store.read(stream)).length] as const)),
  );
const drive = async (environment: CommandEnvironment, tickets: readonly string[], now: number) => {
  const processes = [new SlaProcess(environment), new BillingSaga(environment)];
  for (const ticketId of tickets) for (const each of processes) await each.handle(ticketId, now);
};
const postingsIn = async ({ store }: CommandEnvironment, ticketId: string) =>
  replay(ledger, await store.read(`billing-${ticketId}`)).postings;

/** The command that brought an append about. */
const commandOf = ({ events, at }: Append): BillingCommand => {
  const all = events as readonly BillingEvent[];
  const facts = all.filter((event) => event.type === 'FactNoted');
  if (facts.length > 0) return { type: 'NoteFacts', facts: facts.map(({ type: _, ...fact }) => fact) };
  const because = ({ event, reason }: { event: number; reason?: string }) => ({
    event,
    ...(reason !== undefined && { reason }),
  });
  for (const event of all)
    switch (event.type) {
      case 'MergeExpected':
        return { type: 'ExpectMerge', from: event.from };
      case 'MergeHandedOn':
        return { type: 'NoteHandedOn', survivor: event.survivor };
      case 'TermsAccepted':
        return { type: 'AcceptTerms', event: event.event };
      case 'TermsDeclined':
        return { type: 'DeclineTerms', event: event.event };
      case 'BillingApproved':
        return { type: 'ApproveBilling', ...because(event) };
      case 'BillingReinstated':
        return { type: 'ReinstateBilling', ...because(event), approver: event.approver };
      case 'BillingWaived':
        if (event.how === 'person' && event.at === at)
          return {
            type: 'WaiveBilling',
            ...because(event),
            ...(event.approver !== undefined && { approver: event.approver }),
          };
    }
  return { type: 'PassTime' };
};

const sameForEver = async (history: StoredHistory) => {
  const { store, policies } = await environmentOf(history);
  for (const [stream, appends] of Object.entries(history.streams).filter(([name]) => isOf('billing')(name))) {
    const ticketId = stream.slice('billing-'.length);
    let revision = 0;
    for (const append of appends) {
      const before = replay(ledger, (await store.read(stream)).slice(0, revision));
      revision += append.events.length;
      const policy = await policyOf(before.incident.policyId === '' ? append.events : [], before.incident, policies);
      const found = decide(ledger, commandOf(append), before, { ...contextOf(append), policy, ticketId });
      expect({ of: `${history.id}, ${append.id}`, events: stored(found) }).toStrictEqual({
        of: `${history.id}, ${append.id}`,
        events: append.events,
      });
    }
  }
};
const stored = (events: readonly Message[]) => JSON.parse(JSON.stringify(events));
const policyOf = (
  events: readonly Message[],
  { policyId, policyVersion }: { policyId: string; policyVersion: number },
  policies: CommandEnvironment['policies'],
): Promise<Policy> => {
  const [first] = events as readonly BillingEvent[];
  const pinned = first?.type === 'FactNoted' && first.fact.kind === 'opened' ? first.fact : { policyId, policyVersion };
  return pinned.policyId === ''
    ? policies.pinned('standard-support', 1)
    : policies.pinned(pinned.policyId, pinned.policyVersion);
};

describe('What a build of algorithm 1 stored', () => {
  it('is whole: 111 worked cases and 150 random histories, with what hurts among them', () => {
    expect(histories).toHaveLength(261);
    const types = new Set(
      histories
        .flatMap(({ streams }) => Object.values(streams).flatMap((all) => all.flatMap(({ events }) => events)))
        .map(({ type }) => type),
    );
    for (const type of ['TermsDeclined', 'CreditPosted', 'ChargeRebilled', 'BillingReinstated', 'MergeAbsorbed'])
      expect(types).toContain(type);
  });

  it('is decided the same, command by command: every assessment and every posting', async () => {
    for (const history of histories) await sameForEver(history);
  });

  it('is complete: the processes of this build add nothing to it', async () => {
    for (const history of histories) {
      const environment = await environmentOf(history);
      const before = await lengthsOf(environment, history);
      await drive(environment, ticketsIn(history), ms(history.now));
      expect({ of: history.id, ...(await lengthsOf(environment, history)) }).toStrictEqual({
        of: history.id,
        ...before,
      });
    }
  });

  it('stands as it stood', async () => {
    for (const history of histories) {
      const environment = await environmentOf(history);
      for (const [ticketId, outcome] of Object.entries(history.tickets))
        expect(stored([(await outcomeOf(environment, ticketId, ms(history.now))) as never])[0]).toStrictEqual(outcome);
    }
  });

  it('is not billed anew because something more is learnt that moves no charge', async () => {
    for (const history of histories)
      for (const ticketId of ticketsIn(history)) {
        const environment = await environmentOf(history);
        const before = await postingsIn(environment, ticketId);
        const later = ms(history.now) + 1;
        const ticket = await environment.store.read(`ticket-${ticketId}`);
        const context = { commandId: 'later', actor: { id: 'anna', role: 'agent' }, at: iso(later) };
        const contact = [{ type: 'ClientContactRecorded', channel: 'phone' }];
        await environment.store.append(`ticket-${ticketId}`, ticket.length - 1, contact, context);
        await drive(environment, [ticketId], later);
        expect([history.id, ...(await postingsIn(environment, ticketId))]).toStrictEqual([history.id, ...before]);
      }
  });
});
