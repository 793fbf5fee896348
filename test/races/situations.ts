// How two tickets of one client stand when two commands meet on them.

import { iso, MemoryStore, ms, type Recorded } from '#kernel';
import { mergePolicy } from '#policy';
import { parseScenarios, World } from '#simulation';
import { standardSupport } from '../properties/standard-support';
import { actorOn, PATCH } from './actor';
import { deskCommand, proposalOn, type TicketName } from './desk-commands';
import { ActorStore, Streams } from './interleaving';

export type Situation = {
  readonly name: string;
  readonly streams: ReadonlyMap<string, readonly Recorded[]>;
  readonly now: number;
};

const at = (minute: number) => new Date(ms('2026-03-14T08:00:00Z') + minute * 60_000).toISOString();
type ScenarioStep = { readonly do: string; readonly ticket?: string; readonly [field: string]: unknown };

const open = (ticket: string): readonly ScenarioStep[] => [
  { do: 'open', ticket, client: 'acme', channel: 'phone', priority: 'P1', summary: 'calls fail' },
];
/** Worked on from the contact on. `opened`: in which minute that is. */
const worked = (ticket: string, engineer: string, opened: number): readonly ScenarioStep[] => [
  ...open(ticket),
  { do: 'triage', ticket, by: 'anna', priority: 'P1' },
  { do: 'work', ticket, work: 'W1', engineer, from: at(opened), to: at(opened + 2) },
];
const resolved = (ticket: string): ScenarioStep => ({ do: 'resolve', ticket, by: 'anna', code: 'power', note: 'back' });
const judged = (ticket: string, fault = 'client'): ScenarioStep => ({
  do: 'determine',
  ticket,
  by: 'rosa',
  class: fault,
  rationale: 'seen',
});
const closed = (ticket: string): ScenarioStep => ({ do: 'close', ticket, by: 'acme' });

const STORIES: Readonly<Record<string, readonly ScenarioStep[]>> = {
  'two open': [...open('S'), ...open('T')],
  'two in work': [...worked('S', 'eve', 3), ...worked('T', 'ivo', 6)],
  'judged survivor': [...worked('S', 'eve', 3), ...worked('T', 'ivo', 6), judged('T')],
  'both wait for the customer': [
    ...worked('S', 'eve', 3),
    ...worked('T', 'ivo', 6),
    { do: 'await_customer', ticket: 'S', by: 'anna', ask: 'lit?' },
    { do: 'await_customer', ticket: 'T', by: 'anna', ask: 'lit?' },
  ],
  'closed and charged': [
    ...worked('S', 'eve', 3),
    resolved('S'),
    judged('S'),
    closed('S'),
    ...worked('T', 'ivo', 9),
    resolved('T'),
    judged('T', 'force_majeure'),
    closed('T'),
  ],
  'closed and waived, cancelled': [
    ...worked('S', 'eve', 3),
    resolved('S'),
    closed('S'),
    { do: 'waive', ticket: 'S', by: 'clara', reason: 'kind', approver: 'sam' },
    ...open('T'),
    { do: 'cancel', ticket: 'T', by: 'acme', reason: 'gone' },
  ],
  'merged, survivor closed': [
    ...worked('S', 'eve', 3),
    ...open('T'),
    { do: 'triage', ticket: 'T', by: 'anna', priority: 'P1' },
    { do: 'merge', ticket: 'S', into: 'T', by: 'anna', reason: 'same' },
    resolved('T'),
    judged('T'),
    closed('T'),
  ],
};

const STREAMS = ['S', 'T'].flatMap((ticket) => ['ticket', 'billing'].map((category) => `${category}-${ticket}`));

const live = async ([name, story]: [string, readonly ScenarioStep[]]): Promise<Situation> => {
  const steps = story.map((step, minute) => ({ at: at(minute + 3), ...step }));
  const end = at(story.length + 10);
  const [scenario] = parseScenarios([{ id: name, why: name, steps, now: end, expect: { tickets: {} } }]);
  const store = new MemoryStore();
  const world = await World.under(mergePolicy(standardSupport, PATCH) as { policyId: string }, {
    store,
    idOf: (id) => id,
  });
  for (const [index, step] of (scenario?.steps ?? []).entries()) await world.take(step, `${name}/${index}`);
  const streams = new Map<string, readonly Recorded[]>();
  for (const stream of STREAMS) streams.set(stream, await store.read(stream));
  return { name, streams, now: ms(end) };
};

/** Where something is proposed on both tickets: the situation it is said in, and by whom. */
const PROPOSED: Readonly<Record<string, readonly [said: string, on: TicketName, by: string][]>> = {
  'a waiver and a rebinding proposed': [
    ['ProposeWaiveBilling', 'S', 'clara'],
    ['ProposeRebindPolicy', 'T', 'clara'],
  ],
  'a supersession and an approval proposed': [
    ['ProposeSupersedeDetermination', 'S', 'rosa'],
    // Ivo has worked on T, so that his word alone is not enough.
    ['ProposeApproveBilling', 'T', 'ivo'],
  ],
  'an entry voided by proposal': [['ProposeVoidWork', 'S', 'clara']],
};
const BEFORE_PROPOSALS = 'closed and charged';

const withProposals = async (
  { streams: begun, now }: Situation,
  [name, proposed]: [string, (typeof PROPOSED)[string]],
): Promise<Situation> => {
  const streams = new Streams(begun);
  for (const [said, on, by] of proposed)
    await deskCommand(`${said} ${on}`).run(actorOn(new ActorStore(streams)), {
      commandId: proposalOn(on),
      actor: { id: by, role: 'supervisor' },
      at: iso(now),
    });
  return { name, streams: new Map(STREAMS.map((stream) => [stream, streams.read(stream)])), now };
};

const all = async (): Promise<readonly Situation[]> => {
  const told = await Promise.all(Object.entries(STORIES).map(live));
  const before = told.find(({ name }) => name === BEFORE_PROPOSALS);
  if (!before) throw new TypeError(`There is no story '${BEFORE_PROPOSALS}'.`);
  return [...told, ...(await Promise.all(Object.entries(PROPOSED).map((each) => withProposals(before, each))))];
};
let lived: Promise<readonly Situation[]> | undefined;
/** Lived once: a situation is never changed, only gone on from. */
export const situations = (): Promise<readonly Situation[]> => {
  lived ??= all();
  return lived;
};
