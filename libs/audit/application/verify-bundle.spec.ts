import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Stored } from '#event-store';
import type { Bundle, BundledEvent } from '../domain/bundle';
import { filledStore, forget, KEY, keyNumber, opener, signedFor } from '../testing/notarized-store.fixture';
import { bundleText, NoBundle } from './bundle-text';
import { reportOf } from './report';
import { verifierOf } from './signing-key';
import { verifyBundle } from './verify-bundle';
import { makeBundle } from './write-bundle';

const PYTHON = join(__dirname, '../../../apps/audit/verifier/verify_bundle.py');
const hasPython = spawnSync('python3', ['--version']).status === 0;
const STREAMS = ['ticket-T1', 'sla-T1', 'billing-T1', 'public-T1', 'policy-standard-support', 'faultline-meta'];

let events: readonly Stored[];
let directory: string;
let bundle: Bundle;
let text: string;
beforeAll(async () => {
  events = await filledStore();
  directory = signedFor(events);
  const own = events.filter(({ stream }) => STREAMS.includes(stream));
  const scope = { kind: 'ticket', ticketId: 'T1' } as const;
  ({ bundle } = makeBundle({ scope, streams: STREAMS, events: own, keys: [KEY.publicKey], directory }));
  text = fileOf(bundle);
});
afterAll(() => forget(directory));

const fileOf = (one: Bundle) => bundleText(one, reportOf(one, opener));
const trusted = [verifierOf(KEY.publicKey)];
const verify = (file: string, keys = trusted) => verifyBundle(file, { open: opener, trusted: keys });
const isFound = (file: string): boolean => {
  try {
    return verify(file).faults.length > 0;
  } catch (error) {
    if (error instanceof NoBundle) return true;
    throw error;
  }
};
/** What the verifier in another language says: its exit code. */
const inPython = (file: string, ...more: readonly string[]) => {
  const path = join(directory, 'bundle.html');
  writeFileSync(path, file);
  return spawnSync('python3', [PYTHON, path, ...more], { encoding: 'utf8' });
};
/** The file as somebody would make it who knows the format: everything that can be made again is. */
const forgedOf = (change: (events: readonly BundledEvent[]) => readonly BundledEvent[], more: Partial<Bundle> = {}) => {
  const forged = { ...bundle, events: change(bundle.events), ...more };
  try {
    return fileOf(forged);
  } catch {
    return bundleText(forged, '<!doctype html>\n');
  }
};
const stored = (one: BundledEvent | undefined, change: Partial<Stored>): BundledEvent => {
  if (!one) throw new Error('There is no such event.');
  return { ...one, stored: { ...one.stored, ...change } };
};

describe('A bundle', () => {
  it('says what happened, and holds: proofs, streams, clocks and postings', () => {
    const { faults, recomputed, isKeyTrusted } = verify(text);
    expect({ faults, isKeyTrusted, tickets: recomputed?.tickets }).toStrictEqual({
      faults: [],
      isKeyTrusted: true,
      tickets: 1,
    });
    expect(text).toMatch(/<h1>Ticket T1<\/h1>/);
    expect(text).toMatch(/<td>T1\/1\/1<\/td><td>ChargePosted<\/td>/);
  });

  it('proves as well that there is no such stream', () =>
    expect(bundle.heads.find(({ stream }) => stream === 'public-T1')?.entry).toStrictEqual([]));

  it('is believed by its own key only as far as that', () => expect(verify(text, []).isKeyTrusted).toBe(false));

  it('is found changed at whatever byte', () => {
    for (let at = 0; at < text.length; at += Math.ceil(text.length / 61)) {
      const changed = `${text.slice(0, at)}${text[at] === 'x' ? 'y' : 'x'}${text.slice(at + 1)}`;
      if (!isFound(changed)) throw new Error(`A change at ${at} was not found: ${text.slice(at - 40, at + 40)}`);
    }
  });

  const forgeries: readonly (readonly [string, () => string])[] = [
    ['an event dropped', () => forgedOf((all) => all.toSpliced(3, 1))],
    [
      'the last event of a stream dropped',
      () =>
        forgedOf((all) =>
          all.toSpliced(
            all.findLastIndex((one) => one.stored.stream === 'billing-T1'),
            1,
          ),
        ),
    ],
    ['an event added', () => forgedOf((all) => [...all, stored(all.at(-1), { revision: 99 })])],
    [
      'two events swapped',
      () => forgedOf((all) => all.with(3, all[4] as BundledEvent).with(4, all[3] as BundledEvent)),
    ],
    [
      'an event dated otherwise',
      () =>
        forgedOf((all) =>
          all.with(
            4,
            stored(all[4], {
              metadata: { ...(all[4]?.stored.metadata as object), recordedAt: '2026-03-14T08:00:00.000Z' },
            }),
          ),
        ),
    ],
    [
      'a stream left out',
      () => forgedOf((all) => all, { heads: bundle.heads.filter(({ stream }) => stream !== 'billing-T1') }),
    ],
    ['another key named', () => forgedOf((all) => all, { keys: [keyNumber(9).publicKey] })],
    ['a proof taken out', () => forgedOf((all) => all.with(0, { ...(all[0] as BundledEvent), proof: [] }))],
    ['the proof between its checkpoints taken out', () => forgedOf((all) => all, { consistency: [[]] })],
    [
      'a checkpoint twice',
      () => forgedOf((all) => all, { checkpoints: [...bundle.checkpoints, ...bundle.checkpoints] }),
    ],
  ];
  it.each(STREAMS)('is found forged, with %s left out and nothing said of it', (left) => {
    const forged = forgedOf((all) => all.filter(({ stored: { stream } }) => stream !== left), {
      heads: bundle.heads.filter(({ stream }) => stream !== left),
    });
    expect(isFound(forged)).toBe(true);
    if (hasPython) expect(inPython(forged, '--key', KEY.publicKey).status).toBe(1);
  });

  it.each(forgeries)('is found forged, with %s', (_what, forged) => expect(isFound(forged())).toBe(true));

  it('is found to be of another log, signed with another key', () => {
    const own = signedFor(events, [10, events.length], keyNumber(9));
    const { bundle: other } = makeBundle({
      scope: bundle.scope,
      streams: STREAMS,
      events: [...events],
      keys: [KEY.publicKey],
      directory: own,
    });
    forget(own);
    expect(verify(fileOf(other)).faults[0]).toMatch(/is signed by nobody whose key is known/);
  });

  it.each([0, 10, 5_000, -1, -20])('is found cut short at %i', (at) =>
    expect(() => verify(text.slice(0, at))).toThrow(NoBundle),
  );

  (hasPython ? describe : describe.skip)('is checked by a program in another language', () => {
    it('which finds that it holds', () => {
      expect(inPython(text, '--key', KEY.publicKey)).toMatchObject({
        status: 0,
        stdout: expect.stringMatching(/^OK {4}\d+ events/),
      });
      expect(inPython(text).stdout).toMatch(/a key that it names itself/);
    });
    it.each(forgeries.filter((_one, n) => n % 2 === 0))('which finds %s', (_what, forged) =>
      expect(inPython(forged(), '--key', KEY.publicKey).status).toBe(1),
    );
    it('which finds it cut short, and another key', () => {
      expect(inPython(text.slice(0, -1)).status).toBe(1);
      expect(inPython(text, '--key', keyNumber(9).publicKey).status).toBe(1);
    });
  });
});
