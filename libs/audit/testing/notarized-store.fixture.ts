// A store that a simulated desk has filled, and a notary's directory that was signed for it: nothing is started.

import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { CATALOGS } from '#composition';
import { META_EVENTS, META_STREAM, type Stored, uuidv5 } from '#event-store';
import { type Context, type EventStore, iso, MemoryStore, type Message } from '#kernel';
import { parseScenarios, type Step, World } from '#simulation';
import { leafBytesOf } from '../application/compare-with-log';
import { CHECKPOINTS, ENTRIES } from '../application/notary-directory';
import { lineOf } from '../application/notary-writer';
import { type Opener, openerOf } from '../application/open-events';
import { sha256 } from '../application/sha256';
import { type SigningKey, signingKeyOf } from '../application/signing-key';
import { checkpointText } from '../domain/checkpoint';
import { NotarizedLog } from '../domain/notarized-log';
import { noteOf } from '../domain/signed-note';

export const EVERYTHING = { ...CATALOGS, [META_STREAM]: META_EVENTS };
export const opener: Opener = openerOf(EVERYTHING);
export const ORIGIN = 'faultline/acme/e1';
export const keyNumber = (n: number): SigningKey =>
  signingKeyOf(ORIGIN, Buffer.alloc(32, n).toString('base64'), 'here');
export const KEY = keyNumber(7);

const POLICY = parse(readFileSync(join(__dirname, '../../../policies/standard-support.yaml'), 'utf8'));
const NAMESPACE = '6d5f6c0a-4d8f-5a52-8c0e-5f2b1c9a7d11';
const at = (time: string) => `2026-03-${time}:00-05:00`;
const on =
  (ticket: string) =>
  (time: string, what: string, fields: object = {}) => ({
    at: at(time),
    do: what,
    ticket,
    by: 'eve',
    ...fields,
  });
/** A night's outage that is charged for, and corrected later; beside it a question that nobody pays for. */
const night = (ticket: string): readonly { readonly at: string }[] => {
  const step = on(ticket);
  return [
    step('14T02:00', 'open', { client: 'acme', channel: 'voicemail', priority: 'P1' }),
    step('14T02:01', 'triage', { priority: 'P1' }),
    step('14T02:20', 'reply', { channel: 'phone' }),
    step('14T03:40', 'work', { work: 'w1', engineer: 'ben', from: at('14T02:10'), to: at('14T03:40') }),
    step('14T03:45', 'resolve', { code: 'power', note: 'back' }),
    step('14T09:00', 'determine', { by: 'rosa', class: 'client', rationale: 'their power supply' }),
    step('16T10:00', 'amend_work', { by: 'mara', work: 'w1', from: at('14T02:10'), to: at('14T04:20') }),
    step('16T11:00', 'waive', { by: 'paula', approver: 'mara', reason: 'a good client' }),
  ];
};
const question = (ticket: string) => {
  const step = on(ticket);
  return [
    step('16T09:00', 'open', { client: 'globex', channel: 'email', priority: 'P4' }),
    step('16T09:30', 'triage', { priority: 'P4' }),
    step('16T09:40', 'await_customer', { ask: 'which number?' }),
    step('17T09:00', 'resume'),
    step('17T09:20', 'reply', { channel: 'email' }),
    step('17T09:30', 'resolve', { code: 'answered', note: 'explained' }),
  ];
};

/** Every event in the order of the store, as it is stored. */
export const filledStore = (): Promise<readonly Stored[]> =>
  storeFilledBy([...night('T1'), ...question('T2')], at('20T12:00'));

/** What the server's own deciders make of these steps of a scenario, until `now`. */
export const storeFilledBy = async (given: readonly { readonly at: string }[], now: string) => {
  const stored: Stored[] = [...metaEvents()];
  const world = await World.under(POLICY, { store: writingDown(stored), idOf: (name) => name });
  const steps = given.toSorted((one, other) => (one.at < other.at ? -1 : 1));
  const [scenario] = parseScenarios({ id: 's', steps, now });
  for (const [n, step] of (scenario?.steps ?? []).entries()) await world.take(step as Step, `s/${n}`);
  await world.passTimeTo(Date.parse(now));
  return stored as readonly Stored[];
};

