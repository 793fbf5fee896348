import { EngineMonitor } from './engine-monitor';

const watched = () => {
  const lines: string[] = [];
  let now = Date.parse('2026-03-14T08:00:00.000Z');
  const add = (fields: object, msg: string) => lines.push(`${msg} ${JSON.stringify(fields)}`);
  const monitor = new EngineMonitor('event-store', { now: () => now, log: { info: add, warn: add } });
  return { monitor, lines, wait: (ms: number) => (now += ms) };
};

describe('An engine that is watched', () => {
  it('is unknown until the first exchange, and says nothing of a good start', () => {
    const { monitor, lines } = watched();
    expect(monitor.health).toStrictEqual({
      engine: 'event-store',
      state: 'unknown',
      since: '2026-03-14T08:00:00.000Z',
    });
    monitor.answered();
    expect(monitor.health.state).toBe('up');
    expect(lines).toStrictEqual([]);
  });

  it('says one line when it goes and one when it is back, however often it fails meanwhile', () => {
    const { monitor, lines, wait } = watched();
    monitor.answered();
    for (let n = 0; n < 50; n++) {
      monitor.failed(`failure ${n}`);
      wait(400);
    }
    expect(monitor.health).toMatchObject({ state: 'away', since: '2026-03-14T08:00:00.000Z', detail: 'failure 49' });
    monitor.answered();
    expect(lines).toStrictEqual([
      'event-store is away; trying until it is back {"engine":"event-store","error":"failure 0"}',
      'event-store is back {"engine":"event-store","awayMs":20000,"since":"2026-03-14T08:00:00.000Z","failures":50}',
    ]);
    expect(monitor.health).toStrictEqual({ engine: 'event-store', state: 'up', since: '2026-03-14T08:00:20.000Z' });
  });

  it('tells being away from being turned away, and shows what is known besides', () => {
    const { monitor, lines } = watched();
    monitor.note('version', '24.6.0');
    monitor.failed('no answer');
    monitor.failed('the password is wrong', 'refused');
    expect(monitor.health).toMatchObject({
      state: 'refused',
      detail: 'the password is wrong',
      facts: { version: '24.6.0' },
    });
    expect(lines[1]).toMatch(/^event-store turns this server away/);
  });
});
