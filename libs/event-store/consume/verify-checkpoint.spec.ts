import { StoreMismatch } from '../errors';
import { type VerifyPorts, verifyCheckpoint } from './verify-checkpoint';

const checkpoint = { epoch: 'e', stream: 'ticket-1', revision: 3, eventId: 'id', commit: '10', prepare: '10' };
const found = { revision: 3n, id: 'id', position: { commit: 10n, prepare: 10n } } as never;
const ports = (changes: Partial<VerifyPorts>): VerifyPorts => ({
  eventAt: async () => found,
  epochNow: async () => 'e',
  epoch: 'e',
  believedAfterMs: 5_000,
  signal: new AbortController().signal,
  log: undefined,
  ...changes,
});

describe('A checkpoint', () => {
  it('is right where its event is where it was', () =>
    expect(verifyCheckpoint(checkpoint, ports({}))).resolves.toBeUndefined());

  it('is not wrong because a node did not have its event yet', async () => {
    let asked = 0;
    const eventAt = async () => (++asked < 3 ? undefined : found);
    await verifyCheckpoint(checkpoint, ports({ eventAt }));
    expect(asked).toBe(3);
  });

  it('is wrong where the store holds to it, as long as was asked for', async () => {
    const began = performance.now();
    const verifying = verifyCheckpoint(checkpoint, ports({ eventAt: async () => undefined, believedAfterMs: 1_500 }));
    await expect(verifying).rejects.toThrow(StoreMismatch);
    expect(performance.now() - began).toBeGreaterThanOrEqual(1_500);
  });

  it('of another store is compared with what the store says now, not with what it said at the start', async () => {
    await verifyCheckpoint(checkpoint, ports({ epoch: 'of the store that was there before' }));
    const verifying = verifyCheckpoint(
      checkpoint,
      ports({ epoch: 'f', epochNow: async () => 'f', believedAfterMs: 0 }),
    );
    await expect(verifying).rejects.toThrow('this one has f');
  });
});
