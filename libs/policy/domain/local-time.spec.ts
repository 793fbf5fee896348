import { zoneTransitions } from '../application/zone-transitions';
import type { ZoneTransitions } from './document';
import { inLocalTime, localTime } from './local-time';

const shown = (name: string, at: string, transitions = zoneTransitions(name)) =>
  localTime({ name, transitions: transitions as ZoneTransitions }, Date.parse(at));

describe('An instant is shown by the clock of its zone, with the abbreviation', () => {
  it.each([
    ['America/Chicago', '2026-11-28T08:10:00Z', 'Sat 28 Nov, 02:10 CST'],
    ['America/Chicago', '2026-07-04T05:00:30.999Z', 'Sat 4 Jul, 00:00:30 CDT'],
    ['Europe/Berlin', '2026-06-30T23:30:00Z', 'Wed 1 Jul, 01:30 CEST'],
    ['Europe/London', '2026-01-01T00:00:00Z', 'Thu 1 Jan, 00:00 GMT'],
    ['Australia/Sydney', '2026-07-01T00:00:00Z', 'Wed 1 Jul, 10:00 AEST'],
    ['Asia/Kolkata', '2026-07-01T00:00:00Z', 'Wed 1 Jul, 05:30 IST'],
    ['Asia/Singapore', '2026-07-01T00:00:00Z', 'Wed 1 Jul, 08:00 UTC+8'],
    ['America/St_Johns', '2026-01-01T12:00:00Z', 'Thu 1 Jan, 08:30 UTC-3:30'],
    ['UTC', '2026-07-01T00:00:00Z', 'Wed 1 Jul, 00:00 UTC'],
  ])('%s: %s is %s', (zone, at, text) => expect(shown(zone, at)).toBe(text));

  it('tells the two readings of an hour that comes twice apart', () =>
    expect(['06:30', '07:30'].map((time) => shown('America/Chicago', `2026-11-01T${time}:00Z`))).toStrictEqual([
      'Sun 1 Nov, 01:30 CDT',
      'Sun 1 Nov, 01:30 CST',
    ]));

  it('follows the clock changes that the version carries, and not those of the host', () => {
    const zone = zoneTransitions('America/Chicago') as ZoneTransitions;
    const kept = zone.at.filter((second) => second < Date.UTC(2026, 10, 1) / 1000);
    const noWinter = { ...zone, at: kept, offsets: zone.offsets.slice(0, kept.length + 1) };
    expect(shown('America/Chicago', '2026-11-28T08:10:00Z', noWinter)).toBe('Sat 28 Nov, 03:10 UTC-5');
  });

  it('is shown so within a text, with the instant beside it, once', () => {
    const zone = { name: 'America/Chicago', transitions: zoneTransitions('America/Chicago') as ZoneTransitions };
    const text = 'The work ends at 2026-03-14T08:03:00.000Z; it is "2026-03-14T03:00:00-05:00" now, 2026-03-14.';
    const local =
      'The work ends at Sat 14 Mar, 03:03 CDT (2026-03-14T08:03:00.000Z); ' +
      'it is "Sat 14 Mar, 03:00 CDT (2026-03-14T03:00:00-05:00)" now, 2026-03-14.';
    expect(inLocalTime(zone, text)).toBe(local);
    expect(inLocalTime(zone, local)).toBe(local);
  });
});
