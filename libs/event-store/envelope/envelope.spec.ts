import type { CatalogLine } from '#kernel';
import { UnreadableEvent } from '../errors';
import type { DataKey, Keys } from '../keys/keys';
import { checkCatalogs, envelop, open } from './envelope';
import { eventIdOf } from './ids';
import type { Provenance, Stored } from './stored';

const minutesToSeconds = ({ minutes, ...rest }: Readonly<Record<string, unknown>>) => ({
  ...rest,
  seconds: Number(minutes) * 60,
});
const catalogs: Record<string, Record<string, CatalogLine>> = {
  ticket: {
    NoteAdded: { schemaVersion: 1, personal: ['text'] },
    WorkLogged: { schemaVersion: 2, upcasts: [minutesToSeconds], personal: ['remark'] },
  },
  'faultline-meta': { StoreInitialised: { schemaVersion: 1 } },
};
const key: DataKey = { id: 'batch.7', secret: Buffer.alloc(32, 7) };
const keys: Pick<Keys, 'find'> = { find: (id) => (id === key.id ? key : undefined) };
const stream = 'ticket-7K3M9QXZ4';
const command = { commandId: 'c1', actor: { id: 'anna', role: 'agent' }, at: '2026-03-14T08:00:00.000Z' };
type Command = Parameters<typeof envelop>[3];

const store = (event: { type: string }, context: Command & Provenance = command, notBefore?: string): Stored => {
  const [out] = envelop(catalogs, stream, [event], context, key, notBefore);
  if (!out) throw new Error('nothing came out');
  const { eventId, type, data, metadata } = JSON.parse(JSON.stringify(out));
  return { stream, revision: 3, eventId, type, data, metadata };
};
const note = { type: 'NoteAdded', text: 'Ms Doe called' };

describe('An envelope', () => {
  it('gives back what was put in, sealed on the way', () => {
    const stored = store(note);
    expect(JSON.stringify(stored)).not.toContain('Doe');
    expect(open(catalogs, keys, stored)).toStrictEqual({
      event: note,
      stamp: {
        eventId: eventIdOf('c1', 0),
        revision: 3,
        occurredAt: command.at,
        recordedAt: command.at,
        actor: command.actor,
        commandId: 'c1',
        correlationId: 'c1',
        causationId: 'c1',
      },
    });
  });

  it('names who, on whose behalf, because of what, under which policy, and nothing else of them', () => {
    const actor = { id: 'anna', role: 'agent', onBehalfOf: 'acme', password: 'x' };
    const { metadata } = store(note, {
      ...command,
      actor,
      correlationId: 'c0',
      causationId: 'e9',
      policy: { version: 4 },
    });
    expect(metadata).toStrictEqual({
      occurredAt: command.at,
      recordedAt: command.at,
      actor: { id: 'anna', role: 'agent', onBehalfOf: 'acme' },
      commandId: 'c1',
      correlationId: 'c0',
      causationId: 'e9',
      policyVersion: 4,
      schemaVersion: 1,
    });
  });

  it('numbers the events of one command', () => {
    const ids = envelop(catalogs, stream, [note, note], command, key).map(({ eventId }) => eventId);
    expect(ids).toStrictEqual([eventIdOf('c1', 0), eventIdOf('c1', 1)]);
  });

  it.each([
    ['2026-03-14T07:45:00.000Z', undefined],
    ['2026-03-14T07:44:59.999Z', true],
    ['2026-03-14T01:44:00-06:00', true],
  ])('of what happened at %s and is recorded at 08:00 says backdated: %s', (occurredAt, backdated) => {
    const { metadata } = store(note, { ...command, occurredAt }) as { metadata: Record<string, unknown> };
    expect(metadata.backdated).toBe(backdated);
    expect(metadata.occurredAt).toBe(new Date(occurredAt).toISOString());
  });

  it('is never recorded before the event in front of it', () => {
    const { metadata } = store(note, command, '2026-03-14T08:00:00.500Z');
    expect(metadata).toMatchObject({ recordedAt: '2026-03-14T08:00:00.500Z', occurredAt: '2026-03-14T08:00:00.500Z' });
  });

  it('takes nothing that is said to happen later than now', () =>
    expect(() => store(note, { ...command, occurredAt: '2026-03-14T08:00:00.001Z' })).toThrow('after it was recorded'));

  it('takes no event that is in no catalog', () =>
    expect(() => store({ type: 'constructor' })).toThrow('constructor is in no catalog for ticket-7K3M9QXZ4'));

  it('takes nothing that would bend a prototype', () =>
    expect(() => store({ type: 'NoteAdded', ...JSON.parse('{"text":"x","__proto__":{}}') })).toThrow('__proto__'));
});

