// A server that is asked to stop, whoever hangs on to it.
import type { Cycle } from '../faults/cycle';
import { stops } from '../faults/stop/crash';
import { endAll } from '../programs/child';
import { discard, scratch } from '../programs/scratch';
import { spawnServer } from '../programs/server';
import { until } from '../programs/until';
import { nothing } from './malices';
import { HostilePeer } from './peer';

const CYCLES = 3;
const STOPS_WITHIN_MS = 10_000;

afterAll(endAll);

describe('A server that is asked to stop', () => {
  it('closes its door first and is gone in time, whoever holds it and whatever receivers answer', async () => {
    const seen: Cycle[] = [];
    const { signal } = new AbortController();
    for await (const cycle of stops.run({ seed: 1, cycles: CYCLES, stop: signal })) seen.push(cycle);
    expect(seen.map(({ violations }) => violations)).toStrictEqual(Array.from({ length: CYCLES }, () => []));
  });

  it('ends all the same where something does not end, and says what', async () => {
    const dataDir = scratch('hard');
    const store = await HostilePeer.open(nothing);
    const child = spawnServer(dataDir, { EVENTSTORE_URL: `esdb://127.0.0.1:${store.port}?tls=false` });
    await until(() => store.connected > 0, 'it has called its store');
    expect(await child.end()).toBe(1);
    const last = JSON.parse(child.said.at(-1) ?? '{}');
    expect(last).toMatchObject({ msg: 'did not stop in time, and ends all the same', busy: ['starting'] });
    // By its own clock: how quickly this machine lets us hear of its end is no promise of the server's.
    expect(last.afterMs).toBeLessThan(STOPS_WITHIN_MS);
    await store.close();
    discard(dataDir);
  });
});
