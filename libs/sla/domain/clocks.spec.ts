import { policyWith } from '#policy/testing';
import {
  absorbed,
  armings,
  asked,
  cancelled,
  changed,
  clocksAt,
  merged,
  opened,
  planned,
  referred,
  reopened,
  replied,
  resolved,
  restored,
  resumed,
} from '../testing/ticket-history.fixture';

// Monday, 16 March 2026; standard hours are 13:00 to 22:00 UTC.
describe('Respond', () => {
  it('is due half an hour after the contact about a P1, day or night', () =>
    expect(clocksAt('03:00', [opened('03:00', 'P1')]).respond).toBe('running, due 03-16T03:30'));
  it('runs from the contact, however late the ticket was opened', () =>
    expect(clocksAt('03:00', [opened('03:00', 'P1', '02:50')]).respond).toBe('running, due 03-16T03:20'));
  it('runs from the opening where nobody contacted us', () =>
    expect(clocksAt('03:00', [opened('03:00', 'P1', null)]).respond).toBe('running, due 03-16T03:30'));
  it('counts business minutes for a P2', () =>
    expect(clocksAt('03:00', [opened('03:00', 'P2')]).respond).toBe('running, due 03-16T15:00'));
  it('is met by an answer at the due instant, and breached by one a millisecond later', () => {
    expect(clocksAt('04:00', [opened('03:00', 'P1'), replied('03:30')]).respond).toBe('met, due 03-16T03:30');
    expect(clocksAt('04:00', [opened('03:00', 'P1'), replied('2026-03-16T03:30:00.001Z')]).respond).toBe(
      'breached, due 03-16T03:30',
    );
  });
  it('runs out after its due instant and not at it', () => {
    expect(clocksAt('03:30', [opened('03:00', 'P1')]).respond).toBe('running, due 03-16T03:30');
    expect(clocksAt('2026-03-16T03:30:00.001Z', [opened('03:00', 'P1')]).respond).toBe('breached, due 03-16T03:30');
  });
  it('is met by an answer that is written down later', () =>
    expect(clocksAt('05:00', [opened('03:00', 'P1'), replied('04:30', '03:20')]).respond).toBe('met, due 03-16T03:30'));
  it('is met by a resolution too', () =>
    expect(clocksAt('04:00', [opened('03:00', 'P1'), resolved('03:20')]).respond).toBe('met, due 03-16T03:30'));
  it('is met by the first answer, whatever comes later', () =>
    expect(clocksAt('06:00', [opened('03:00', 'P1'), replied('05:00'), replied('05:10', '03:20')]).respond).toBe(
      'met, due 03-16T03:30',
    ));
  it('does not stop while the customer is awaited', () =>
    expect(clocksAt('03:20', [opened('03:00', 'P1'), asked('03:10')]).respond).toBe('running, due 03-16T03:30'));
  it('is met once for all cycles', () => {
    const again = [opened('03:00', 'P1'), replied('03:10'), resolved('03:20'), reopened('09:00')];
    expect(armings('respond', '12:00', again)).toStrictEqual(['met, due 03-16T03:30']);
  });
});

