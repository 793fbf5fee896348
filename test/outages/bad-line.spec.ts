// Over a line that is slow, narrow or breaks: nothing is lost, nothing healthy is cancelled, nobody waits for ever.
import { withCommandDeadline } from '#event-store';
import { catchUp, contest, context, fill, type LinedStore, linedStore, NOTE } from './lined-store';

/** Less than a server's (5 s and 15 s), so that nobody waits for them here; everything else is in proportion. */
const PATIENCE = { attemptMs: 2_500, totalMs: 11_000 };

describe('Over a bad line', () => {
  let lined: LinedStore;
  beforeEach(async () => {
    lined = await linedStore(PATIENCE);
  });
  afterEach(() => lined.close());

  it('a consumer catches up as fast as the line is wide: 100 ms each way', async () => {
    const { line, store } = lined;
    await fill(store, 'ticket-long', 12_000, 200);
    line.become({ delayMs: 100 });
    const rate = await catchUp(store, 12_000);
    process.stderr.write(`catch-up over 100 ms each way: ${Math.round(rate)} events/s\n`);
    expect(rate).toBeGreaterThan(1_000);
  });

  it('many big reads leave room for those who write: 1 Mbit/s', async () => {
    const { line, store } = lined;
    await fill(store, 'ticket-big', 100, 1_000);
    line.become({ bytesPerSecond: 125_000, delayMs: 10 });
    const found = await contest(store, 'ticket-big', 200, 8);
    process.stderr.write(`200 big reads, 8 writers, 1 Mbit/s: ${JSON.stringify(found)}\n`);
    expect(found.answered + found.refused).toBe(200);
    expect(found.answered).toBeGreaterThan(0);
    expect(found.slowestReadMs).toBeLessThan(PATIENCE.totalMs + 2_000);
    expect(found.appendsFailed).toBe(0);
    expect(found.appendP99Ms).toBeLessThan(5_000);
  });

  it('a black hole, longer than a connection may be silent, loses nothing, and what is written then is there once', async () => {
    const { line, store } = lined;
    await store.append('ticket-hole', -1, [NOTE], context('c0'));
    line.hold();
    const appending = store.append('ticket-hole', 0, [NOTE], context('c1'));
    setTimeout(line.release, 2 * PATIENCE.attemptMs);
    expect(await appending).toMatchObject({ revision: 1 });
    expect(await store.read('ticket-hole')).toHaveLength(2);
  });

  it('an answer that comes by half is asked for again', async () => {
    const { line, store } = lined;
    await fill(store, 'ticket-half', 200, 500);
    line.halve();
    expect(await store.read('ticket-half')).toHaveLength(200);
  });

  it('a command has one deadline for all that it asks, and what only read says that nothing was changed', async () => {
    const { line, store } = lined;
    await store.append('ticket-late', -1, [NOTE], context('c0'));
    line.hold();
    const began = performance.now();
    const refused = async (asked: Promise<unknown>): Promise<string> =>
      asked.then(
        () => 'answered',
        (error: Error) => error.message,
      );
    const said = await withCommandDeadline(2_000, async () => [
      await refused(store.read('ticket-late')),
      await refused(store.append('ticket-late', 0, [NOTE], context('c1'))),
    ]);
    expect(performance.now() - began).toBeLessThan(4_000);
    expect(said).toStrictEqual([
      expect.stringMatching(/^Reading ticket-late .* Nothing was changed\. Try again\.$/),
      expect.stringMatching(/^Appending .* had to wait too long\. Nothing was sent; try again\.$/),
    ]);
    line.release();
  });
});
