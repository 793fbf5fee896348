// What goes through all rows has a connection and a thread of its own: a page of a list does not wait for it.
import { join } from 'node:path';
import { openReadStore } from '#read-store';
import { discard, scratch } from '../programs/scratch';
import { callBoard, deliver, longHistory } from './board';

const CALLS = 20_000;
/** None is long enough that the thread of the other connection gets no turn at all meanwhile; several in a row are. */
const AT_ONCE = 20;
const TRIES = 20;
const WORDS = ['c', 'l', 'i', 'e', 'n', 't', 'nobody'];

describe('A read store in a file', () => {
  it('answers for one row while rows are being counted, searched and added up', async () => {
    const directory = scratch('long-reads');
    const store = await openReadStore({ file: join(directory, 'views.sqlite') });
    try {
      await deliver((await store.projector(callBoard)).consumer, longHistory(CALLS, 1), { batch: 2_000 });
      const view = store.view(callBoard);
      const where = { client: { contains: WORDS } };
      const firsts: string[] = [];
      for (let n = 0; n < TRIES && !firsts.includes('one row'); n++) {
        const long = Array.from({ length: AT_ONCE }, () =>
          Promise.all([
            view.find({ where }),
            view.count({ urgency: { from: 1 } }),
            view.group({ by: ['client'], sum: ['urgency'] }),
          ]),
        );
        const row = view.get('call-7').then((found) => (found ? 'one row' : 'nothing'));
        firsts.push(await Promise.race([row, Promise.all(long).then(() => 'all rows')]));
        expect((await Promise.all(long))[0]).toStrictEqual([
          { rows: [] },
          0,
          [0, 1, 2].map((client) => ({
            client: `client ${client}`,
            urgency: 0,
            rows: Math.floor((CALLS + 2 - client) / 3),
          })),
        ]);
      }
      expect(firsts).toContain('one row');
    } finally {
      await store.close();
      discard(directory);
    }
  });
});
