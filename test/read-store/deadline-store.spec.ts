import type { ReadStore } from '#read-store';
import { history } from './board';
import { onEveryDatabase } from './databases';

const [first, second] = history([
  ['call-1', { type: 'CallOpened', client: 'acme' }],
  ['call-1', { type: 'CallClosed' }],
]).map(({ checkpoint }) => checkpoint);

onEveryDatabase("The processes' deadline store", (newPlace) => {
  let store: ReadStore;
  beforeEach(async () => {
    store = await (await newPlace()).open();
  });
  afterEach(() => store.close());

  it('names what is due by an instant, the oldest first, and no more than is asked for', async () => {
    await store.deadlines.save('sla', {
      due: [
        { key: 'B', dueAt: '2026-03-14T10:00:00.000Z' },
        { key: 'A', dueAt: '2026-03-14T10:00:00.000Z' },
        { key: 'C', dueAt: '2026-03-14T09:00:00.000Z' },
        { key: 'D', dueAt: '2026-03-14T10:00:00.001Z' },
      ],
    });
    const keys = async (instant: string, limit: number) =>
      (await store.deadlines.dueBy('sla', instant, limit)).map(({ key }) => key);
    expect(await keys('2026-03-14T10:00:00.000Z', 10)).toStrictEqual(['C', 'A', 'B']);
    expect(await keys('2026-03-14T10:00:00.000Z', 2)).toStrictEqual(['C', 'A']);
    expect(await keys('2026-03-14T08:59:59.999Z', 10)).toStrictEqual([]);
    expect(await store.deadlines.nextDue('sla')).toBe('2026-03-14T09:00:00.000Z');
    expect(await store.deadlines.nextDue('billing')).toBeUndefined();
  });

  it('keeps the last word on a ticket, and forgets it when it is taken off', async () => {
    const due = (key: string, dueAt: string | null) => store.deadlines.save('sla', { due: [{ key, dueAt }] });
    await due('A', '2026-03-14T09:00:00.000Z');
    await due('A', '2026-03-14T11:00:00.000Z');
    expect(await store.deadlines.nextDue('sla')).toBe('2026-03-14T11:00:00.000Z');
    await due('A', null);
    expect(await store.deadlines.dueBy('sla', '2027-01-01T00:00:00.000Z', 10)).toStrictEqual([]);
  });

  it('keeps how far each process has read, and never goes back', async () => {
    if (first === undefined || second === undefined) throw new Error('There are two events.');
    expect(await store.deadlines.checkpoint('sla')).toBe('start');
    await store.deadlines.save('sla', { checkpoint: first });
    await store.deadlines.save('sla', { checkpoint: second, due: [{ key: 'A', dueAt: '2026-03-14T11:00:00.000Z' }] });
    await store.deadlines.save('sla', { checkpoint: first });
    expect(await store.deadlines.checkpoint('sla')).toStrictEqual(second);
    expect(await store.deadlines.checkpoint('billing')).toBe('start');
  });
});