describe('A stored event', () => {
  const old = { ...store({ type: 'WorkLogged' }), data: { engineer: 'eve', minutes: 90 } };
  const versioned = (schemaVersion: number): Stored => ({
    ...old,
    metadata: { ...(old.metadata as object), schemaVersion },
  });

  it('of an older version is read in the shape of today', () =>
    expect(open(catalogs, keys, versioned(1)).event).toStrictEqual({
      type: 'WorkLogged',
      engineer: 'eve',
      seconds: 5400,
    }));

  it.each<[string, Stored, string]>([
    [
      'of a version that this build does not know',
      versioned(3),
      'ticket-7K3M9QXZ4@3 is a WorkLogged v3: this build reads v1 to v2',
    ],
    [
      'of a type that it does not know',
      { ...old, type: 'Surprise' },
      'is a Surprise v2: this build knows no such event',
    ],
    ['with the name of what every object has', { ...old, type: 'toString' }, 'this build knows no such event'],
    ['in a stream without a catalog', { ...old, stream: 'toString' }, 'this build knows no such event'],
    ['with damaged data', { ...old, data: '{"engineer":"ev' }, 'whose data is no JSON object'],
    ['with damaged metadata', { ...old, metadata: new Uint8Array(3) }, 'whose metadata is damaged'],
    [
      'with a key that bends prototypes',
      { ...old, data: JSON.parse('{"a":{"__proto__":1}}') },
      'a field named a.__proto__',
    ],
    [
      'with a seal that is not ours',
      { ...old, data: { remark: { $sealed: 'x' } } },
      'sealed in a way that is not ours',
    ],
  ])('%s is not read, and not skipped', (_what, stored, message) => {
    expect(() => open(catalogs, keys, stored)).toThrow(UnreadableEvent);
    expect(() => open(catalogs, keys, stored)).toThrow(message);
  });

  it('with a field more than this build knows is read all the same, sealed or not', () => {
    const newer = { ...catalogs, ticket: { NoteAdded: { schemaVersion: 1, personal: ['text', 'heard'] } } };
    const said = { ...note, heard: 'Mr Doe', mood: 'calm' };
    const [out] = envelop(newer, stream, [said], command, key);
    if (!out) throw new Error('nothing came out');
    const { eventId, type, data, metadata } = JSON.parse(JSON.stringify(out));
    expect(JSON.stringify(data)).not.toContain('Mr Doe');
    expect(open(catalogs, keys, { stream, revision: 3, eventId, type, data, metadata }).event).toStrictEqual(said);
  });

  it('tells which keys sealed it', () => {
    const met: string[] = [];
    open(catalogs, keys, store(note), (id) => met.push(id));
    expect(met).toStrictEqual(['batch.7']);
  });
});

describe('A catalog', () => {
  it('without a step to the version of today is refused at boot', () =>
    expect(() => checkCatalogs({ ticket: { NoteAdded: { schemaVersion: 3, upcasts: [minutesToSeconds] } } })).toThrow(
      'NoteAdded in the catalog of ticket is at v3 and needs 2 upcasts, not 1.',
    ));
  it('that seals a field inside a sealed one is refused at boot', () =>
    expect(() => checkCatalogs({ ticket: { NoteAdded: { schemaVersion: 1, personal: ['a', 'a.b'] } } })).toThrow(
      'a.b',
    ));
});
