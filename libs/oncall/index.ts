// The published language of on-call: rosters, and what other contexts may know of a page.

export type { MergeProposalProblem } from './application/merge-proposals-query';
export type { VoicemailProblem } from './application/voicemails';
export {
  CALENDAR_EVENTS,
  type CalendarCommand,
  type CalendarProblem,
  calendarFeed,
  calendarStream,
} from './domain/calendar-feed';
export { type CalendarEntry, iCalendar } from './domain/icalendar';
export { onCallSpans, type Shift } from './domain/on-call';
export { type PageCommand, type PageProblem, type Pages, pageStream, pages } from './domain/page';
export { PAGE_EVENTS, type PageEvent } from './domain/page-events';
export {
  ROSTER_EVENTS,
  type Roster,
  type RosterCommand,
  type RosterEvent,
  type RosterProblem,
  roster,
  rosterStream,
} from './domain/roster';
export type { RosterDocument, RosterLayer } from './domain/roster-document';
