import { iso, ms, type Recorded } from '#kernel';
import { standardPolicy as policy } from '#policy/testing';
import { brief, heard, observe, saidOf, say, stepsOf } from '../testing/deadline-process.fixture';
import {
  asked,
  at,
  cancelled,
  changed,
  corrected,
  noted,
  opened,
  reopened,
  replied,
  resolved,
  restored,
  resumed,
  triaged,
} from '../testing/ticket-history.fixture';
import { nextInstant } from './reconcile-clocks';
import { type SlaEvent, sla } from './sla';
import { ticketTimeline } from './ticket-timeline';

const night = opened('03:00', 'P1');

describe('The record of the clocks', () => {
  it('begins with the targets of the priority', () =>
    expect(saidOf([night], '03:00')).toStrictEqual([
      'respond set, due 03:30',
      'update set, due 04:00',
      'restore set, due 07:00',
      'resolve set, due 03:00',
    ]));

  it('warns at the parts of the time that the policy names, then breaches, once', () =>
    expect(saidOf([night], '12:00', 'respond')).toStrictEqual([
      'respond set, due 03:30',
      'respond warned at 50%, 03:15',
      'respond warned at 75%, 03:22',
      'respond warned at 90%, 03:27',
      'respond breached, due 03:30',
    ]));

  it('does not breach at the due instant, but a millisecond later', () => {
    expect(saidOf([night], '03:30', 'respond')).not.toContain('respond breached, due 03:30');
    expect(saidOf([night], '2026-03-16T03:30:00.001Z', 'respond')).toContain('respond breached, due 03:30');
  });

  it('says when it ran out and when that was seen', () =>
    expect(say(observe([night], '12:00')).find(({ type }) => type === 'TargetBreached')).toMatchObject({
      dueAt: at('03:30'),
      detectedAt: at('12:00'),
      backdated: false,
      ticketRevision: 0,
    }));

  it('meets a target that was answered, without a warning that was not due', () =>
    expect(saidOf([night, replied('03:20')], '12:00', 'respond')).toStrictEqual([
      'respond set, due 03:30',
      'respond warned at 50%, 03:15',
      'respond met at 03:20',
    ]));

  it('arms update anew with each reply', () =>
    expect(
      saidOf([night, replied('03:20'), replied('05:00')], '05:10', 'update').filter((line) => !line.includes('warned')),
    ).toStrictEqual([
      'update set, due 04:00',
      'update met at 03:20',
      'update set, due 04:20',
      'update breached, due 04:20',
      'update set, due 06:00',
    ]));
});

describe('A second look', () => {
  const history = [night, replied('03:20')];
  it('finds nothing new where nothing has happened', () => {
    const said = heard(say(observe(history, '06:00')));
    expect(say(observe(history, '06:00'), said)).toStrictEqual([]);
  });

  it('says, look by look, what one look would have said', () => {
    const looks = ['03:00', '03:15', '03:16', '03:29', '04:20', '04:21', '12:00'];
    let said = sla.initial;
    const events: SlaEvent[] = [];
    for (const until of looks) {
      const recordedBy = history.filter(({ stamp }) => stamp.recordedAt <= at(until));
      const newEvents = say(observe(recordedBy, until), said);
      events.push(...newEvents);
      said = heard(newEvents, said);
    }
    // Only when it was seen differs: each look has its own time.
    const seenAtOnce = (said: readonly SlaEvent[]) => said.map((event) => ({ ...event, detectedAt: 'whenever' }));
    expect(seenAtOnce(events)).toStrictEqual(seenAtOnce(say(observe(history, '12:00'))));
  });

  it('may begin at any step that was seen before', () => {
    const said = heard(say(observe(history.slice(0, 1), '03:05')));
    const { steps, ...rest } = observe(history, '06:00');
    const later = heard(say({ ...rest, until: ms(at('03:20')), steps }, said), said);
    expect(say({ ...rest, steps: steps.slice(1) }, later)).toStrictEqual(say({ ...rest, steps }, later));
    expect(say({ ...rest, steps: steps.slice(1) }, later).map(brief)).toContain('update breached, due 04:20');
  });
});

