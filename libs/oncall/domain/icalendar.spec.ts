// Read by a real reader, ical.js, which knows of zones what the file says.
import ICAL from 'ical.js';
import { HOUR, iso, ms } from '#kernel';
import { zoneTransitions } from '#policy';
import { type CalendarEntry, iCalendar } from './icalendar';
import { layerSpans } from './layer-spans';

const zoneOf = (name: string) => ({
  name,
  transitions: zoneTransitions(name) as NonNullable<ReturnType<typeof zoneTransitions>>,
});

/** What a calendar program makes of it: title, and when, in UTC. */
const readBack = (text: string) => {
  const calendar = new ICAL.Component(ICAL.parse(text));
  return calendar.getAllSubcomponents('vevent').map((component: InstanceType<typeof ICAL.Component>) => {
    const event = new ICAL.Event(component);
    const at = (time: { toUnixTime(): number }) => iso(time.toUnixTime() * 1_000);
    return { uid: event.uid, summary: event.summary, from: at(event.startDate), to: at(event.endDate) };
  });
};
const written = (zone: string, entries: readonly CalendarEntry[]) =>
  iCalendar('On call', zoneOf(zone), entries, ms('2026-01-01T00:00:00Z'));
const inUtc = ({ from, to, ...entry }: CalendarEntry) => ({ ...entry, from: iso(from), to: iso(to) });

describe('A feed of shifts', () => {
  it.each(['America/Chicago', 'Europe/Berlin', 'Australia/Lord_Howe', 'Asia/Kolkata', 'America/St_Johns', 'UTC'])(
    'is read in %s as it was meant, on each night of two years, clock changes included',
    (name) => {
      const nights = {
        name: 'nights',
        people: ['ann', 'bob'],
        startsOn: '2025-12-01',
        handover: '12:00',
        rotateDays: 7,
        hours: [{ from: '17:00', to: '08:00' }],
      };
      const spans = layerSpans(
        nights,
        zoneOf(name).transitions,
        ms('2026-01-01T00:00:00Z'),
        ms('2028-01-01T00:00:00Z'),
        'nights',
      );
      const entries = spans.map(({ from, to, person }, n) => ({
        uid: `${n}@faultline`,
        from,
        to,
        summary: `On call: ${person}`,
      }));
      expect(entries.length).toBeGreaterThan(729);
      expect(readBack(written(name, entries))).toStrictEqual(entries.map(inUtc));
    },
  );

  it('says what begins at a reading that comes twice as what it is, the second time too', () => {
    const entries = [0, 1].map((n) => {
      const from = ms('2026-11-01T06:30:00Z') + n * HOUR;
      return { uid: `${n}`, from, to: from + HOUR / 2, summary: 'half past one' };
    });
    expect(readBack(written('America/Chicago', entries))).toStrictEqual(entries.map(inUtc));
  });

  it('has words of any length and kind in it, and no line above 75 octets', () => {
    const summary = `Bär, Émile; and a backslash \\ in ${'a very long name '.repeat(12).trim()}`;
    const text = written('America/Chicago', [{ uid: 'u', from: 0, to: HOUR, summary }]);
    expect(readBack(text)[0]?.summary).toBe(summary);
    expect(text.split('\r\n').every((line) => Buffer.byteLength(line) <= 75)).toBe(true);
  });
});
