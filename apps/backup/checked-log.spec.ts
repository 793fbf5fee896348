// What a drill looks for is found where it is: a sound log has no fault, and each fault is named by its invariant.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { filledStore, forget, signedFor } from '#audit/testing';
import { importIntoStore, Store } from '#embedded-store';
import type { Stored } from '#event-store';
import { checkLog } from './checked-log';
import { followedBy } from './followed-by';

const folder = mkdtempSync(join(tmpdir(), 'faultline-checked-'));
let events: readonly Stored[];
let notary: string;
let logs = 0;
beforeAll(async () => {
  events = await filledStore();
  notary = signedFor(events);
});
afterAll(() => {
  forget(notary);
  rmSync(folder, { recursive: true });
});

const logOf = async (stored: readonly Stored[]): Promise<string> => {
  const dir = join(folder, `log-${logs++}`);
  const store = await Store.open({ dir });
  const lines = stored.map(({ eventId: id, ...rest }, append) =>
    JSON.stringify({ ...rest, id, contentType: 'application/json', created: '2026-03-20T00:00:00.0000000Z', append }),
  );
  await importIntoStore(
    store,
    (async function* () {
      yield* lines;
    })(),
  );
  await store.close();
  return dir;
};
const NO_KEYS = { find: () => undefined };
const brokenIn = async (
  stored: readonly Stored[],
  keys: Parameters<typeof checkLog>[0]['keys'] = NO_KEYS,
  signed = '',
) => (await checkLog({ dir: await logOf(stored), prefix: '', keys }, signed)).broken;
const placeOf = (type: string): number => events.findIndex((event) => event.type === type);
const changed = (type: string, change: (stored: Stored) => object): readonly Stored[] => {
  const index = placeOf(type);
  const stored = events[index] as Stored;
  return events.with(index, { ...stored, ...change(stored) });
};
const dataOf = ({ data }: Stored) => data as Readonly<Record<string, object>>;
/** An event more at the end of its stream, as a copy of another one. */
const again = (type: string, id: string): Stored => {
  const stored = events[placeOf(type)] as Stored;
  const revision = events.filter(({ stream }) => stream === stored.stream).length;
  return { ...stored, eventId: id, revision };
};
const ID = '7f8a3c52-6f0e-5d3c-9a1c-2b0f6f1f9a11';

describe('A log that is sound', () => {
  it('has no fault, and is what its notary signed for', async () => {
    const checked = await checkLog({ dir: await logOf(events), prefix: '', keys: NO_KEYS }, notary);
    expect(checked).toMatchObject({ broken: [], tickets: 2, notarized: events.length });
    expect(checked.postings).toBeGreaterThan(0);
  });
});

describe('A log in which', () => {
  it.each([
    ['a command took effect twice', 'I2', () => [...events, again('TicketTriaged', ID)]],
    [
      'a posting is another one',
      'I5, I6',
      () => changed('ChargePosted', (one) => ({ data: { ...dataOf(one), cents: 1 } })),
    ],
    ['a posting is there twice', 'I5', () => [...events, again('ChargePosted', ID)]],
    [
      'the judge is who worked on it',
      'I14',
      () => changed('FaultDetermined', (one) => ({ data: { ...dataOf(one), determination: by(one, 'ben') } })),
    ],
    [
      'a text is sealed with a key that is nowhere',
      'keys',
      () => changed('TicketOpened', (one) => ({ data: { ...dataOf(one), summary: sealedWith('lost.1') } })),
    ],
  ])('%s: %s', async (_what, invariant, log) =>
    expect(await brokenIn(log())).toContainEqual(expect.stringMatching(new RegExp(`^${invariant}:`))),
  );

  it('something was changed after the notary signed for it: I12', async () => {
    const log = changed('WorkLogged', (one) => ({ data: { ...dataOf(one), engineer: 'eve' } }));
    expect(await brokenIn(log, NO_KEYS, notary)).toContainEqual(expect.stringMatching(/^I12: .* was changed/));
  });

  it('a key is whole that an erasure was to destroy: I11', async () => {
    const opened = changed('TicketOpened', (one) => ({ data: { ...dataOf(one), summary: sealedWith('batch.1') } }));
    const erased = {
      ...again('TicketResolved', ID),
      type: 'PersonalDataErased',
      data: { ground: 'requested', ledgerTexts: 0 },
    };
    const log = [...opened, { ...erased, stream: opened[placeOf('TicketOpened')]?.stream ?? '' }];
    const whole = { find: (id: string) => ({ id, secret: Buffer.alloc(32) }) };
    expect(await brokenIn(log, whole)).toContainEqual(expect.stringMatching(/^I11: the key batch\.1 /));
    expect(await brokenIn(log, { find: () => 'destroyed' })).not.toContainEqual(expect.stringMatching(/^I11/));
  });
});

describe('An older set', () => {
  it('is the beginning of a newer one, or it is said what is missing', async () => {
    const [older, newer] = [await logOf(events.slice(0, -3)), await logOf(events)];
    expect(await followedBy(older, newer, '')).toStrictEqual([]);
    expect(await followedBy(newer, older, '')).toHaveLength(3);
  });
});

const by = (one: Stored, person: string): object => ({ ...dataOf(one).determination, by: person });
const sealedWith = (keyId: string) => ({ $sealed: { subject: 'T1', keyId, nonce: 'AAAA', ciphertext: 'AAAA' } });
