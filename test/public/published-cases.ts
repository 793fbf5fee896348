// Every worked case, lived through; and what the public process tells of it.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { iso, ms } from '#kernel';
import { type PublicEvent, publicStream } from '#messaging';
import { PublicProcess } from '#messaging/process';
import { mergePolicy } from '#policy';
import { isRefusal, parseScenarios, type Scenario, World } from '#simulation';
import type { TicketCommand } from '#ticketing';
import { executeTicketCommand } from '#ticketing/commands';
import { standardSupport } from '../properties/standard-support';
import { byTicket, type InOrder, OrderedStore } from './in-order';

const CASES = parseScenarios(JSON.parse(readFileSync(join(__dirname, '../cases/cases.json'), 'utf8')));
const SECRET = 'Mrs Miller of flat 4 says so';
const at = (minute: number) => `2026-03-16T09:${String(minute).padStart(2, '0')}:00-05:00`;
/** What no case needs, and every text that a person may type. */
const THE_REST = parseScenarios([
  {
    id: 'the-rest',
    why: 'what no case brings about',
    now: at(59),
    expect: { tickets: {} },
    steps: [
      { do: 'open', client: 'acme', channel: 'phone', priority: 'P2', summary: SECRET },
      { do: 'assign', by: 'sue', to: 'anna', reason: SECRET },
      { do: 'escalate', by: 'anna', to: 2, reason: SECRET },
      { do: 'restore', by: 'anna' },
      { do: 'cancel', by: 'anna', reason: SECRET },
      { do: 'open', ticket: 'T2', client: 'acme', channel: 'email', priority: 'P3', summary: SECRET },
      { do: 'assign', ticket: 'T2', by: 'sue', to: 'anna', reason: SECRET },
      { do: 'escalate', ticket: 'T2', by: 'anna', to: 2, reason: SECRET },
    ].map((step, i) => ({ at: at(i), ticket: 'T1', ...step })),
  },
]);
export const HISTORIES: readonly Scenario[] = [...CASES, ...THE_REST];

/** What is no step of a scenario. */
const NO_STEPS: readonly (readonly [ticketId: string, TicketCommand])[] = [
  ['T1', { type: 'EraseTicket', ground: 'requested', ledgerTexts: 0 }],
  ['T2', { type: 'DeescalateTicket', reason: SECRET }],
  ['T2', { type: 'UnassignTicket', reason: SECRET }],
  ['T2', { type: 'RejectTicket', ground: 'not_ours', reason: SECRET }],
];

export type Lived = { readonly world: World; readonly store: OrderedStore; readonly order: readonly InOrder[] };

/** A world after everything in a scenario has happened; nothing of it was told to anybody yet. */
export const live = async (scenario: Scenario): Promise<Lived> => {
  const store = new OrderedStore();
  const policy = mergePolicy(standardSupport, scenario.policy ?? {}) as { policyId: string };
  const world = await World.under(policy, { store, idOf: (name) => name });
  for (const [index, step] of scenario.steps.entries()) {
    if (ms(step.at) > ms(scenario.now)) break;
    await world.take(step, `${scenario.id}/${index}`).catch((refused) => {
      if (!isRefusal(refused)) throw refused;
    });
  }
  await world.passTimeTo(ms(scenario.now));
  if (THE_REST.includes(scenario))
    for (const [ticketId, command] of NO_STEPS) {
      const actor = { id: 'sue', role: 'supervisor' };
      const context = { commandId: command.type, actor, at: iso(ms(scenario.now)) };
      await executeTicketCommand(world.environment, ticketId, command, context);
    }
  return { world, store, order: [...store.all] };
};

/** Drives the process over a part of the order, in batches of `size`. */
export const drive = async (process: PublicProcess, order: readonly InOrder[], size: number): Promise<void> => {
  for (let from = 0; from < order.length; from += size)
    for (const [ticketId, delivered] of byTicket(order.slice(from, from + size)))
      await process.handle(ticketId, 0, delivered);
};

/** The public stream of every ticket, without the instant at which it was written down. */
export const told = async ({ store, order }: Lived): Promise<ReadonlyMap<string, readonly PublicEvent[]>> => {
  const streams = new Map<string, readonly PublicEvent[]>();
  for (const ticketId of byTicket(order).keys())
    streams.set(
      ticketId,
      (await store.read(publicStream(ticketId))).map(({ event }) => event as PublicEvent),
    );
  return streams;
};

/** The same history, told without any trouble. */
export const toldOnce = async (scenario: Scenario) => {
  const lived = await live(scenario);
  await drive(new PublicProcess(lived.world.environment), lived.order, lived.order.length);
  return { lived, streams: await told(lived) };
};
