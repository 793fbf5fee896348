// The server's own process runners over a real node, at a time of the spec's choosing.

import { setTimeout as pause } from 'node:timers/promises';
import { BILLING_EVENTS } from '#billing';
import { BillingSaga } from '#billing/saga';
import { startNode } from '#embedded-store';
import { type Delivered, openKeys, openStore, type Store, type StoreOptions, uuidv5 } from '#event-store';
import { type Context, iso, type Message, type ProcessManager } from '#kernel';
import { POLICY_EVENTS } from '#policy';
import { Policies } from '#policy/policies';
import { type RunningConsumer, runProcess } from '#processes';
import { openReadStore, type ReadStore } from '#read-store';
import { SLA_EVENTS } from '#sla';
import { TierEscalation } from '#sla/escalation';
import { SlaProcess } from '#sla/process';
import { TICKET_EVENTS, type TicketCommand } from '#ticketing';
import { type CommandEnvironment, executeTicketCommand } from '#ticketing/commands';
import { AutoClose } from '#ticketing/module';
import { discard, scratch } from '../programs/scratch';
import { standardSupport } from '../properties/standard-support';

const CATALOGS = { ticket: TICKET_EVENTS, sla: SLA_EVENTS, billing: BILLING_EVENTS, policy: POLICY_EVENTS };
const NAMES = '7e3c0b4e-9f55-4a7c-8f0f-1d2b3c4d5e6f';
const PROCESSES = ['sla-deadlines', 'tier-escalation', 'auto-close', 'billing-process'];
const SILENT = { info: () => {}, warn: () => {}, error: () => {} };

export type PublicRecord = {
  readonly type: string;
  readonly occurredAt: string;
  readonly recordedAt: string;
  readonly data: Message;
};

export class House {
  readonly #directory = scratch('house');
  #node: Awaited<ReturnType<typeof startNode>> | undefined;
  #views: ReadStore | undefined;
  #desk: CommandEnvironment | undefined;
  readonly #stores: Store[] = [];
  readonly #running: RunningConsumer[] = [];
  #commands = 0;
  /** Epoch milliseconds, for all who live here. */
  time = 0;

  async begin(time: number): Promise<this> {
    this.time = time;
    this.#node = await startNode({ dir: `${this.#directory}/store` });
    this.#views = await openReadStore({ file: ':memory:' });
    this.#desk = await this.#newDesk();
    await new Policies(this.#desk.store).publish({ ...(standardSupport as object), version: 1 }, this.#context(0));
    return this;
  }

  get views(): ReadStore {
    if (!this.#views) throw new Error('The house has not begun.');
    return this.#views;
  }
  get url(): string {
    return this.#node?.url ?? '';
  }

  /** Says something to a ticket, at the time that it is. */
  async tell(ticketId: string, command: TicketCommand): Promise<void> {
    if (!this.#desk) throw new Error('The house has not begun.');
    await executeTicketCommand(this.#desk, ticketId, command, this.#context(this.time));
  }

  /** Another process of the operating system in all but its number: a connection and memories of its own. */
  async staff(catalogs: StoreOptions['catalogs'] = CATALOGS): Promise<() => Promise<void>> {
    const desk = await this.#newDesk(catalogs);
    const processes: readonly ProcessManager[] = [
      new SlaProcess(desk),
      new TierEscalation(desk),
      new AutoClose(desk),
      new BillingSaga(desk),
    ];
    const clock = { now: () => this.time };
    const runtime = { store: desk.store as Store, views: this.views, clock, log: SILENT };
    const running = await Promise.all(processes.map((process) => runProcess(process, runtime)));
    this.#running.push(...running);
    return async () => void (await Promise.all(running.map((work) => work.stop())));
  }

  /** What was recorded in a stream, and where, in order. */
  async recorded(stream: string): Promise<readonly Delivered[]> {
    return ((await this.#desk?.store.read(stream)) ?? []) as readonly Delivered[];
  }

  /** What was said in a stream, in order. */
  async said(stream: string): Promise<readonly PublicRecord[]> {
    const events = await this.recorded(stream);
    return events.map(({ event, stamp: { occurredAt, recordedAt } }) => ({
      type: event.type,
      occurredAt,
      recordedAt,
      data: event,
    }));
  }

  /** Waits until something is so. Throws how everybody stands, where it is not within a minute. */
  async until(isSo: () => Promise<boolean>): Promise<void> {
    for (const end = performance.now() + 60_000; !(await isSo()); await pause(20))
      if (performance.now() > end)
        throw new Error(
          `Waited in vain until ${isSo}. It is ${iso(this.time)}. ${JSON.stringify(await this.#standing())}`,
        );
  }

  async #standing() {
    const due = PROCESSES.map(async (name) => [name, await this.views.deadlines.nextDue(name)]);
    const states = this.#running.map(({ name, state, problem }) => [name, state, problem ?? '']);
    const parked = await this.views.deadlines.parked();
    return { states, nextDue: Object.fromEntries(await Promise.all(due)), parked };
  }

  /** Until nothing that is due is left to be looked at, and nobody is behind. */
  async rests(): Promise<void> {
    await this.until(async () => {
      if (this.#running.some(({ state }) => state !== 'live' && state !== 'stopped')) return false;
      const due = await Promise.all(PROCESSES.map((name) => this.views.deadlines.nextDue(name)));
      return due.every((at) => at === undefined || at > iso(this.time));
    });
  }

  async end(): Promise<void> {
    await Promise.all(this.#running.map((work) => work.stop()));
    await Promise.all(this.#stores.map((store) => store.close()));
    await this.#views?.close();
    await this.#node?.close();
    discard(this.#directory);
  }

  async #newDesk(catalogs: StoreOptions['catalogs'] = CATALOGS): Promise<CommandEnvironment> {
    const keys = await openKeys(`${this.#directory}/keys`, Buffer.alloc(32, 1));
    const store = await openStore({ url: this.url, provider: 'house', keys, catalogs });
    this.#stores.push(store);
    const policies = new Policies(store);
    return {
      store,
      policies: {
        inForce: (at) => policies.inForce('standard-support', at),
        pinned: (policyId, version) => policies.pinned(policyId, version),
      },
      idOf: (name) => uuidv5(NAMES, name),
    };
  }

  #context(at: number): Context {
    return { commandId: uuidv5(NAMES, `said-${++this.#commands}`), actor: { id: 'anna', role: 'agent' }, at: iso(at) };
  }
}
