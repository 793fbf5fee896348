import { ms, type Recorded, replay } from '#kernel';
import { standardPolicy as policy } from '#policy/testing';
import {
  absorbed,
  asked,
  at,
  cancelled,
  changed,
  corrected,
  merged,
  opened,
  planned,
  reopened,
  replied,
  resolved,
  restored,
  resumed,
  triaged,
} from '../testing/ticket-history.fixture';
import { clocks } from './clocks';
import { explainClock, sayClock } from './explanation';
import { ticketTimeline } from './ticket-timeline';

// Which events, and which places of the policy, an explanation names.
// Monday, 16 March 2026; standard hours are 13:00 to 22:00 UTC.

describe('The explanation of a clock names', () => {
  const explained = (target: string, time: string, ...told: readonly Recorded[]) => {
    const history = told.map(({ event, stamp }, revision) => ({
      event,
      stamp: { ...stamp, revision, eventId: `e${revision}` },
    }));
    const found = clocks(replay(ticketTimeline, history), policy, ms(at(time))).findLast(
      (each) => each.target === target,
    );
    if (!found) throw new Error(`There is no clock ${target}.`);
    return explainClock(found, history, policy, ms(at(time)));
  };
  it('what it was done by', () => {
    const start = opened('13:00', 'P1');
    expect(explained('restore', '15:00', start, restored('14:00'))).toMatchObject({
      doneAt: at('14:00'),
      doneBy: { type: 'ServiceRestored', revision: 1 },
    });
    expect(explained('resolve', '15:00', start, resolved('14:00')).doneBy).toMatchObject({ type: 'TicketResolved' });
    expect(explained('respond', '15:00', start, absorbed('14:00', '13:05', '13:10'))).toMatchObject({
      doneAt: at('13:10'),
      doneBy: { type: 'MergeAbsorbed', revision: 1 },
    });
    const running = explained('resolve', '15:00', start);
    for (const key of ['doneAt', 'doneBy']) expect(running).not.toHaveProperty(key);
  });
  it('what it was begun by', () => {
    const start = opened('13:00', 'P1');
    expect(explained('update', '15:00', start, replied('13:30')).runsFromBy).toMatchObject({ type: 'ReplySent' });
    expect(explained('resolve', '15:00', start, resolved('13:30'), reopened('14:00')).runsFromBy).toMatchObject({
      type: 'TicketReopened',
    });
    expect(explained('resolve', '15:00', start, absorbed('14:00', '12:00')).runsFromBy).toMatchObject({
      type: 'MergeAbsorbed',
    });
    expect(explained('resolve', '15:00', opened('13:00', 'P1', null)).runsFromBy).toMatchObject({
      type: 'TicketOpened',
    });
  });
  it('what set its priority: the opening, triage, a change or a correction', () => {
    const start = opened('13:00', 'P3');
    expect(explained('resolve', '15:00', start).priorityBy).toMatchObject({ type: 'TicketOpened' });
    expect(explained('resolve', '15:00', start, triaged('13:10', 'P2')).priorityBy).toMatchObject({
      type: 'TicketTriaged',
    });
    expect(explained('resolve', '15:00', start, changed('13:10', 'P3', 'P1')).priorityBy).toMatchObject({
      type: 'PriorityChanged',
    });
    expect(explained('resolve', '15:00', start, corrected('13:10', 'P3', 'P1')).priorityBy).toMatchObject({
      type: 'PriorityCorrected',
    });
  });
  it('what ended it: a cancellation or a merge', () => {
    for (const [end, type] of [
      [cancelled('14:00'), 'TicketCancelled'],
      [merged('14:00'), 'TicketMerged'],
    ] as const) {
      const { stretches } = explained('resolve', '18:00', opened('13:00', 'P1'), end);
      expect(stretches).toMatchObject([{ to: at('14:00'), endedBy: { type } }]);
    }
  });
  it('where it is written what a stretch is', () => {
    const history = [opened('12:30', 'P3'), asked('14:00'), planned('14:30'), resumed('15:00')];
    expect(explained('resolve', '16:00', ...history).stretches).toMatchObject([
      { kind: 'closed', term: { clause: '2a', place: 'calendars.standard-hours' } },
      {
        kind: 'counted',
        term: { clause: '4', place: 'priorities.P3.resolve' },
        endedBy: { type: 'CustomerActionRequested' },
      },
      {
        kind: 'paused',
        term: { clause: '4', place: 'sla.pauseOn' },
        begunBy: { type: 'CustomerActionRequested' },
        endedBy: { type: 'TicketResumed' },
      },
      { kind: 'counted', term: { clause: '4', place: 'priorities.P3.resolve' }, begunBy: { type: 'TicketResumed' } },
    ]);
    expect(explained('resolve', '15:00', opened('13:00', 'P3'), planned('14:00')).stretches.at(-1)).toMatchObject({
      begunBy: { type: 'WorkScheduled' },
    });
  });
  it('and says so: done or not, due or not, with the hours where there are any', () => {
    const said = (...args: Parameters<typeof explained>) => sayClock(explained(...args), policy.zone);
    expect(said('respond', '14:00', opened('13:00', 'P1'), replied('13:20'))[0]).toBe(
      'respond, cycle 1: met, due Mon 16 Mar, 08:30 CDT, done Mon 16 Mar, 08:20 CDT (ReplySent, revision 1).',
    );
    expect(said('resolve', '14:00', opened('13:00', 'P3'), asked('13:30'))[0]).toBe('resolve, cycle 1: paused.');
    const running = said('respond', '13:10', opened('13:00', 'P1'));
    expect(running[0]).toBe('respond, cycle 1: running, due Mon 16 Mar, 08:30 CDT.');
    expect(running.at(-2)).toBe('10 min 0 s of 30 min 0 s are used up.');
  });
});
