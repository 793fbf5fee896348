// One engine: `simulate` and the server's processes come to the same ledgers. Each history is lived twice, once in the
// virtual world over a store that forgets, once over the adapter and a real node, where the server's own process
// runners listen to the subscription and act at the same time. After every step the ledgers are compared.
// `HISTORIES=500 SEED=1 npm test -- test/replay` lives more of them.

import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { BILLING_EVENTS, ledger } from '#billing';
import { BillingSaga } from '#billing/saga';
import { startNode } from '#embedded-store';
import { openKeys, openStore, type Store, uuidv5 } from '#event-store';
import { type EventStore, ms, type ProcessManager } from '#kernel';
import { mergePolicy, POLICY_EVENTS } from '#policy';
import { Policies } from '#policy/policies';
import { type RunningConsumer, runProcess } from '#processes';
import { openReadStore, type ReadStore } from '#read-store';
import { isRefusal, type Scenario, type Step, World } from '#simulation';
import { SLA_EVENTS } from '#sla';
import { SlaProcess } from '#sla/process';
import { TICKET_EVENTS } from '#ticketing';
import { AutoClose } from '#ticketing/module';
import { type SomeStore, storeGivenOr } from '../programs/some-store';
import { randomScenario } from '../properties/histories';
import { standardSupport } from '../properties/standard-support';

const HISTORIES = Number(process.env.HISTORIES ?? 120);
const SEED = Number(process.env.SEED ?? 1);
/** Histories that are lived at once: what waits for the disk does not wait alone. */
const AT_ONCE = 12;
const NAMES = '0e7bb1b6-2c37-4f0a-8d0b-6f6a3e1f9a11';
const idOf = (name: string) => uuidv5(NAMES, name);

/** Tickets and policy of one history under names of their own, so that many can live in one store. */
const own = (scenario: Scenario, seed: number) => {
  const rename = (ticket: string) => `H${seed}${ticket}`;
  const steps = scenario.steps.map(
    (step): Step => ({
      ...step,
      ...(step.ticket !== undefined && { ticket: rename(step.ticket) }),
      ...(step.into !== undefined && { into: rename(step.into) }),
    }),
  );
  const policy = { ...(mergePolicy(standardSupport, scenario.policy ?? {}) as object), policyId: `policy-${seed}` };
  return { steps, policy, now: ms(scenario.now) };
};

/** What a ledger says: what was posted, what each event was assessed at last, what people and clocks decided. */
const ledgerOf = async (store: EventStore, ticketId: string): Promise<string> => {
  const { state } = await store.load(`billing-${ticketId}`, ledger, 'cached');
  const { postings, assessments, incident } = state;
  return JSON.stringify([postings, [...assessments].toSorted(), incident.waived, incident.terms, incident.approvals]);
};
/** The same from the beginning, event by event, without how often it was told a fact. */
const storyOf = async (store: EventStore, ticketId: string): Promise<string> => {
  const events = await store.read(`billing-${ticketId}`);
  const told = events.filter(({ event: { type } }) => type !== 'FactNoted' && !type.startsWith('Merge'));
  return told.map(({ event }) => inOneOrder({ ...event, ...ITS_OWN })).join('\n');
};
/** A reservation is named after the command that took it, and each world names its commands itself. */
const ITS_OWN = { commandId: undefined, reservationId: undefined };
const inOneOrder = (value: unknown): string =>
  JSON.stringify(value, (_key, part) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => a.localeCompare(b)))
      : part,
  );

const refusalOf = async (world: World, step: Step, name: string): Promise<string | undefined> => {
  try {
    await world.take(step, name);
    return undefined;
  } catch (refused) {
    if (!isRefusal(refused)) throw refused;
    return refused.code;
  }
};

describe('The ledgers of simulate and of the server', () => {
  let folder: string;
  let node: SomeStore;
  let store: Store;
  let views: ReadStore;
  let running: RunningConsumer[];
  let compared = 0;

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'faultline-replay-'));
    node = await storeGivenOr(async () => {
      const { url, close } = await startNode({ dir: path.join(folder, 'store'), port: 0 });
      return { url, stop: close };
    });
    store = await openStore({
      url: node.url,
      prefix: node.prefix,
      provider: 'faultline',
      keys: await openKeys(path.join(folder, 'keys'), randomBytes(32)),
      catalogs: { ticket: TICKET_EVENTS, sla: SLA_EVENTS, billing: BILLING_EVENTS, policy: POLICY_EVENTS },
      soleWriter: true, // of its prefix
    });
    views = await openReadStore({ file: ':memory:' });
    const policies = new Policies(store);
    const desk = {
      store,
      policies: {
        inForce: () => Promise.reject(new Error('Processes open no tickets.')),
        pinned: (policyId: string, version: number) => policies.pinned(policyId, version),
      },
      idOf,
    };
    // Time stands still for these runners: they act on what is recorded, and each history keeps its own clock.
    const clock = { now: () => 0 };
    const log = { info: () => {}, warn: () => {}, error: (fields: object, msg: string) => console.error(msg, fields) };
    const processes: ProcessManager[] = [new SlaProcess(desk), new AutoClose(desk), new BillingSaga(desk)];
    running = await Promise.all(processes.map((each) => runProcess(each, { store, views, clock, log })));
  });

  afterAll(async () => {
    await Promise.all(running.map((each) => each.stop()));
    await store.close();
    await views.close();
    await node.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const live = async (seed: number): Promise<void> => {
    const { steps, policy, now } = own(randomScenario(seed), seed);
    const virtual = await World.under(policy);
    const real = await World.under(policy, { store, idOf });
    const tickets = [...new Set(steps.flatMap(({ ticket }) => ticket ?? []))];
    const agree = async (place: string, of: (store: EventStore, ticketId: string) => Promise<string>) => {
      for (const ticketId of tickets) {
        const [expected, found] = [await of(virtual.environment.store, ticketId), await of(store, ticketId)];
        compared += 1;
        if (found !== expected) throw new Error(`SEED=${seed}, ${place}, ${ticketId}: ${expected}\n became ${found}`);
      }
    };
    for (const [index, step] of steps.entries()) {
      if (ms(step.at) > now) break;
      const name = `${seed}/${index}`;
      const [said, saidReally] = [await refusalOf(virtual, step, name), await refusalOf(real, step, name)];
      const place = `step ${index} ${step.do}`;
      if (said !== saidReally)
        throw new Error(`SEED=${seed}, ${place}: ${said} in simulate, ${saidReally} on the node`);
      await agree(place, ledgerOf);
    }
    await virtual.passTimeTo(now);
    await real.passTimeTo(now);
    await agree('the end', ledgerOf);
    await agree('read from the beginning', storyOf);
  };

  it(`agree after every step of ${HISTORIES} random histories`, async () => {
    const seeds = Array.from({ length: HISTORIES }, (_, index) => SEED + index).values();
    const lane = async () => {
      for (const seed of seeds) await live(seed);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, lane));
    expect(compared).toBeGreaterThan(HISTORIES);
    expect(running.map(({ state }) => state)).not.toContain('halted');
  }, 600_000);
});
