import { type Recorded } from '#kernel';
import { standardPolicy as policy, policyWith } from '#policy/testing';
import {
  armings,
  asked,
  changed,
  clocksAt,
  opened,
  planned,
  referred,
  replied,
  restored,
  resumed,
} from '../testing/ticket-history.fixture';
import { clocks } from './clocks';
import { ticketTimeline } from './ticket-timeline';

// Updates, targets that come and go, and pauses, where one thing follows another.
// Monday, 16 March 2026; standard hours are 13:00 to 22:00 UTC.

describe('An update', () => {
  it('is due by the priority at its arming, and by what came after it', () => {
    const upgrade = changed('13:45', 'P3', 'P1');
    expect(armings('update', '14:00', [opened('13:00', 'P3'), replied('13:30'), upgrade])).toStrictEqual([
      'met, due 03-16T22:00',
      'running, due 03-16T14:45',
    ]);
    expect(
      armings('update', '14:00', [opened('13:00', 'P3'), changed('13:15', 'P3', 'P1'), replied('13:30')]),
    ).toStrictEqual(['met, due 03-16T14:15', 'running, due 03-16T14:30']);
  });
  it('keeps what an earlier priority gave it where the ticket is downgraded', () =>
    expect(
      armings('update', '14:00', [opened('13:00', 'P1'), replied('13:30'), changed('13:45', 'P1', 'P2')]),
    ).toStrictEqual(['met, due 03-16T14:00', 'running, due 03-16T17:30']));
});

describe('A target that a priority lacks', () => {
  it('disappears with it, comes with it, and stays as it is where neither says otherwise', () => {
    const changes = (...to: readonly ('P1' | 'P2' | 'P3')[]) =>
      clocksAt('13:50', [opened('13:00', 'P1'), ...to.map((each, i) => changed(`13:${10 * (i + 1)}`, 'P1', each))])
        .restore;
    expect(changes('P3')).toBeUndefined();
    expect(changes('P3', 'P1')).toBe('running, due 03-16T17:20');
    expect(changes('P3', 'P3', 'P1')).toBe('running, due 03-16T17:30');
    expect(changes('P1')).toBe('running, due 03-16T17:00');
  });
  it('is absent where no calendar counts it', () => {
    const none = policyWith({ priorities: { P1: { restore: null } } });
    expect(clocksAt('13:10', [opened('13:00', 'P1')], none).restore).toBeUndefined();
    expect(clocks(ticketTimeline.initial, policy, 0)).toStrictEqual([]);
  });
});

describe('A pause', () => {
  const waits = (...more: readonly Recorded[]) => clocksAt('20:00', [opened('13:00', 'P1'), ...more]).restore;
  it('joins the one that it follows, and parts from one that it does not', () => {
    expect(waits(asked('13:30'), planned('14:00'), resumed('14:30'))).toBe('breached, due 03-16T18:00');
    expect(waits(asked('13:30'), resumed('14:00'), planned('14:30'), resumed('15:00'))).toBe(
      'breached, due 03-16T18:00',
    );
    expect(waits(asked('13:30'), referred('14:00'), resumed('14:30'))).toBe('breached, due 03-16T17:30');
  });
  it('counts up to the fulfilment, and not at all once that came', () => {
    const late = [asked('13:30'), restored('14:00'), resumed('15:00')];
    expect(waits(...late)).toBe('met, due 03-16T17:30');
    expect(waits(restored('13:20'), asked('13:30'), resumed('15:00'))).toBe('met, due 03-16T17:00');
    expect(waits(restored('13:30'), asked('13:30'), resumed('15:00'))).toBe('met, due 03-16T17:00');
  });
});
