import { endAll } from '../programs/child';
import { ApiClient, until } from './api-client';

const KILLS = 4;
const CANCELLED = 'com.faultline.ticket.cancelled.v1';

describe('What others are told, when the server is killed again and again', () => {
  afterAll(endAll);

  it('is every event once, in order and without a gap, of every ticket that was acknowledged', async () => {
    let desk = await ApiClient.open();
    const finished: string[] = [];
    for (let kill = 0; kill < KILLS; kill++) {
      // Tickets go on being opened while it dies: what is not acknowledged is nobody's promise.
      let alive = true;
      const work = async () => {
        while (alive) {
          const ticket = await desk.ticket('acme').catch(() => undefined);
          if (ticket === undefined) return;
          if (alive) finished.push(ticket);
        }
      };
      const before = finished.length;
      const clients = [work(), work(), work()];
      await until(
        async () => finished.length - before,
        (count) => count >= 5 + 3 * kill,
      );
      alive = false;
      await desk.server.end('SIGKILL');
      await Promise.all(clients);
      desk = await ApiClient.open(desk.dataDir);
    }
    const { events } = await until(
      () => desk.feed('auditor', { limit: 200 }),
      (feed) =>
        finished.every((ticket) => feed.events.some(({ subject, type }) => subject === ticket && type === CANCELLED)),
    );
    expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
    for (const ticket of finished) {
      const own = events.filter(({ subject }) => subject === ticket);
      expect(own.map(({ sequence }) => Number(sequence))).toStrictEqual(own.map((_, i) => i));
      expect(own.map(({ type }) => type)).toStrictEqual([
        'com.faultline.ticket.opened.v1',
        'com.faultline.ticket.prioritised.v1',
        CANCELLED,
      ]);
    }
    await desk.server.end();
  });
});