describe('A breach', () => {
  it('that a correction brings to light is one event, dated right, backdated, without warnings', () =>
    expect(saidOf([opened('03:00', 'P3'), corrected('14:00', 'P3', 'P1')], '14:00', 'respond')).toStrictEqual([
      'respond set, due 21:00',
      'respond set, due 03:30',
      'respond breached, due 03:30, backdated',
    ]));

  it('that never was is withdrawn, naming the event that says so, and never deleted', () =>
    expect(saidOf([night, triaged('08:00', 'P3')], '08:00', 'respond').slice(-3)).toStrictEqual([
      'respond breached, due 03:30',
      'respond withdrawn, due 03:30, because of e1',
      'respond set, due 21:00',
    ]));

  it('is withdrawn by an answer that was given in time and written down late', () =>
    expect(saidOf([night, replied('05:00', '03:25')], '05:00', 'respond').slice(-3)).toStrictEqual([
      'respond breached, due 03:30',
      'respond withdrawn, due 03:30, because of e1',
      'respond met at 03:25',
    ]));

  it('stays where the answer came too late, and is not said twice', () =>
    expect(
      saidOf([night, replied('05:00')], '12:00', 'respond').filter((line) => line.includes('breached')),
    ).toStrictEqual(['respond breached, due 03:30']));

  it('stays where something was recorded shortly before it was seen, and is heard of only then', () => {
    const note = noted('03:29');
    const seenFirst = heard(say(observe([night], '03:31')));
    expect(say(observe([night, note], '03:31'), seenFirst)).toStrictEqual([]);
  });

  it('of a target that the ticket never had is withdrawn, and the target cancelled', () =>
    expect(saidOf([night, triaged('08:00', 'P3')], '08:00', 'restore').slice(-3)).toStrictEqual([
      'restore breached, due 07:00',
      'restore withdrawn, due 07:00, because of e1',
      'restore cancelled',
    ]));

  it('moves by a withdrawal and another breach', () =>
    expect(saidOf([opened('13:00', 'P2'), corrected('16:00', 'P2', 'P1')], '16:00', 'respond').slice(-4)).toStrictEqual(
      [
        'respond breached, due 15:00',
        'respond withdrawn, due 15:00, because of e1',
        'respond set, due 13:30',
        'respond breached, due 13:30, backdated',
      ],
    ));
});

describe('A target', () => {
  it('is paused and resumed, due later by the pause', () =>
    expect(saidOf([night, asked('03:10'), resumed('03:40')], '03:40', 'restore')).toStrictEqual([
      'restore set, due 07:00',
      'restore paused at 03:10',
      'restore resumed, due 07:30',
    ]));

  it('is paused from when it was, each time', () =>
    expect(
      saidOf([night, asked('03:10'), resumed('03:40'), asked('04:30', '04:20')], '04:30', 'restore').slice(3),
    ).toStrictEqual(['restore paused at 04:20']));

  it('is not warned of in a pause, and after it at its new instants', () =>
    expect(saidOf([night, asked('03:10'), resumed('08:00')], '10:00', 'restore').slice(2)).toStrictEqual([
      'restore resumed, due 11:50',
      'restore warned at 50%, 09:50',
    ]));

  it('is set anew by a change of the priority', () =>
    expect(saidOf([opened('13:00', 'P2'), changed('14:00', 'P2', 'P1')], '14:00', 'respond')).toStrictEqual([
      'respond set, due 15:00',
      'respond set, due 14:30',
    ]));

  it('that a correction brings back is set again', () =>
    expect(saidOf([night, triaged('03:10', 'P4'), corrected('03:20', 'P4', 'P1')], '03:20', 'restore')).toStrictEqual([
      'restore set, due 07:00',
      'restore cancelled',
      'restore set, due 07:00',
    ]));

  it('is cancelled with its ticket', () =>
    expect(saidOf([night, cancelled('03:10')], '12:00')).toStrictEqual([
      'respond set, due 03:30',
      'update set, due 04:00',
      'restore set, due 07:00',
      'resolve set, due 03:00',
      'respond cancelled',
      'update cancelled',
      'restore cancelled',
      'resolve cancelled',
    ]));

  it('of a later cycle has a clock of its own', () =>
    expect(saidOf([night, resolved('03:10'), reopened('09:00')], '09:00', 'restore')).toStrictEqual([
      'restore set, due 07:00',
      'restore met at 03:10',
      'restore of cycle 2 set, due 13:00',
    ]));
});

describe('The next instant to look', () => {
  const next = (history: readonly Recorded[], after: string) => {
    const said = heard(say(observe(history, after)));
    const instant = nextInstant(
      stepsOf(history).at(-1)?.timeline ?? ticketTimeline.initial,
      policy,
      said.clocks,
      ms(at(after)),
    );
    return instant === undefined ? 'never' : iso(instant);
  };
  it('is the first warning that is still to come', () => expect(next([night], '03:00')).toBe(at('03:15')));
  it('is the one after it once that was said', () => expect(next([night], '03:15')).toBe('2026-03-16T03:22:30.000Z'));
  it('is a millisecond after a due instant', () => expect(next([night], '03:30')).toBe('2026-03-16T03:30:00.001Z'));
  it('does not come while everything is paused or done', () => {
    expect(next([night, replied('03:05'), asked('03:10')], '03:10')).toBe('never');
    expect(next([night, resolved('03:05')], '03:10')).toBe('never');
    expect(next([night, cancelled('03:05')], '03:10')).toBe('never');
  });
  it('does not come for a breach that was said', () => expect(next([night], '2026-03-17T03:00:00.001Z')).toBe('never'));
});

describe('A restoration', () => {
  it('counts for the cycle in which it was written down, though the next one begins at that instant', () => {
    const history = [night, restored('05:00'), resolved('05:00'), reopened('05:00')];
    expect(saidOf(history, '05:30', 'restore')).toContain('restore of cycle 2 set, due 09:00');
    expect(saidOf(history, '05:30', 'restore').join()).not.toContain('restore of cycle 2 met');
  });
});
