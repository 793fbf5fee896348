// How two tickets of one client stand when two commands meet on them.

import { MemoryStore, ms, type Recorded } from '#kernel';
import { parseScenarios, World } from '#simulation';
import { standardSupport } from '../properties/standard-support';

export type Situation = {
  readonly name: string;
  readonly streams: ReadonlyMap<string, readonly Recorded[]>;
  readonly now: number;
};

const at = (minute: number) => new Date(ms('2026-03-14T08:00:00Z') + minute * 60_000).toISOString();
type Told = { readonly do: string; readonly ticket?: string; readonly [field: string]: unknown };

const open = (ticket: string): readonly Told[] => [
  { do: 'open', ticket, client: 'acme', channel: 'phone', priority: 'P1', summary: 'calls fail' },
];
const worked = (ticket: string, engineer: string): readonly Told[] => [
  ...open(ticket),
  { do: 'triage', ticket, by: 'anna', priority: 'P1' },
  { do: 'work', ticket, work: 'W1', engineer, from: at(0), to: at(2) },
];
const resolved = (ticket: string): Told => ({ do: 'resolve', ticket, by: 'anna', code: 'power', note: 'back' });
const judged = (ticket: string, fault = 'client'): Told => ({
  do: 'determine',
  ticket,
  by: 'rosa',
  class: fault,
  rationale: 'seen',
});
const closed = (ticket: string): Told => ({ do: 'close', ticket, by: 'acme' });

const STORIES: Readonly<Record<string, readonly Told[]>> = {
  'two open': [...open('S'), ...open('T')],
  'two in work': [...worked('S', 'eve'), ...worked('T', 'ivo')],
  'judged survivor': [...worked('S', 'eve'), ...worked('T', 'ivo'), judged('T')],
  'both wait for the customer': [
    ...worked('S', 'eve'),
    ...worked('T', 'ivo'),
    { do: 'await_customer', ticket: 'S', by: 'anna', ask: 'lit?' },
    { do: 'await_customer', ticket: 'T', by: 'anna', ask: 'lit?' },
  ],
  'closed and charged': [
    ...worked('S', 'eve'),
    resolved('S'),
    judged('S'),
    closed('S'),
    ...worked('T', 'ivo'),
    resolved('T'),
    judged('T', 'force_majeure'),
    closed('T'),
  ],
  'closed and waived, cancelled': [
    ...worked('S', 'eve'),
    resolved('S'),
    closed('S'),
    { do: 'waive', ticket: 'S', by: 'clara', reason: 'kind', approver: 'sam' },
    ...open('T'),
    { do: 'cancel', ticket: 'T', by: 'acme', reason: 'gone' },
  ],
  'merged, survivor closed': [
    ...worked('S', 'eve'),
    ...open('T'),
    { do: 'triage', ticket: 'T', by: 'anna', priority: 'P1' },
    { do: 'merge', ticket: 'S', into: 'T', by: 'anna', reason: 'same' },
    resolved('T'),
    judged('T'),
    closed('T'),
  ],
};

const STREAMS = ['S', 'T'].flatMap((ticket) => ['ticket', 'billing'].map((category) => `${category}-${ticket}`));

const live = async ([name, story]: [string, readonly Told[]]): Promise<Situation> => {
  const steps = story.map((step, minute) => ({ at: at(minute + 3), ...step }));
  const end = at(story.length + 10);
  const [scenario] = parseScenarios([{ id: name, why: name, steps, now: end, expect: { tickets: {} } }]);
  const store = new MemoryStore();
  const world = await World.under(standardSupport as { policyId: string }, { store, idOf: (id) => id });
  for (const [index, step] of (scenario?.steps ?? []).entries()) await world.take(step, `${name}/${index}`);
  const streams = new Map<string, readonly Recorded[]>();
  for (const stream of STREAMS) streams.set(stream, await store.read(stream));
  return { name, streams, now: ms(end) };
};

let lived: Promise<readonly Situation[]> | undefined;
/** Lived once: a situation is never changed, only gone on from. */
export const situations = (): Promise<readonly Situation[]> => {
  lived ??= Promise.all(Object.entries(STORIES).map(live));
  return lived;
};
