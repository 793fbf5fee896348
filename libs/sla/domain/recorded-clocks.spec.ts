import { decide, ms, type Recorded, replay } from '#kernel';
import { by, recorded } from '#kernel/given';
import { standardPolicy as policy } from '#policy/testing';
import { observe, stepsOf } from '../testing/deadline-process.fixture';
import { asked, at, cancelled, opened, replied } from '../testing/ticket-history.fixture';
import { nextInstant } from './reconcile-clocks';
import { type SlaEvent, sla } from './sla';
import { ticketTimeline } from './ticket-timeline';

// What is recorded of a clock, and when there is something more to record.
// Monday, 16 March 2026; standard hours are 13:00 to 22:00 UTC.

describe('What is recorded of a clock', () => {
  const name = { target: 'resolve', cycle: 1, armedAt: at('09:00'), ticketRevision: 3 } as const;
  const after = (...events: readonly SlaEvent[]) =>
    replay(
      sla,
      events.map((event) => recorded(event)),
    ).clocks.get('resolve/1');
  const set: SlaEvent = { type: 'TargetSet', ...name, dueAt: at('21:00'), priority: 'P1', policyVersion: 1 };
  const { ticketRevision: _, ...clock } = name;
  const known = { name: clock, dueAt: at('21:00'), warned: [] };
  it.each<[string, readonly SlaEvent[], object]>([
    ['set', [set], { state: 'running', ...known }],
    [
      'set again after it was cancelled',
      [set, { type: 'TargetCancelled', ...name }, set],
      { state: 'running', ...known },
    ],
    ['paused', [set, { type: 'TargetPaused', ...name, pausedAt: at('10:00') }], { state: 'paused', ...known }],
    [
      'resumed',
      [
        set,
        { type: 'TargetPaused', ...name, pausedAt: at('10:00') },
        { type: 'TargetResumed', ...name, dueAt: at('22:00') },
      ],
      { state: 'running', ...known, dueAt: at('22:00') },
    ],
    [
      'withdrawn',
      [
        { type: 'TargetBreached', ...name, dueAt: at('21:00'), detectedAt: at('21:00'), backdated: false },
        { type: 'SlaBreachWithdrawn', ...name, dueAt: at('21:00'), because: 'e4' },
      ],
      { state: 'running', ...known },
    ],
    ['met', [set, { type: 'TargetMet', ...name, metAt: at('20:00'), dueAt: at('21:00') }], { state: 'met', ...known }],
    [
      'first heard of by its end',
      [{ type: 'TargetCancelled', ...name }],
      { state: 'cancelled', name: clock, warned: [] },
    ],
    [
      'warned twice',
      [
        set,
        { type: 'TargetWarned', ...name, percent: 50, warnedAt: at('15:00'), dueAt: at('21:00') },
        { type: 'TargetWarned', ...name, percent: 75, warnedAt: at('18:00'), dueAt: at('21:00') },
      ],
      { state: 'running', ...known, warned: [50, 75] },
    ],
    [
      'warned before it was set',
      [{ type: 'TargetWarned', ...name, percent: 50, warnedAt: at('15:00'), dueAt: at('21:00') }],
      { state: 'running', name: clock, warned: [50] },
    ],
  ])('%s', (_title, events, expected) => expect(after(...events)).toStrictEqual(expected));
  it('is nothing before the first', () => expect(sla.initial).toStrictEqual({ ticketRevision: -1, clocks: new Map() }));
});

describe('The next instant at which there is something to record', () => {
  const nextAfter = (history: readonly Recorded[], until: string) => {
    const command = observe(history, until);
    const events = decide(sla, command, sla.initial, by('sla-deadlines', at(until)));
    const { clocks: said } = replay(
      sla,
      events.map((event) => recorded(event)),
    );
    const found = nextInstant(stepsOf(history).at(-1)?.timeline ?? ticketTimeline.initial, policy, said, ms(at(until)));
    return found === undefined ? undefined : new Date(found).toISOString().slice(11, -1);
  };
  it('is the first warning or due instant of any clock, and none twice', () => {
    const outage = [opened('00:00', 'P1')];
    expect(nextAfter(outage, '00:10')).toBe('00:15:00.000');
    expect(nextAfter(outage, '00:15')).toBe('00:22:30.000');
    expect(nextAfter(outage, '00:28')).toBe('00:30:00.000');
    expect(nextAfter(outage, '00:30')).toBe('00:30:00.001');
    // Respond and its warnings are over; the update is warned of at 90 %.
    expect(nextAfter(outage, '00:50')).toBe('00:54:00.000');
  });
  it('is none where nothing runs', () => {
    expect(nextAfter([opened('00:00', 'P1'), cancelled('00:05')], '00:10')).toBeUndefined();
    expect(nextAfter([opened('00:00', 'P4'), replied('00:01'), asked('00:05')], '00:10')).toBeUndefined();
  });
});
