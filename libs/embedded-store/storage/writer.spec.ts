import { AStore, anEvent } from '../a-store.fixture';
import { StoreUnavailable } from './errors';

const data = (texts: readonly string[]) => texts.map((text) => anEvent(text));

describe('Group commit', () => {
  let one: AStore;
  beforeEach(async () => {
    one = await AStore.opened();
  });
  afterEach(() => one.remove());

  it('makes what comes together durable together', async () => {
    one.mischief.syncs = 0;
    await Promise.all(Array.from({ length: 32 }, (_, n) => one.append(`s-${n}`, 'no_stream')));
    expect(one.mischief.syncs).toBe(1);
    expect(one.store.writer.counts.appends).toBe(32);
  });

  it('gathers while the disk is busy', async () => {
    let release = () => {};
    const busy = new Promise<void>((resolve) => {
      release = resolve;
    });
    one.mischief.beforeSync = () => busy;
    const first = one.append('s', 'no_stream');
    await new Promise((resolve) => setImmediate(resolve));
    const rest = Array.from({ length: 50 }, (_, n) => one.append('s', { revision: BigInt(n) }));
    one.mischief.syncs = 0;
    release();
    expect(await Promise.all([first, ...rest])).toHaveLength(51);
    expect(one.mischief.syncs).toBeLessThanOrEqual(2);
    expect(one.store.committed.index.last(one.store.committed.index.streams.find('s'))).toBe(50);
  });

  it('shows nobody what is not durable yet, neither event nor answer', async () => {
    let release = () => {};
    const busy = new Promise<void>((resolve) => {
      release = resolve;
    });
    one.mischief.beforeSync = () => busy;
    const event = anEvent('early');
    const answers: string[] = [];
    const arrived = new Promise<void>((resolve) => void one.store.arrivals.once('s', resolve)).then(() =>
      answers.push('arrived'),
    );
    const written = one.append('s', 'no_stream', event).then(() => answers.push('written'));
    const retried = one.append('s', 'no_stream', event).then(() => answers.push('retried'));
    const refused = one.append('s', 'no_stream').then(() => answers.push('refused'));
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
    expect(answers).toEqual([]);
    expect(one.store.committed.index.count).toBe(0);
    release();
    await Promise.all([arrived, written, retried, refused]);
    expect(answers.toSorted()).toEqual(['arrived', 'refused', 'retried', 'written']);
  });

  it('takes short writes for what they are', async () => {
    one.mischief.atMost = 7;
    await one.append('s', 'no_stream', ...data(['one', 'two']));
    expect(await one.read('s')).toEqual(['one', 'two']);
  });
});

describe('A disk that fails', () => {
  let one: AStore;
  beforeEach(async () => {
    one = await AStore.opened();
    await one.append('s', 'no_stream', anEvent('kept'));
  });
  afterEach(() => one.remove());

  it('at fdatasync fails all who wait, and nothing is written any more; reads go on', async () => {
    one.mischief.syncError = 'EIO';
    const waiting = await Promise.allSettled([
      one.append('s', { revision: 0n }),
      one.append('t', 'no_stream'),
      one.append('s', 'no_stream'),
    ]);
    for (const answer of waiting)
      expect(answer).toMatchObject({ status: 'rejected', reason: expect.any(StoreUnavailable) });
    one.mischief.syncError = undefined;
    await expect(one.append('s', { revision: 0n })).rejects.toThrow('until the store is restarted');
    expect(await one.read('s')).toEqual(['kept']);
    expect(one.said).toHaveLength(1);
  });

  it('leaves nothing behind that a restart would show, though it was never acknowledged', async () => {
    one.mischief.syncError = 'EIO';
    await one.append('s', { revision: 0n }, anEvent('doubtful')).catch(() => undefined);
    one.mischief.syncError = undefined;
    await one.store.close();
    await one.open();
    expect(await one.read('s')).toEqual(['kept']);
    await one.append('s', { revision: 0n }, anEvent('after'));
    expect(await one.read('s')).toEqual(['kept', 'after']);
  });

  it('for want of room fails who waits, and takes appends again when there is room', async () => {
    one.mischief.room = 20;
    await expect(one.append('s', { revision: 0n }, anEvent('too much'))).rejects.toThrow('The disk is full');
    await expect(one.append('s', { revision: 0n })).rejects.toThrow(StoreUnavailable);
    one.mischief.room = undefined;
    expect(await one.append('s', { revision: 0n }, anEvent('fits'))).toMatchObject({ is: 'done', revision: 1 });
    expect(await one.read('s')).toEqual(['kept', 'fits']);
    expect(one.said).toEqual([expect.stringContaining('full'), expect.stringContaining('room again')]);
    await one.kill();
    await one.open();
    expect([one.said, await one.read('s')]).toEqual([[], ['kept', 'fits']]);
  });

  it('for want of room at fdatasync cuts off all that was written: nothing of it comes back behind a later append', async () => {
    let fails = true;
    one.mischief.beforeSync = () => {
      if (!fails) return;
      fails = false;
      throw Object.assign(new Error('ENOSPC: planted'), { code: 'ENOSPC' });
    };
    const failed = await Promise.allSettled(
      ['1234', '5678', '9012'].map((text) => one.append(text, 'any', anEvent(text))),
    );
    expect(failed.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    // As long as the first of them: those behind it would stand right where they stood.
    await one.append('abcd', 'any', anEvent('abcd'));
    await one.kill();
    await one.open();
    expect([await one.read('s'), await one.read('abcd'), one.store.committed.index.count]).toEqual([
      ['kept'],
      ['abcd'],
      2,
    ]);
  });

  it('for want of room at a new segment goes on in it later', async () => {
    await one.store.close();
    await one.open({ segmentBytes: 600 });
    await one.append('s', { revision: 0n }, anEvent('fills'));
    one.mischief.room = 10;
    await expect(one.append('s', { revision: 1n }, anEvent('x'.repeat(300)))).rejects.toThrow('full');
    one.mischief.room = undefined;
    await one.append('s', { revision: 1n }, anEvent('x'.repeat(300)));
    await one.kill();
    await one.open({ segmentBytes: 600 });
    expect(one.store.log.segments).toHaveLength(2);
    expect(await one.read('s')).toEqual(['kept', 'fills', 'x'.repeat(300)]);
  });
});
