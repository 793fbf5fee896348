import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HistoryEntry, Store, Stored } from '#event-store';
import { filledStore, forget, KEY, opener, signedFor } from '../testing/notarized-store.fixture';
import { BundleMaker } from './bundle-maker';
import { CHECKPOINTS } from './notary-directory';
import { verifierOf } from './signing-key';
import { verifyBundle } from './verify-bundle';

const holding = (events: readonly Stored[]): Pick<Store, 'history'> => ({
  history: async (stream, { max } = {}) =>
    events.flatMap((stored) => (stored.stream === stream ? [{ stored } as HistoryEntry] : [])).slice(0, max),
});

describe('A bundle that a server makes', () => {
  let events: readonly Stored[];
  let directory: string;
  beforeAll(async () => {
    events = await filledStore();
    directory = signedFor(events);
  });
  afterAll(() => forget(directory));
  const maker = (given = events, notary = directory) => new BundleMaker(holding(given), notary, opener);

  it('holds without the server: every stream of the ticket, its policy, the keys, and each proof', async () => {
    const [text, other] = await Promise.all(['T1', 'T2'].map((ticketId) => maker().bundleOf(ticketId)));
    const { faults, bundle } = verifyBundle(text ?? '', { open: opener, trusted: [verifierOf(KEY.publicKey)] });
    expect(faults).toStrictEqual([]);
    expect(bundle.heads.map(({ stream }) => stream)).toStrictEqual([
      'billing-T1',
      'faultline-meta',
      'policy-standard-support',
      'public-T1',
      'sla-T1',
      'ticket-T1',
    ]);
    expect(other).toMatch(/Ticket T2/);
    expect(await maker().bundleOf('T3')).toBeUndefined();
  });

  it('is not made of a store that is not what was signed for, nor where nobody has signed for the ticket', async () => {
    const altered = events.map((one) => (one.type === 'WorkLogged' ? { ...one, data: { engineer: 'eve' } } : one));
    const code = 'bundle.not-made';
    await expect(maker(altered).bundleOf('T1')).rejects.toMatchObject({
      code,
      message: expect.stringMatching(/was altered/),
    });
    const early = signedFor(events, [3]);
    await expect(maker(events, early).bundleOf('T2')).rejects.toMatchObject({
      code,
      message: expect.stringMatching(/No checkpoint covers/),
    });
    forget(early);
    const begun = mkdtempSync(join(tmpdir(), 'faultline-begun-'));
    writeFileSync(join(begun, CHECKPOINTS), '');
    const { message = '' } = (await maker(events, begun)
      .bundleOf('T1')
      .catch((error: Error) => error)) as Error;
    expect(message).toMatch(/^The notary's log has no checkpoint yet/);
    expect(message).not.toContain(begun);
    forget(begun);
    const nobody = mkdtempSync(join(tmpdir(), 'faultline-nobody-'));
    await expect(maker(events, nobody).bundleOf('T1')).rejects.toMatchObject({
      code,
      message: expect.stringMatching(/No notary signs/),
    });
    rmSync(nobody, { recursive: true });
  });
});
