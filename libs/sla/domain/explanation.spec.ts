import fc from 'fast-check';
import { ms, type Recorded, replay } from '#kernel';
import { standardPolicy as policy } from '#policy/testing';
import { asked, at, changed, opened, replied, resolved, resumed, triaged } from '../testing/ticket-history.fixture';
import { clocks, type Target } from './clocks';
import { type ClockExplanation, explainClock, sayClock } from './explanation';
import { ticketTimeline } from './ticket-timeline';

const numbered = (history: readonly Recorded[]) =>
  history.map(({ event, stamp }, revision) => ({ event, stamp: { ...stamp, revision, eventId: `e${revision}` } }));
const explainedAll = (time: string, told: readonly Recorded[]): readonly ClockExplanation[] => {
  const history = numbered(told);
  const now = ms(at(time));
  return clocks(replay(ticketTimeline, history), policy, now).map((clock) => explainClock(clock, history, policy, now));
};
const explained = (target: Target, time: string, told: readonly Recorded[]): ClockExplanation => {
  const found = explainedAll(time, told).findLast((each) => each.target === target);
  if (!found) throw new Error(`There is no clock ${target}.`);
  return found;
};

// Monday, 16 March 2026; standard hours are 13:00 to 22:00 UTC.
describe('The explanation of a clock', () => {
  it('can be read out: what counted, what was paused, what was closed, and by which events', () =>
    expect(
      sayClock(
        explained('resolve', '2026-03-17T15:00:00.000Z', [
          opened('12:00', 'P3'),
          triaged('12:05', 'P2'),
          asked('14:00'),
          resumed('15:30'),
        ]),
        policy.zone,
      ),
    ).toStrictEqual([
      'resolve, cycle 1: running, due Thu 19 Mar, 09:30 CDT.',
      '1620 minutes on calendar standard-hours from Mon 16 Mar, 07:00 CDT (TicketOpened, revision 0), because the priority is P2 (TicketTriaged, revision 1).',
      'Mon 16 Mar, 07:00 CDT to Mon 16 Mar, 08:00 CDT: not counted, outside the hours of the calendar, 1 h 0 min 0 s.',
      'Mon 16 Mar, 08:00 CDT to Mon 16 Mar, 09:00 CDT (CustomerActionRequested, revision 2): counted, 1 h 0 min 0 s.',
      'Mon 16 Mar, 09:00 CDT (CustomerActionRequested, revision 2) to Mon 16 Mar, 10:30 CDT (TicketResumed, revision 3): paused, 1 h 30 min 0 s.',
      'Mon 16 Mar, 10:30 CDT (TicketResumed, revision 3) to Mon 16 Mar, 17:00 CDT: counted, 6 h 30 min 0 s.',
      'Mon 16 Mar, 17:00 CDT to Tue 17 Mar, 08:00 CDT: not counted, outside the hours of the calendar, 15 h 0 min 0 s.',
      'Tue 17 Mar, 08:00 CDT to Tue 17 Mar, 10:00 CDT: counted, 2 h 0 min 0 s.',
      '9 h 30 min 0 s of 27 h 0 min 0 s are used up.',
      'Clause 4 of policy standard-support, version 1: priorities.P2.resolve.',
    ]));

  it('names the answer that met it, and the terms of each stretch', () =>
    expect(explained('respond', '16:00', [opened('03:00', 'P1'), replied('03:20')])).toMatchObject({
      state: 'met',
      doneBy: { type: 'ReplySent', revision: 1, eventId: 'e1' },
      countedSeconds: 1200,
      stretches: [{ kind: 'counted', endedBy: { revision: 1 }, term: { clause: '4', place: 'priorities.P1.respond' } }],
    }));

  it('tells which change of priority set the minutes that decide', () => {
    const upgraded = explained('respond', '14:10', [opened('13:00', 'P3'), changed('14:00', 'P3', 'P1')]);
    expect(upgraded).toMatchObject({
      minutes: 30,
      runsFrom: at('14:00'),
      runsFromBy: { type: 'PriorityChanged', revision: 1 },
      dueAt: at('14:30'),
    });
    const downgraded = explained('respond', '13:10', [opened('13:00', 'P1'), changed('13:10', 'P1', 'P2')]);
    expect(downgraded).toMatchObject({ minutes: 120, runsFrom: at('13:00'), runsFromBy: { type: 'TicketOpened' } });
  });

  it('uses up exactly the minutes at the due instant, and no more after it', () => {
    const late = explained('respond', '2026-03-20T16:00:00.000Z', [opened('21:30', 'P2')]);
    expect(late).toMatchObject({ state: 'breached', countedSeconds: 7_200 });
    expect(late.stretches.at(-1)?.to).toBe(late.dueAt);
  });

  it('ends a pause that nobody ended at the instant of asking', () =>
    expect(explained('resolve', '16:00', [opened('13:00', 'P3'), asked('14:00')])).toMatchObject({
      state: 'paused',
      countedSeconds: 3_600,
      stretches: [{ kind: 'counted' }, { kind: 'paused', to: at('16:00') }],
    }));

  it('leaves no gap between its stretches, whatever happened and whenever it is asked for', () => {
    const minute = (n: number) => new Date(ms(at('00:00')) + n * 60_000).toISOString();
    const someMinutes = fc.uniqueArray(fc.integer({ min: 1, max: 5_000 }), { minLength: 5, maxLength: 5 });
    fc.assert(
      fc.property(someMinutes, fc.constantFrom('P1', 'P2', 'P3', 'P4'), (minutes, priority) => {
        const [ask, go, answer, end, now] = minutes.toSorted((a, b) => a - b).map(minute) as [
          string,
          string,
          string,
          string,
          string,
        ];
        const told = [opened('00:00', priority), asked(ask), resumed(go), replied(answer), resolved(end)];
        for (const { runsFrom, stretches, countedSeconds, minutes: budget, state, dueAt } of explainedAll(now, told)) {
          for (const [index, { from, seconds }] of stretches.entries()) {
            expect(from).toBe(index === 0 ? runsFrom : stretches[index - 1]?.to);
            expect(seconds).toBeGreaterThan(0);
          }
          expect(countedSeconds).toBeLessThanOrEqual(budget * 60);
          if (state === 'breached') expect([countedSeconds, stretches.at(-1)?.to]).toStrictEqual([budget * 60, dueAt]);
        }
      }),
    );
  });
});
