import { withCommandDeadline } from './client/command-deadline';
import { StreamQueue } from './stream-queue';

/** Work that goes on until somebody ends it. */
const held = () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { work: () => promise, end: resolve };
};

describe('Commands on one stream', () => {
  it('are at work one at a time, in the order in which they came', async () => {
    const turns = new StreamQueue();
    const log: string[] = [];
    const work = (n: number) => async () => {
      log.push(`${n} begins`);
      await Promise.resolve();
      log.push(`${n} ends`);
      return n;
    };
    expect(await Promise.all([1, 2, 3].map((n) => turns.inTurn('ticket-A', work(n))))).toStrictEqual([1, 2, 3]);
    expect(log).toStrictEqual([1, 2, 3].flatMap((n) => [`${n} begins`, `${n} ends`]));
  });

  it('wait for none on another stream', async () => {
    const turns = new StreamQueue();
    const first = held();
    const waiting = turns.inTurn('ticket-A', first.work);
    expect(await turns.inTurn('ticket-B', async () => 'done')).toBe('done');
    first.end();
    await waiting;
  });

  it('go on after one that failed', async () => {
    const turns = new StreamQueue();
    const fails = turns.inTurn('ticket-A', () => Promise.reject(new Error('no')));
    const next = turns.inTurn('ticket-A', async () => 'done');
    await expect(fails).rejects.toThrow('no');
    expect(await next).toBe('done');
  });

  it('give up at their deadline, and hold up nobody who waits longer', async () => {
    const turns = new StreamQueue();
    const first = held();
    const working = turns.inTurn('ticket-A', first.work);
    const impatient = withCommandDeadline(20, () => turns.inTurn('ticket-A', async () => 'impatient'));
    const patient = turns.inTurn('ticket-A', async () => 'patient');
    await expect(impatient).rejects.toMatchObject({ name: 'StoreBusy' });
    first.end();
    await working;
    expect(await patient).toBe('patient');
    expect(await turns.inTurn('ticket-A', async () => 'later')).toBe('later');
  });

  it('are refused where too many wait', async () => {
    const turns = new StreamQueue();
    const first = held();
    const working = turns.inTurn('ticket-A', first.work);
    const waiting = Array.from({ length: 128 }, () => turns.inTurn('ticket-A', async () => 'done'));
    await expect(turns.inTurn('ticket-A', async () => 'done')).rejects.toThrow(
      '128 commands wait for ticket-A already',
    );
    first.end();
    await working;
    expect(new Set(await Promise.all(waiting))).toStrictEqual(new Set(['done']));
  });
});
