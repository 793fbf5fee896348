import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Stored } from '#event-store';
import { filledStore, forget, KEY, keyNumber, opener, signedFor } from '../testing/notarized-store.fixture';
import { compareWithLog } from './compare-with-log';
import { historiesOf, recompute } from './recompute';
import { verifierOf } from './signing-key';

let events: readonly Stored[];
let directory: string;
beforeAll(async () => {
  events = await filledStore();
  directory = signedFor(events);
});
afterAll(() => forget(directory));

const compare = (store: readonly Stored[], keys = [KEY]) =>
  compareWithLog(
    store,
    directory,
    keys.map(({ publicKey }) => verifierOf(publicKey)),
  );
const placeOf = (type: string) => {
  const index = events.findIndex((event) => event.type === type);
  return { index, stored: events[index] as Stored, name: `${events[index]?.stream}@${events[index]?.revision}` };
};
const withData = (type: string, change: (data: never) => object) => {
  const { index, stored } = placeOf(type);
  return events.with(index, { ...stored, data: change(stored.data as never) });
};
const named = ({ findings }: Awaited<ReturnType<typeof compare>>) =>
  findings.map(({ stream, revision }) => `${stream}@${revision}`);

describe('A store beside the log of its notary', () => {
  it('is what was signed for, and newer events are only not signed yet', async () => {
    const newer = { ...(events.at(-1) as Stored), stream: 'ticket-T9', revision: 0 };
    expect(await compare([...events, newer])).toMatchObject({ findings: [], size: events.length, unsigned: 1 });
  });

  it.each([
    [
      'the engineer of a work entry',
      'WorkLogged',
      () => withData('WorkLogged', (data: object) => ({ ...data, engineer: 'eve' })),
    ],
    [
      'who determined the fault',
      'FaultDetermined',
      () =>
        withData('FaultDetermined', (data: { determination: object }) => ({
          ...data,
          determination: { ...data.determination, by: 'nora' },
        })),
    ],
    [
      'who approved a waiver',
      'BillingWaived',
      () => withData('BillingWaived', (data: object) => ({ ...data, approver: 'sue' })),
    ],
  ])('is found altered in %s, by stream, revision and both leaves', async (_what, type, altered) => {
    const verdict = await compare(altered());
    expect(named(verdict)).toStrictEqual([placeOf(type).name]);
    expect(verdict.findings[0]?.what).toMatch(
      new RegExp(
        `^was changed: the checkpoint of ${events.length} events, signed .* says leaf [0-9a-f]{64}, the store holds [0-9a-f]{64}`,
      ),
    );
  });

  it('is found to lack an event', async () => {
    const { index, name } = placeOf('WorkLogged');
    expect(named(await compare(events.toSpliced(index, 1)))).toContain(name);
  });

  it('is found to hold an event too many', async () => {
    const forged = { ...placeOf('WorkLogged').stored, stream: 'ticket-T7', revision: 0 };
    expect(named(await compare(events.toSpliced(5, 0, forged)))).toContain('ticket-T7@0');
  });

  it('may have gone on since, each stream where it ended', async () => {
    const last = events.findLast(({ stream }) => stream === 'ticket-T2') as Stored;
    const later = { ...last, eventId: 'later', revision: last.revision + 1 };
    expect(await compare([...events, later])).toMatchObject({ findings: [], unsigned: 1 });
    expect(named(await compare([...events, { ...later, revision: last.revision }]))).toStrictEqual([
      `ticket-T2@${last.revision}`,
    ]);
  });

  it('is found to have two events in another order', async () => {
    const [one, other] = [events[8] as Stored, events[9] as Stored];
    expect((await compare(events.with(8, other).with(9, one))).findings).toHaveLength(2);
  });

  it('is believed by nobody who knows another key', async () =>
    expect((await compare(events, [keyNumber(9)])).findings[0]?.what).toMatch(
      /is signed by nobody whose key is known/,
    ));

  it('is not believed where entries were written into the log since', async () => {
    const own = signedFor(events);
    appendFileSync(join(own, 'checkpoints'), `{"size":${events.length + 1},"at":"","note":""}\n`);
    const verdict = await compareWithLog(events, own, [verifierOf(KEY.publicKey)]);
    forget(own);
    expect(verdict.findings.map(({ what }) => what)).toContain(
      `the checkpoint of ${events.length + 1} events has only ${events.length} entries.`,
    );
  });
});

describe('What the engines compute again', () => {
  const findings = (store: readonly Stored[]) => recompute(historiesOf(store, opener)).findings;

  it('is every clock and every posting as they were recorded', () => {
    const { tickets, clockEvents, postings, ...rest } = recompute(historiesOf(events, opener));
    expect(rest.findings).toStrictEqual([]);
    expect([tickets, clockEvents > 10, postings]).toStrictEqual([2, true, 3]);
  });

  it.each<[string, string, (data: never) => object, RegExp]>([
    [
      'a due instant',
      'TargetSet',
      (data: object) => ({ ...data, dueAt: '2026-03-14T09:00:00.000Z' }),
      /is recorded as due/,
    ],
    ['an amount', 'ChargePosted', (data: object) => ({ ...data, cents: 1 }), /1 cents are posted; the engine computes/],
    ['what was owed', 'ChargeAssessed', (data: object) => ({ ...data, minutes: 61 }), /minutes is recorded as 61/],
    [
      'the hours of an engineer, on the ticket alone',
      'WorkLogged',
      (data: object) => ({ ...data, engineer: 'eve' }),
      /it is not what the ticket says at revision/,
    ],
  ])('is not what somebody made of %s', (_what, type, change, why) =>
    expect(
      findings(withData(type, change))
        .map(({ what }) => what)
        .join('\n'),
    ).toMatch(why),
  );
});