describe('Update', () => {
  it('is armed anew by each public reply, and each arming can breach once', () =>
    expect(
      armings('update', '06:30', [opened('03:00', 'P1'), replied('03:30'), replied('05:00'), replied('05:30')]),
    ).toStrictEqual([
      'met, due 03-16T04:00',
      'breached, due 03-16T04:30',
      'met, due 03-16T06:00',
      'running, due 03-16T06:30',
    ]));
  it('is armed once by two replies of one instant', () =>
    expect(armings('update', '03:30', [opened('03:00', 'P1'), replied('03:30'), replied('03:30')])).toHaveLength(2));
  it('is armed in the order in which the replies were given, not in that in which they were written down', () =>
    expect(
      armings('update', '05:20', [opened('03:00', 'P1'), replied('05:00'), replied('05:10', '03:30')]),
    ).toStrictEqual(['met, due 03-16T04:00', 'breached, due 03-16T04:30', 'running, due 03-16T06:00']));
  it('is armed by the replies of its cycle', () =>
    expect(
      armings('update', '09:40', [
        opened('03:00', 'P1'),
        replied('03:30'),
        resolved('03:50'),
        reopened('09:00'),
        replied('09:30'),
      ]),
    ).toStrictEqual([
      'met, due 03-16T04:00',
      'met, due 03-16T04:30',
      'met, due 03-16T10:00',
      'running, due 03-16T10:30',
    ]));
  it('is not set anew by a change that came before it was armed', () =>
    expect(
      armings('update', '13:40', [opened('13:00', 'P2'), changed('13:10', 'P2', 'P1'), replied('13:30')]),
    ).toStrictEqual(['met, due 03-16T14:10', 'running, due 03-16T14:30']));
  it('is not armed by a reply that comes with the beginning or with the resolution', () => {
    const told = [opened('03:00', 'P1'), replied('03:00'), replied('03:50'), resolved('03:50')];
    expect(armings('update', '12:00', told)).toStrictEqual(['met, due 03-16T04:00']);
  });
  it('ends with the resolution', () =>
    expect(armings('update', '12:00', [opened('03:00', 'P1'), resolved('03:50')])).toStrictEqual([
      'met, due 03-16T04:00',
    ]));
  it('begins again with a reopening', () =>
    expect(armings('update', '09:10', [opened('03:00', 'P1'), resolved('03:50'), reopened('09:00')])).toStrictEqual([
      'met, due 03-16T04:00',
      'running, due 03-16T10:00',
    ]));
  it('stands still in a pause', () => {
    const paused = [opened('03:00', 'P1'), asked('03:30')];
    expect(clocksAt('05:00', paused).update).toBe('paused');
    expect(clocksAt('05:00', [...paused, resumed('04:30')]).update).toBe('running, due 03-16T05:00');
  });
  it('is set by the priority when it was armed', () =>
    expect(
      armings('update', '16:00', [
        opened('13:00', 'P1'),
        replied('13:30'),
        changed('13:40', 'P1', 'P2'),
        replied('14:00'),
      ]),
    ).toStrictEqual(['met, due 03-16T14:00', 'met, due 03-16T17:30', 'running, due 03-16T18:00']));
});

describe('Restore', () => {
  it('is met by a restoration, and resolve runs on', () =>
    expect(clocksAt('07:00', [opened('03:00', 'P1'), restored('06:00')])).toMatchObject({
      restore: 'met, due 03-16T07:00',
      resolve: 'running, due 03-17T03:00',
    }));
  it('is met by a resolution', () =>
    expect(clocksAt('07:00', [opened('03:00', 'P1'), resolved('06:00')]).restore).toBe('met, due 03-16T07:00'));
  it('is met by the first of several restorations', () =>
    expect(clocksAt('09:00', [opened('03:00', 'P1'), restored('08:00'), restored('08:30', '06:00')]).restore).toBe(
      'met, due 03-16T07:00',
    ));
  it('is met in the cycle in which it happened, if it is written down in a later one', () =>
    expect(
      armings('restore', '10:00', [
        opened('03:00', 'P1'),
        resolved('08:00'),
        reopened('09:00'),
        restored('09:30', '06:30', 2),
      ]),
    ).toStrictEqual(['met, due 03-16T07:00', 'running, due 03-16T13:00']));
  it('is no target of a P3', () => expect(clocksAt('03:00', [opened('03:00', 'P3')])).not.toHaveProperty('restore'));
  it('begins anew with a reopening', () =>
    expect(armings('restore', '10:00', [opened('03:00', 'P1'), resolved('06:00'), reopened('09:00')])).toStrictEqual([
      'met, due 03-16T07:00',
      'running, due 03-16T13:00',
    ]));
});

