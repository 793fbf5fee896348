import { CALENDARS_END } from '#policy';
import { standardPolicy } from '#policy/testing';
import { minutesLeft } from './minutes-left';

const { standardHours, calendars } = standardPolicy;
const at = (text: string) => Date.parse(`2026-03-${text}-05:00`);
const left = (due: string, now: string) => minutesLeft(standardHours, at(due), at(now));

describe('The minutes that a clock has left', () => {
  it.each([
    ['within the hours', '16T10:00', '16T09:00', 60],
    ['over a night', '17T09:00', '16T16:30', 90],
    ['over a weekend', '16T08:01', '13T17:00', 1],
    ['at the due instant', '16T10:00', '16T10:00', 0],
  ])('are those of its own calendar: %s', (_, due, now, minutes) => expect(left(due, now)).toBe(minutes));

  it('are below zero once it has run out, also while the calendar is closed', () => {
    expect(minutesLeft(standardHours, at('16T10:00'), at('16T10:00') + 1)).toBe(-1);
    expect(left('16T10:00', '16T11:30')).toBe(-90);
    expect(left('13T17:00', '14T12:00')).toBe(-1);
    expect(left('13T16:59', '16T08:01')).toBe(-2);
  });

  it('are counted on a calendar that never closes by the clock', () =>
    expect(minutesLeft(calendars['24x7'] ?? standardHours, at('16T09:00'), at('14T09:00'))).toBe(2880));

  it('end with the calendars', () =>
    expect(minutesLeft(standardHours, CALENDARS_END, at('16T09:00'))).toBeGreaterThan(1_000_000));
});
