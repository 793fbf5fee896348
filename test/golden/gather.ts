import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startNode } from '#embedded-store';
import { openKeys, openStore, type Store, uuidv5 } from '#event-store';
import { KEY_REGISTRY, keyRegistry } from '#identity';
import { decideAndAppend, ms } from '#kernel';
import { webhook, webhookStream } from '#messaging';
import { PublicProcess } from '#messaging/process';
import { mergePolicy } from '#policy';
import { isRefusal, parseScenarios, World } from '#simulation';
import { standardSupport } from '../properties/standard-support';
import { CATALOGS } from './catalogs';
import { registerClients } from './gather-clients';
import { invoiceAsked, outageLived, trainingHeld } from './gather-service';
import { dutyDone } from './on-call';
import { addSamples, missing, type Sample, samplesOf } from './samples';

/** What none of the cases brings about. */
const at = (minute: number) => `2026-03-16T09:${String(minute).padStart(2, '0')}:00-05:00`;
const STEPS = [
  { do: 'open', client: 'acme', channel: 'phone', priority: 'P2', summary: 'Calls fail in building 4' },
  { do: 'assign', by: 'sue', to: 'anna', reason: 'She knows the site' },
  { do: 'escalate', by: 'anna', to: 2, reason: 'Needs the switch logs' },
  { do: 'note', by: 'anna' },
  { do: 'attach', by: 'anna' },
  { do: 'start', by: 'anna' },
  { do: 'await_third_party', by: 'anna', ask: 'The carrier checks its line' },
  { do: 'schedule', by: 'anna', ask: 'A technician comes at noon' },
  { do: 'resume', by: 'anna' },
  { do: 'work', work: 'w1', engineer: 'eve', from: at(0), to: at(9), kind: 'standard' },
  { do: 'void_work', work: 'w1', by: 'eve', reason: 'Written down twice' },
  { do: 'accept_terms', by: 'acme' },
  { do: 'restore', by: 'anna' },
  { do: 'publish_policy', by: 'pia', policy: { priorities: { P2: { respond: 60 } } } },
  { do: 'rebind_policy', by: 'sue', approver: 'pia', version: 2, reason: 'Opened under the contract of somebody else' },
];
const THE_REST = [
  {
    id: 'the-rest',
    why: 'an event of each kind that no case needs',
    steps: STEPS.map((step, i) => ({ at: at(i), ticket: 'T1', ...step })),
    now: at(59),
    expect: { tickets: {} },
  },
];

const NAMES = '5f0f5a5e-8f4e-4b6b-9a53-0d6a3b2c7e41';

/** Lives through the scenarios on a real node and keeps the first event of every type and version that has no sample. */
export const gather = async (): Promise<void> => {
  const folder = mkdtempSync(path.join(tmpdir(), 'faultline-golden-'));
  const node = await startNode({ dir: path.join(folder, 'store'), port: 0 });
  const keys = await openKeys(path.join(folder, 'keys'), Buffer.alloc(32, 1));
  const store = await openStore({ url: node.url, provider: 'golden', keys, catalogs: CATALOGS, soleWriter: true });
  const found = new Map<string, Sample>();
  const look = async (stream: string) => {
    for (const { stored, today } of await store.history(stream)) {
      if (!('event' in today)) throw new Error(today.unreadable);
      const { type, ...data } = today.event;
      const sample = { stored: { ...stored, data }, today: today.event } as Sample;
      const name = `${category(stream)} ${type} v${sample.stored.metadata.schemaVersion}`;
      if (!found.has(name)) found.set(name, sample);
    }
  };
  await look('faultline-meta');
  await look(await deliver(store));
  await look(await registerKeys(store));
  for (const stream of await dutyDone(store)) await look(stream);
  for (const stream of await registerClients(store)) await look(stream);
  for (const stream of await outageLived(store)) await look(stream);
  for (const stream of await trainingHeld(store)) await look(stream);
  for (const stream of await invoiceAsked(store)) await look(stream);
  for (const [index, scenario] of scenarios().entries())
    for (const stream of await live(store, scenario, index)) await look(stream);
  await store.close();
  await node.close();
  rmSync(folder, { recursive: true, force: true });
  for (const [name, catalog] of Object.entries(CATALOGS)) {
    const wanted = missing(catalog, samplesOf(name)).map((event) => found.get(`${name} ${event}`));
    addSamples(
      name,
      wanted.filter((sample) => sample !== undefined),
    );
  }
};

