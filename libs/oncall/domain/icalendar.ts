// iCalendar (RFC 5545), as calendar programs read it. A time is written by the clock of its zone, with the zone's changes
// beside it; where that clock shows a reading twice, in UTC.

import type { ZoneTransitions } from '#policy';
import { readingAt } from './wall-clock';

export type CalendarEntry = {
  /** The same for the same entry in each copy of the feed. */
  readonly uid: string;
  /** Epoch milliseconds. */
  readonly from: number;
  readonly to: number;
  readonly summary: string;
  /** Where it is held, or what leads there. */
  readonly location?: string;
  /** Of an invitation: who invites whom, and how often it was changed. */
  readonly invitation?: {
    readonly organizer: string;
    readonly attendee: string;
    readonly sequence: number;
    readonly cancelled: boolean;
  };
};
export type NamedZone = { readonly name: string; readonly transitions: ZoneTransitions };

/** 20260314T020300 of an instant, or of a local reading. */
const basic = (milliseconds: number): string => new Date(milliseconds).toISOString().replace(/[-:]/g, '').slice(0, 15);
const utc = (instant: number): string => `${basic(instant)}Z`;

const TEXT: Readonly<Record<string, string>> = { '\\': '\\\\', ';': '\\;', ',': '\\,', '\n': '\\n' };
const escaped = (text: string): string => text.replace(/[\\;,\n]/g, (character) => TEXT[character] ?? '');

/** In UTF-8. */
const bytesIn = (text: string): number => new TextEncoder().encode(text).length;

/** Lines are folded at 75 octets; only what people wrote can be longer, or other than ASCII. */
const folded = (line: string): string => {
  const parts: string[] = [];
  let part = '';
  for (const character of line) {
    if (bytesIn(part + character) > 73) {
      parts.push(part);
      part = '';
    }
    part += character;
  }
  return [...parts, part].join('\r\n ');
};

const offset = (seconds: number): string => {
  const minutes = Math.floor(Math.abs(seconds) / 60);
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  return `${seconds < 0 ? '-' : '+'}${String(hours).padStart(2, '0')}${String(rest).padStart(2, '0')}`;
};

/** The changes of a zone's clock from the last one before `from` to the first one behind `to`. */
const zoneLines = ({ name, transitions: { at, offsets } }: NamedZone, from: number, to: number): readonly string[] => {
  const first = Math.max(
    0,
    at.findLastIndex((change) => change * 1_000 <= from),
  );
  const behind = at.findIndex((change) => change * 1_000 > to);
  const last = behind < 0 ? at.length : behind + 1;
  const changes = at.slice(first, last).map((change, i) => {
    const [before, after] = [offsets[first + i] ?? 0, offsets[first + i + 1] ?? 0];
    return observance(after > before ? 'DAYLIGHT' : 'STANDARD', basic((change + before) * 1_000), before, after);
  });
  const fixed = observance('STANDARD', '19700101T000000', offsets[0] ?? 0, offsets[0] ?? 0);
  return ['BEGIN:VTIMEZONE', `TZID:${name}`, ...(changes.length > 0 ? changes.flat() : fixed), 'END:VTIMEZONE'];
};
const observance = (kind: 'DAYLIGHT' | 'STANDARD', begins: string, from: number, to: number): readonly string[] => [
  `BEGIN:${kind}`,
  `DTSTART:${begins}`,
  `TZOFFSETFROM:${offset(from)}`,
  `TZOFFSETTO:${offset(to)}`,
  `END:${kind}`,
];

/** Whether the clock shows the reading of an instant twice: programs differ in which of the two they take it for. */
const isTwice = ({ at, offsets }: ZoneTransitions, instant: number): boolean =>
  at.some((change, i) => {
    const drop = ((offsets[i] ?? 0) - (offsets[i + 1] ?? 0)) * 1_000;
    return Math.abs(instant - change * 1_000) <= drop;
  });

const time = (property: string, { name, transitions }: NamedZone, instant: number): string =>
  isTwice(transitions, instant)
    ? `${property}:${utc(instant)}`
    : `${property};TZID=${name}:${basic(readingAt(transitions, instant))}`;

const invitationLines = ({ invitation }: CalendarEntry): readonly string[] =>
  invitation
    ? [
        `ORGANIZER:mailto:${invitation.organizer}`,
        `ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:${invitation.attendee}`,
        `SEQUENCE:${invitation.sequence}`,
        `STATUS:${invitation.cancelled ? 'CANCELLED' : 'CONFIRMED'}`,
      ]
    : [];

/** A whole calendar. `at`: when it was made, epoch milliseconds. `method`: of an invitation (RFC 5546); a feed has none. */
export const iCalendar = (
  title: string,
  zone: NamedZone,
  entries: readonly CalendarEntry[],
  at: number,
  method?: 'REQUEST' | 'CANCEL',
): string => {
  const from = Math.min(at, ...entries.map((entry) => entry.from));
  const to = Math.max(at, ...entries.map((entry) => entry.to));
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Faultline//On call//EN',
    'CALSCALE:GREGORIAN',
    ...(method === undefined ? [] : [`METHOD:${method}`]),
    `X-WR-CALNAME:${escaped(title)}`,
    `X-WR-TIMEZONE:${zone.name}`,
    ...zoneLines(zone, from, to),
    ...entries.flatMap((entry) => [
      'BEGIN:VEVENT',
      `UID:${entry.uid}`,
      `DTSTAMP:${utc(at)}`,
      time('DTSTART', zone, entry.from),
      time('DTEND', zone, entry.to),
      `SUMMARY:${escaped(entry.summary)}`,
      ...(entry.location === undefined ? [] : [`LOCATION:${escaped(entry.location)}`]),
      ...invitationLines(entry),
      'END:VEVENT',
    ]),
    'END:VCALENDAR',
  ];
  return lines.map((line) => `${folded(line)}\r\n`).join('');
};