describe('A pause', () => {
  const night = opened('03:00', 'P1');
  it('stops restore and resolve, and hides when they are due', () =>
    expect(clocksAt('05:00', [night, asked('04:00')])).toMatchObject({ restore: 'paused', resolve: 'paused' }));
  it('may come again', () => {
    const twice = [night, asked('04:00'), resumed('04:30'), asked('05:00')];
    expect(clocksAt('05:30', twice).restore).toBe('paused');
    expect(clocksAt('06:00', [...twice, resumed('05:45')]).restore).toBe('running, due 03-16T08:15');
  });
  it('makes them due later by what it lasted', () =>
    expect(clocksAt('05:00', [night, asked('04:00'), resumed('04:45')])).toMatchObject({
      restore: 'running, due 03-16T07:45',
      resolve: 'running, due 03-17T03:45',
    }));
  it('may be one for an appointment', () =>
    expect(clocksAt('05:00', [night, planned('04:00'), resumed('04:45')]).restore).toBe('running, due 03-16T07:45'));
  it('is none for a third party, unless the contract says so', () => {
    const referral = [night, referred('04:00'), resumed('04:45')];
    expect(clocksAt('05:00', referral).restore).toBe('running, due 03-16T07:00');
    const generous = policyWith({ sla: { pauseOn: ['awaiting_third_party'] } });
    expect(clocksAt('05:00', referral, generous).restore).toBe('running, due 03-16T07:45');
    expect(clocksAt('05:00', [night, asked('04:00'), resumed('04:45')], generous).restore).toBe(
      'running, due 03-16T07:00',
    );
  });
  it('goes on where one wait follows another', () =>
    expect(clocksAt('06:00', [night, asked('04:00'), planned('04:30'), resumed('05:00')]).restore).toBe(
      'running, due 03-16T08:00',
    ));
  it('ends where a wait that pauses is followed by one that does not', () =>
    expect(clocksAt('06:00', [night, asked('04:00'), referred('04:30')]).restore).toBe('running, due 03-16T07:30'));
  it('costs nothing while the calendar is closed', () =>
    expect(clocksAt('21:30', [opened('21:00', 'P2'), asked('22:00'), resumed('2026-03-17T12:00:00Z')]).restore).toBe(
      'running, due 03-17T21:00',
    ));
  it('does not undo a breach that came before it', () =>
    expect(clocksAt('09:00', [night, asked('07:30')]).restore).toBe('breached, due 03-16T07:00'));
  it('ends with the resolution that came in it', () =>
    expect(clocksAt('12:00', [night, asked('04:00'), resolved('09:00')]).restore).toBe('met, due 03-16T12:00'));
});

describe('The end of a ticket', () => {
  it.each([
    ['cancelled', cancelled],
    ['merged', merged],
  ] as const)('that is %s cancels what is neither met nor past due', (_how, ended) => {
    const history = [opened('03:00', 'P1'), restored('03:10'), ended('03:45')];
    expect(clocksAt('12:00', history)).toStrictEqual({
      respond: 'breached, due 03-16T03:30',
      update: 'cancelled',
      restore: 'met, due 03-16T07:00',
      resolve: 'cancelled',
    });
  });
  it('at the due instant comes before the breach', () =>
    expect(clocksAt('12:00', [opened('03:00', 'P1'), cancelled('03:30')]).respond).toBe('cancelled'));
});

describe('A ticket that took over another one', () => {
  it('runs from the first contact of both', () =>
    expect(clocksAt('03:20', [opened('03:00', 'P1'), absorbed('03:10', '02:45')])).toMatchObject({
      respond: 'breached, due 03-16T03:15',
      restore: 'running, due 03-16T06:45',
    }));
  it('runs from its own where that is the earlier one', () =>
    expect(clocksAt('03:20', [opened('03:00', 'P1'), absorbed('03:10', '03:05')]).respond).toBe(
      'running, due 03-16T03:30',
    ));
  it('was answered where the other one was', () =>
    expect(clocksAt('05:00', [opened('03:00', 'P1'), absorbed('04:00', '02:45', '03:05')])).toMatchObject({
      respond: 'met, due 03-16T03:15',
      update: 'breached, due 03-16T04:05',
    }));
});
