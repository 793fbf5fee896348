import type { EngineHealth } from '#kernel';
import type { ServerRole } from '#settings';
import { ClockWatch } from './clock-watch';
import { readinessOf } from './readiness';
import { StoreIdentity } from './store-identity';

const AT = '2026-03-14T08:00:00.000Z';
const one = (engine: string, state: EngineHealth['state']): EngineHealth => ({ engine, state, since: AT });
const API: readonly ServerRole[] = ['api'];
const SLA: readonly ServerRole[] = ['sla'];

describe('A process is ready for its roles', () => {
  it.each([
    ['event-store', 'away', API, 'not-ready'],
    ['event-store', 'unknown', API, 'not-ready'],
    ['event-store', 'away', SLA, 'not-ready'],
    ['read-store', 'away', API, 'degraded'],
    ['read-store', 'away', SLA, 'not-ready'],
    ['read-store', 'away', ['api', 'sla'], 'degraded'],
    ['disk', 'away', API, 'degraded'],
    ['disk', 'away', SLA, 'not-ready'],
    ['api-keys', 'refused', API, 'not-ready'],
    ['api-keys', 'unknown', API, 'degraded'],
    ['event-store-identity', 'refused', API, 'not-ready'],
    ['event-store-identity', 'refused', SLA, 'not-ready'],
    ['clock', 'refused', API, 'not-ready'],
    ['event-store', 'up', API, 'ready'],
  ] as const)('with %s %s, as %s: %s', (engine, state, roles, expected) =>
    expect(readinessOf([one(engine, state)], roles)).toBe(expected),
  );
});

describe("A host's clock", () => {
  const watch = (clockSkewMs: number) =>
    new ClockWatch({ health: { ...one('event-store', 'up'), facts: { clockSkewMs } } }).health;

  it('may differ from the store by less than a minute, and is named with what to do beyond', () => {
    expect(watch(59_000).state).toBe('up');
    expect(watch(-61_000)).toMatchObject({ state: 'refused', detail: expect.stringMatching(/61 s ahead of .*NTP/) });
    expect(watch(3_600_000)).toMatchObject({ state: 'refused', detail: expect.stringContaining('3600 s behind') });
  });
});

describe('The event store behind an address', () => {
  it('is refused once it is another one, with the way out, and taken again once it is the right one', async () => {
    let now: string | undefined = 'life-1';
    const identity = new StoreIdentity({ epoch: 'life-1', epochNow: async () => now });
    await identity.look();
    expect(identity.health.state).toBe('up');
    for (const other of ['life-2', undefined]) {
      now = other;
      await identity.look();
      expect(identity.health).toMatchObject({
        state: 'refused',
        detail: expect.stringMatching(/begun with life life-1.*Point it back/),
      });
    }
    now = 'life-1';
    await identity.look();
    expect(identity.health.state).toBe('up');
  });
});
