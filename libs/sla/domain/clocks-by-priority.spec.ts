import { policyWith } from '#policy/testing';
import {
  changed,
  clocksAt,
  corrected,
  opened,
  reopened,
  replied,
  resolved,
  restored,
  triaged,
} from '../testing/ticket-history.fixture';

// Monday, 16 March 2026; standard hours are 13:00 to 22:00 UTC.
describe('A higher priority', () => {
  it('gives the earlier of the old due instant and the change with the new minutes', () => {
    expect(clocksAt('14:00', [opened('13:00', 'P2'), changed('14:00', 'P2', 'P1')])).toMatchObject({
      respond: 'running, due 03-16T14:30',
      restore: 'running, due 03-16T18:00',
    });
    expect(clocksAt('14:45', [opened('13:00', 'P2'), changed('14:45', 'P2', 'P1')]).respond).toBe(
      'running, due 03-16T15:00',
    );
  });
  it('comes too late for what was met at that very instant', () =>
    expect(clocksAt('15:00', [opened('13:00', 'P2'), replied('14:00'), changed('14:00', 'P2', 'P1')]).respond).toBe(
      'met, due 03-16T15:00',
    ));
  it('brings a target along that there was not, from the change on', () =>
    expect(clocksAt('14:00', [opened('13:00', 'P3'), changed('14:00', 'P3', 'P1')]).restore).toBe(
      'running, due 03-16T18:00',
    ));
  it('brings none along that was reached already', () =>
    expect(
      clocksAt('14:00', [opened('13:00', 'P3'), restored('13:30'), changed('14:00', 'P3', 'P1')]),
    ).not.toHaveProperty('restore'));
});

describe('A lower priority', () => {
  it('gives the later of the old due instant and the start with the new minutes, on the new calendar', () =>
    expect(clocksAt('13:10', [opened('13:00', 'P1'), changed('13:10', 'P1', 'P2')])).toMatchObject({
      respond: 'running, due 03-16T15:00',
      restore: 'running, due 03-16T22:00',
      resolve: 'running, due 03-18T22:00',
    }));
  it('keeps the old one where that is later', () =>
    expect(
      clocksAt(
        '04:00',
        [opened('03:00', 'P2', '03:00'), changed('03:10', 'P2', 'P3')],
        policyWith({ priorities: { P3: { respond: 30 } } }),
      ).respond,
    ).toBe('running, due 03-16T15:00'));
  it('takes a target away that it does not have', () =>
    expect(clocksAt('05:00', [opened('03:00', 'P1'), changed('04:00', 'P1', 'P3')])).not.toHaveProperty('restore'));
  it('leaves a breach that has happened', () =>
    expect(clocksAt('09:00', [opened('03:00', 'P1'), changed('03:31', 'P1', 'P4')]).respond).toBe(
      'breached, due 03-16T03:30',
    ));
  it('at the due instant itself comes before the breach', () =>
    expect(clocksAt('09:00', [opened('03:00', 'P1'), changed('03:30', 'P1', 'P2')]).respond).toBe(
      'running, due 03-16T15:00',
    ));
  it('leaves what was met', () =>
    expect(clocksAt('09:00', [opened('03:00', 'P1'), replied('03:10'), changed('03:20', 'P1', 'P4')]).respond).toBe(
      'met, due 03-16T03:30',
    ));
});

describe('What a priority always was', () => {
  it('counts from the opening: a voicemail that was triaged down is not late', () =>
    expect(clocksAt('09:00', [opened('03:00', 'P1'), triaged('08:00', 'P3')]).respond).toBe(
      'running, due 03-16T21:00',
    ));
  it('makes late what was not', () =>
    expect(clocksAt('15:00', [opened('03:00', 'P3'), corrected('14:00', 'P3', 'P1')]).respond).toBe(
      'breached, due 03-16T03:30',
    ));
  it('wipes out the changes before it, and later ones hold', () =>
    expect(
      clocksAt('15:00', [
        opened('13:00', 'P3'),
        changed('13:10', 'P3', 'P1'),
        corrected('13:20', 'P1', 'P4'),
        changed('13:30', 'P4', 'P2'),
      ]).respond,
    ).toBe('running, due 03-16T15:30'));
  it('holds in later cycles too', () =>
    expect(
      clocksAt('15:00', [opened('03:00', 'P1'), resolved('03:10'), reopened('13:00'), corrected('13:20', 'P1', 'P2')])
        .restore,
    ).toBe('running, due 03-16T22:00'));
});

describe('A reopened ticket', () => {
  it('runs by the priority of the reopening, not by that of its opening', () =>
    expect(
      clocksAt('13:10', [opened('03:00', 'P3'), changed('03:10', 'P3', 'P1'), resolved('03:20'), reopened('13:00')]),
    ).toMatchObject({
      restore: 'running, due 03-16T17:00',
      resolve: 'running, due 03-17T13:00',
    }));
});