const category = (stream: string): string => (stream === 'faultline-meta' ? stream : (stream.split('-')[0] ?? ''));
const scenarios = () => [...theCases(), ...parseScenarios(THE_REST)];
const theCases = () => parseScenarios(JSON.parse(readFileSync(path.join(__dirname, '../cases/cases.json'), 'utf8')));

/** The streams that a scenario left behind. */
const live = async (
  store: Store,
  scenario: ReturnType<typeof scenarios>[number],
  index: number,
): Promise<readonly string[]> => {
  const idOf = (name: string) => uuidv5(NAMES, name);
  const policyId = `golden-${index}`;
  const policy = { ...(mergePolicy(standardSupport, scenario.policy ?? {}) as object), policyId };
  const world = await World.under(policy, { store, idOf });
  const own = (ticket: string) => `G${index}${ticket}`;
  const tickets = new Set<string>();
  for (const [i, step] of scenario.steps.entries()) {
    if (ms(step.at) > ms(scenario.now)) break;
    const ticket = step.ticket === undefined ? {} : { ticket: own(step.ticket) };
    if (ticket.ticket !== undefined) tickets.add(ticket.ticket);
    const renamed = { ...step, ...ticket, ...(step.into !== undefined && { into: own(step.into) }) };
    await world.take(renamed, `${index}/${i}`).catch((refused) => {
      if (!isRefusal(refused)) throw refused;
    });
  }
  await world.passTimeTo(ms(scenario.now));
  for (const id of tickets) await publish(world, id, ms(scenario.now));
  const categories = ['ticket', 'sla', 'billing', 'public'];
  return [`policy-${policyId}`, ...[...tickets].flatMap((id) => categories.map((name) => `${name}-${id}`))];
};

/** Stream by stream and not in the order of the store: a sample shows the shape of an event, whatever its neighbours. */
const publish = async ({ environment }: World, ticketId: string, now: number): Promise<void> => {
  const process = new PublicProcess(environment);
  for (const category of ['ticket', 'sla', 'billing'])
    await process.handle(ticketId, now, await environment.store.read(`${category}-${ticketId}`));
};

/** A receiver that is sent something, refuses something, and goes. */
const deliver = async (store: Store): Promise<string> => {
  const stream = webhookStream(uuidv5(NAMES, 'webhook'));
  const checkpoint = { commit: '7', prepare: '7', epoch: 'e', stream: 'public-T1', revision: 2, eventId: 'e2' };
  const commands = [
    { type: 'Subscribe', url: 'https://noc.example.com/', client: 'acme', secret: 'whsec_c2VjcmV0', since: ISO },
    { type: 'NoteProgress', checkpoint },
    { type: 'ParkTicket', ticketId: 'T1', revision: 3, reason: 'answered 400' },
    { type: 'Redeliver', ticketId: 'T1' },
    { type: 'ResumeTicket', ticketId: 'T1', revision: 4 },
    { type: 'RotateSecret', secret: 'whsec_bmV3', previousUntil: ISO },
    { type: 'Disable', since: ISO, reason: 'answered 503' },
    { type: 'Enable' },
    { type: 'Unsubscribe' },
  ] as const;
  for (const command of commands) {
    const context = { commandId: uuidv5(NAMES, command.type), actor: { id: 'sue', role: 'supervisor' }, at: ISO };
    await decideAndAppend(store, stream, webhook, command, context);
  }
  return stream;
};
/** A key that is issued, used, refused and revoked. */
const registerKeys = async (store: Store): Promise<string> => {
  const principal = { id: 'bob', role: 'client-contact', clients: ['acme'] } as const;
  const key = { keyId: '3f9a1c0b7d2e', principal, issuedAt: ISO, expiresAt: ISO, development: true } as const;
  const commands = [
    { type: 'NoteKeys', present: [key] },
    { type: 'NoteUse', keyId: key.keyId, day: ISO.slice(0, 10) },
    { type: 'NoteRefusals', keyId: key.keyId, because: 'expired', times: 2, from: ISO, to: ISO },
    { type: 'NoteKeys', present: [] },
  ] as const;
  for (const [n, command] of commands.entries()) {
    const context = { commandId: uuidv5(NAMES, `key ${n}`), actor: { id: 'keys', role: 'system' }, at: ISO };
    await decideAndAppend(store, KEY_REGISTRY, keyRegistry, command, context);
  }
  return KEY_REGISTRY;
};
const ISO = '2026-03-16T14:00:00.000Z';