/** A store that forgets, and writes down every event as a real one stores it. */
export const writingDown = (stored: Stored[]): EventStore => {
  const memory = new MemoryStore();
  return {
    load: (stream, fold) => memory.load(stream, fold),
    read: (stream, from) => memory.read(stream, from),
    claim: (context) => memory.claim(context),
    append: async (stream, expected, events, context) => {
      const appended = await memory.append(stream, expected, events, context);
      if (appended !== 'lost-race')
        for (const { event, stamp } of await memory.read(stream, expected + 1))
          stored.push(storedOf(stream, event, { ...context, at: stamp.recordedAt }, stamp.revision, stamp.eventId));
      return appended;
    },
  };
};

const storedOf = (
  stream: string,
  { type, ...data }: Message,
  context: Context,
  revision: number,
  eventId: string,
): Stored => {
  const { commandId, actor, at: recordedAt, occurredAt = recordedAt } = context;
  const causes = { commandId, correlationId: commandId, causationId: commandId };
  return {
    stream,
    revision,
    eventId: uuidv5(NAMESPACE, eventId),
    type,
    data: withIds(JSON.parse(JSON.stringify(data))),
    metadata: { occurredAt, recordedAt, actor, ...causes, schemaVersion: versionOf(stream, type) },
  };
};
/** A ledger names the ticket's event by its id. */
const withIds = (data: { readonly ticketEventId?: string }): object =>
  data.ticketEventId === undefined ? data : { ...data, ticketEventId: uuidv5(NAMESPACE, data.ticketEventId) };
const versionOf = (stream: string, type: string): number => {
  const catalog = (EVERYTHING as Record<string, Record<string, { schemaVersion: number }>>)[stream.replace(/-.*/, '')];
  return catalog?.[type]?.schemaVersion ?? 1;
};

const metaEvents = (): readonly Stored[] => {
  const context = { commandId: 'begin', actor: { id: 'faultline', role: 'system' }, at: '2026-03-01T00:00:00.000Z' };
  const events = [
    { type: 'StoreInitialised', epoch: 'e1', provider: 'acme', format: 1 },
    { type: 'SigningKeyRotated', key: KEY.publicKey },
  ];
  return events.map((event, n) => storedOf(META_STREAM, event, context, n, `begin/${n}`));
};

/** A directory that was signed at each of these sizes, for what the store was then. */
export const signedFor = (
  events: readonly Stored[],
  sizes: readonly number[] = [10, events.length],
  key = KEY,
): string => {
  const folder = mkdtempSync(join(tmpdir(), 'faultline-notarized-'));
  const log = new NotarizedLog(sha256);
  for (const [n, size] of sizes.entries()) {
    const entries = events.slice(sizes[n - 1] ?? 0, size).map((stored) => {
      const entry = { stream: stored.stream, revision: stored.revision, leaf: leafBytesOf(stored) };
      log.append(entry);
      return entry;
    });
    const checkpoint = {
      size,
      at: iso(Date.parse('2026-03-20T00:00:00Z') + n),
      note: noteOf(checkpointText(log.checkpoint(ORIGIN)), [key]),
    };
    appendFileSync(join(folder, ENTRIES), entries.map(lineOf).join(''));
    appendFileSync(join(folder, CHECKPOINTS), `${JSON.stringify(checkpoint)}\n`);
  }
  return folder;
};
export const forget = (folder: string): void => rmSync(folder, { recursive: true });

/** The same as `store export` writes it. */
export const exportOf = (events: readonly Stored[]): string =>
  events
    .map(({ eventId: id, stream, revision, type, data, metadata }, append) => {
      const created = '2026-03-20T00:00:00.0000000Z';
      return `${JSON.stringify({ stream, revision, id, type, contentType: 'application/json', created, data, metadata, append })}\n`;
    })
    .join('');
